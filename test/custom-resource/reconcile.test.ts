import { expect, test } from "vitest";
import { lambdaRuntime, patienceOf } from "../../src/custom-resource/reconcile.js";
import type { Failure } from "../../src/failures/failure.js";
import { request } from "./requests.js";

const stackIn = (region: string) => `arn:aws:cloudformation:${region}:123456789012:stack/fleet/1`;

test.for([
  [{ kind: "unreachable" }, "eu-central-1", 800_000, true],
  [{ kind: "unreachable" }, "eu-west-1", 0, false],
  [{ kind: "unreachable", topic: "access-denied" }, "eu-west-1", 0, false],
  [{ kind: "fatal", topic: "access-denied" }, "eu-west-1", 29_999, true],
  [{ kind: "fatal", topic: "access-denied" }, "eu-west-1", 30_000, false],
  [{ kind: "fatal", topic: "action-denied" }, "eu-west-1", 29_999, true],
  [{ kind: "fatal", topic: "expired-credentials" }, "eu-central-1", 0, false],
] as const)("%j in %s after %d ms is transient: %s", ([failure, region, elapsedMs, transient]) => {
  const { delayMs, covers } = patienceOf({
    ...lambdaRuntime,
    request: request("Create", { StackId: stackIn(region) }),
  });
  expect([covers(failure as Failure, elapsedMs), delayMs]).toEqual([transient, 5000]);
});

test("an unreachable service is not transient in a request without a region", () => {
  const { covers } = patienceOf({ ...lambdaRuntime, request: request("Create", { StackId: "stack" }) });
  expect(covers({ kind: "unreachable" } as Failure, 0)).toBe(false);
});
