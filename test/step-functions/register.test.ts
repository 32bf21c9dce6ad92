// The states around RegisterAccount, each on its own. library.test.ts compares whole executions with the library's.
import { describe, expect, test } from "vitest";
import { registrationStateMachine } from "../../src/step-functions/index.js";
import { startedAt, valueAt } from "./account-state.js";

const AT = Date.parse("2026-01-01T00:00:00Z");
const NOW = AT + 10_000;
/** Created in each test, so that a fault in a machine fails the tests. */
const stateOf = (name: string) => registrationStateMachine().States[name];

const start = await startedAt(AT);

/** Returns a field's value in an execution that entered the state ten seconds after its start. */
const evaluated = (field: unknown, progress: object, known: object = {}, random = 0) =>
  valueAt(field, { at: NOW, progress: { ...start, ...progress }, known, random });

describe("the pause before RegisterAccount", () => {
  test.each([
    ["the second registration", { accepted: 1 }, 5, 6],
    ["a registration after a lost request", { lost: 1 }, 5, 6],
    ["the third registration", { accepted: 1, lost: 1 }, 9, 11],
    ["many registrations", { accepted: 9 }, 54, 66],
    ["a retry that is due", { retryAt: NOW - 1 }, 0, 0],
    ["a retry in 2.1 s", { retryAt: NOW + 2100 }, 3, 3],
  ])("the pause before %s has whole seconds", async (_, progress, shortest, longest) => {
    const seconds = stateOf("Pause")?.["Seconds"];
    expect(await evaluated(seconds, progress, {}, 0)).toBe(shortest);
    expect(await evaluated(seconds, progress, {}, 0.999)).toBe(longest);
  });
});

test("a poll follows the pause, because someone else may have registered the account", async () => {
  const { Assign, Next } = (stateOf("Pause") ?? {}) as { Assign?: { progress: string }; Next?: string };
  expect(await evaluated(Assign?.progress, { lost: 1 })).toMatchObject({ lost: 1, paused: true });
  expect(Next).toBe("Read");
});

describe("after RegisterAccount", () => {
  interface Register {
    readonly Assign: { readonly progress: string };
    readonly Catch: readonly [{ readonly Assign: { readonly progress: string } }];
  }
  const register = () => stateOf("Register") as unknown as Register;
  const result = (at: number) => ({ RegisterAccountStatus: "REGISTRATION_PENDING", CreationTime: at / 1000 });
  const failedAt = (at: number) => ({
    answer: { AccountStatus: "REGISTRATION_FAILURE", LastModificationTime: at / 1000 },
  });
  const accepted = (progress: object, given: object) =>
    evaluated(register().Assign.progress, progress, { result: given });
  const rejected = (progress: object, name: string, status: number) =>
    evaluated(register().Catch[0].Assign.progress, progress, {
      errorOutput: { Error: `IoTFleetWise.${name}`, Cause: `It failed (Status Code: ${status})` },
    });

  test("an accepted request starts another wait, with its own grace period and cadence", async () => {
    const before = {
      paused: true,
      retryAt: 1,
      beganAt: 1,
      outdatedSince: 1,
      notFoundSince: 1,
      graceEnds: 1,
      failures: 3,
    };
    expect(
      await accepted({ ...before, ...failedAt(AT), failure: { Kind: "throttled" } }, result(NOW)),
    ).toMatchObject({
      requests: 1,
      accepted: 1,
      lost: 0,
      rejected: 0,
      latest: "accepted",
      since: NOW,
      begun: true,
      former: "REGISTRATION_FAILURE",
      waitingSince: NOW,
      paused: false,
      retryAt: null,
      beganAt: null,
      unconfirmed: null,
      outdatedSince: null,
      notFoundSince: null,
      graceEnds: null,
      failure: null,
      failures: 0,
    });
  });

  test("a registration is newer than the last result, whatever the times of the responses are", async () => {
    expect(await accepted(failedAt(NOW + 5000), result(NOW))).toMatchObject({ since: NOW + 5001 });
    expect(await accepted({}, { RegisterAccountStatus: "REGISTRATION_PENDING" })).toMatchObject({
      since: null,
      former: null,
    });
    const pending = { answer: { AccountStatus: "REGISTRATION_PENDING", CreationTime: NOW / 1000 } };
    expect(await rejected(pending, "ConflictException", 409)).toMatchObject({ since: null });
    expect(await rejected(failedAt(NOW), "ConflictException", 409)).toMatchObject({ since: NOW + 1 });
  });

  test("a malformed response counts as lost, and ends the execution", async () => {
    expect(await accepted({ retryAt: 1, paused: true }, {})).toMatchObject({
      requests: 1,
      accepted: 0,
      lost: 1,
      latest: "failed",
      failure: { Operation: "RegisterAccount", Kind: "fatal" },
      paused: false,
      retryAt: null,
    });
  });

  test.each([
    ["a fault of the service", "InternalServerException", 500, { lost: 1, rejected: 0 }, "transient"],
    ["a conflict", "ConflictException", 409, { lost: 0, rejected: 1 }, "conflict"],
  ])("%s is followed by polls that look for a registration", async (_, error, status, counts, kind) => {
    expect(await rejected({}, error, status)).toMatchObject({
      ...counts,
      requests: 1,
      latest: "failed",
      begun: true,
      waitingSince: NOW,
      retryAt: null,
      unconfirmed: { Kind: kind },
      failure: { Kind: kind },
      failures: 1,
    });
  });

  test("a throttled request is repeated after the cadence's delay, and a denied one is not", async () => {
    const throttled = (await rejected({ paused: true }, "ThrottlingException", 429)) as {
      readonly retryAt: number;
    };
    expect(throttled).toMatchObject({
      lost: 0,
      rejected: 1,
      paused: false,
      unconfirmed: null,
      waitingSince: AT,
    });
    expect(throttled.retryAt).toBeGreaterThanOrEqual(NOW + 1000);
    expect(throttled.retryAt).toBeLessThanOrEqual(NOW + 20_000);
    expect(await rejected({}, "AccessDeniedException", 403)).toMatchObject({
      lost: 0,
      rejected: 1,
      retryAt: null,
      unconfirmed: null,
      failure: { Kind: "fatal" },
    });
  });
});
