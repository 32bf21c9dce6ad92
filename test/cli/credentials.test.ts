import { expect, test } from "vitest";
import { addressesOf } from "../../src/cli/targets/addresses.js";
import { credentialsOf } from "../../src/cli/targets/credentials.js";
import { KEYS } from "./program.js";

test("keys of the environment are used as they are", () => {
  const keys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
  expect(credentialsOf({ name: "t" }, KEYS)).toEqual(keys);
  expect(credentialsOf({ name: "t" }, { ...KEYS, AWS_SESSION_TOKEN: "token" })).toEqual({
    ...keys,
    sessionToken: "token",
  });
});

test("a profile, or no keys, is the AWS SDK's own to resolve; a role is assumed", () => {
  expect(credentialsOf({ name: "t", profile: "p" }, KEYS)).toBeUndefined();
  expect(credentialsOf({ name: "t" }, { ...KEYS, AWS_PROFILE: "p" })).toBeUndefined();
  expect(credentialsOf({ name: "t" }, {})).toBeUndefined();
  expect(credentialsOf({ name: "t" }, { AWS_ACCESS_KEY_ID: "half" })).toBeUndefined();
  expect(credentialsOf({ name: "t", roleArn: "arn" }, KEYS)).toBeTypeOf("function");
});

test("a target is called by what tells it from others", async () => {
  const named = async (options: object, env = {}) =>
    (await addressesOf({ concurrency: 1, ...options }, env)).map(({ name, region }) => [name, region]);
  expect(await named({})).toEqual([["default", undefined]]);
  expect(await named({ emulate: true })).toEqual([["us-east-1", "us-east-1"]]);
  expect(await named({ profile: "p" }, { AWS_REGION: "r" })).toEqual([["p/r", "r"]]);
  expect(await named({ region: ["a", "b"] }, { AWS_REGION: "r" })).toEqual([
    ["a", "a"],
    ["b", "b"],
  ]);
  await expect(named({ region: ["a", "a"] })).rejects.toThrow(/Expected each target once.*"a"/);
});
