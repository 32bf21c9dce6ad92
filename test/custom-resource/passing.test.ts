import { expect, test } from "vitest";
import { mayPass } from "../../src/custom-resource/passing.js";
import { RegistrationTimeoutError, ServiceCallError } from "../../src/index.js";
import { request } from "./requests.js";

const evidence = { lastSnapshot: undefined, attempts: 4, elapsedMs: 10_000 };
const unreachable = new ServiceCallError("Operate", new Error("ENOTFOUND"), evidence, "", true);
const named = (name: string, cause?: unknown) =>
  new ServiceCallError("Operate", Object.assign(new Error("", { cause }), { name }), evidence, "");

const inRegion = (region: string) =>
  request("Create", { StackId: `arn:aws:cloudformation:${region}:123456789012:stack/fleet/1` });

test("a service that cannot be reached may come back, where there is one", () => {
  for (const region of ["us-east-1", "eu-central-1", "ap-south-1"])
    expect(mayPass(unreachable, inRegion(region), false)).toBe(true);
  for (const region of ["eu-west-1", "us-east-2", ""])
    expect(mayPass(unreachable, inRegion(region), true)).toBe(false);
});

test("access that is denied may be allowed in a moment, at the beginning only", () => {
  const denied = named("AccessDeniedException");
  const wrapped = named("Error", Object.assign(new Error(), { name: "AccessDeniedException" }));
  expect([denied, wrapped].map((error) => mayPass(error, inRegion("us-east-1"), true))).toEqual([true, true]);
  expect(mayPass(denied, inRegion("us-east-1"), false)).toBe(false);
});

test("nothing else passes", () => {
  for (const error of [
    named("ValidationException"),
    named("CredentialsProviderError"),
    new RegistrationTimeoutError({}, evidence),
    new TypeError("Expected `client` to be ..."),
    undefined,
  ])
    expect(mayPass(error, inRegion("us-east-1"), true)).toBe(false);
});
