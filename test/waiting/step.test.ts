import { describe, expect, test } from "vitest";
import type { CallEvent } from "../../src/client/retrying.js";
import type { StatusAnswer } from "../../src/client/source.js";
import {
  AccountNotRegisteredError,
  RegistrationFailedError,
  RegistrationTimeoutError,
  ServiceCallError,
} from "../../src/errors.js";
import { type RegistrationWaiterConfig, resolveWaiterConfig } from "../../src/options/waiter.js";
import { type Progress, START } from "../../src/waiting/judge.js";
import { deadlineStep, readStep, type Step } from "../../src/waiting/step.js";
import { iam, snapshotOf, timestream } from "../registration/examples.js";

const options = (config: Partial<RegistrationWaiterConfig> = {}) =>
  resolveWaiterConfig({ client: async () => ({}), random: () => 0.5, cadence: () => 10, ...config });
const at = (elapsedMs: number) => ({
  elapsedMs,
  wallClockMs: Date.parse("2026-11-01T12:00:00Z") + elapsedMs,
});
const take = (
  before: Progress,
  read: CallEvent | StatusAnswer,
  elapsedMs = 0,
  config?: Partial<RegistrationWaiterConfig>,
): Step => readStep(before, read, at(elapsedMs), options(config));

const CALLED: Progress = { ...START, attempts: 2 };
const pending = snapshotOf({ iamRegistrationResponse: iam("REGISTRATION_PENDING") });
const notFoundError = Object.assign(new Error("none"), { name: "ResourceNotFoundException" });
const NOT_FOUND: CallEvent | StatusAnswer = { type: "answer", snapshot: undefined, error: notFoundError };
const answer = (snapshot = pending): CallEvent | StatusAnswer => ({ type: "answer", snapshot });

describe("a call", () => {
  test("is counted, and tells nothing", () => {
    expect(take(CALLED, { type: "call" })).toStrictEqual({
      progress: { ...CALLED, attempts: 3 },
      events: [],
    });
  });
});

describe("a failed call", () => {
  const error = new Error("no");

  test("is told as a retry, frozen, with the call that failed and the delay; the read goes on", () => {
    const next = take(CALLED, { type: "failed", error, throttled: true, delayMs: 1500 }, 700);
    expect(next).toStrictEqual({
      progress: { ...CALLED, failure: error },
      events: [{ type: "retry", error, throttled: true, attempt: 2, elapsedMs: 700, nextDelayMs: 1500 }],
    });
    expect(next.events.every(Object.isFrozen)).toBe(true);
    expect((next.progress.failure as unknown) === error).toBe(true);
  });

  test("is not told where no retry follows, but remembered", () => {
    expect(take(CALLED, { type: "failed", error, throttled: false, delayMs: undefined })).toStrictEqual({
      progress: { ...CALLED, failure: error },
      events: [],
    });
  });

  test("is told with a delay of 0", () => {
    expect(take(CALLED, { type: "failed", error, throttled: false, delayMs: 0 }).events).toHaveLength(1);
  });
});

describe("a fatal call", () => {
  test("ends with a ServiceCallError: the operation, the original as its cause, the next step, the evidence", () => {
    const error = Object.assign(new Error("not you"), { name: "AccessDeniedException" });
    const before = { ...CALLED, lastSnapshot: pending };
    const { end, events, progress } = take(before, { type: "fatal", error, unreachable: false }, 900);
    expect(events).toEqual([]);
    expect(progress).toBe(before);
    expect(end?.error).toBeInstanceOf(ServiceCallError);
    expect(end?.error).toMatchObject({
      operation: "GetRegisterAccountStatus",
      message: expect.stringMatching(
        /^GetRegisterAccountStatus failed: AccessDeniedException: not you\. .*iotfleetwise:GetRegisterAccountStatus/,
      ),
      attempts: 2,
      elapsedMs: 900,
      lastSnapshot: pending,
    });
    expect(end?.error?.cause).toBe(error);
  });

  test("says where the service is, where the endpoint can't be reached", () => {
    const { end } = take(CALLED, { type: "fatal", error: new Error("no"), unreachable: true });
    expect(end?.error?.message).toContain("us-east-1, eu-central-1 and ap-south-1");
  });
});

describe("a pending answer", () => {
  test("is told as a poll, then its transitions in the order iam, timestream, account; all frozen", () => {
    const snapshot = snapshotOf({
      timestreamRegistrationResponse: timestream("REGISTRATION_FAILURE", "no table"),
      iamRegistrationResponse: iam("REGISTRATION_SUCCESS"),
    });
    const { events, end, nextReadMs } = take(CALLED, answer(snapshot), 5000);
    const common = { snapshot, attempt: 2, elapsedMs: 5000 };
    const first = { type: "transition", from: undefined, ...common };
    expect(events).toStrictEqual([
      { type: "poll", ...common, nextDelayMs: 10_000 },
      { ...first, resource: "iam", to: "REGISTRATION_SUCCESS" },
      { ...first, resource: "timestream", to: "REGISTRATION_FAILURE", errorMessage: "no table" },
      { ...first, resource: "account", to: "REGISTRATION_PENDING" },
    ]);
    expect(events.every(Object.isFrozen)).toBe(true);
    expect(end).toBeUndefined();
    expect(nextReadMs).toBe(10_000);
  });

  test("is only a poll when nothing changed", () => {
    const { progress } = take(CALLED, answer());
    expect(take(progress, answer(), 10_000).events).toMatchObject([{ type: "poll", elapsedMs: 10_000 }]);
  });

  test("tells no next delay where no further read follows", () => {
    const next = take(CALLED, answer(), 99_500, { maxWaitTime: 100 });
    expect(next.events[0]).toMatchObject({ type: "poll", nextDelayMs: undefined });
    expect(next).toMatchObject({ nextReadMs: Number.POSITIVE_INFINITY });
    expect(next.end).toBeUndefined();
  });

  test("mends what failed before", () => {
    expect(take({ ...CALLED, failure: new Error("before") }, answer()).progress.failure).toBeUndefined();
  });
});

describe("a verdict", () => {
  test("success: the events, no next delay, and an end without an error", () => {
    const snapshot = snapshotOf({ accountStatus: "REGISTRATION_SUCCESS" });
    const next = take(CALLED, answer(snapshot));
    expect(next.events).toMatchObject([
      { type: "poll", nextDelayMs: undefined },
      { type: "transition", to: "REGISTRATION_SUCCESS" },
    ]);
    expect(next.end).toStrictEqual({});
    expect(next.nextReadMs).toBeUndefined();
  });

  test("failure: the events, and an end with every message", () => {
    const snapshot = snapshotOf({
      accountStatus: "REGISTRATION_FAILURE",
      timestreamRegistrationResponse: timestream("REGISTRATION_FAILURE", "no table"),
      iamRegistrationResponse: iam("REGISTRATION_FAILURE", "no role"),
    });
    const next = take(CALLED, answer(snapshot), 70);
    expect(next.events).toMatchObject([
      { type: "poll", nextDelayMs: undefined },
      { resource: "iam", errorMessage: "no role" },
      { resource: "timestream", errorMessage: "no table" },
      { resource: "account", to: "REGISTRATION_FAILURE" },
    ]);
    expect(next.end?.error).toBeInstanceOf(RegistrationFailedError);
    expect(next.end?.error).toMatchObject({ lastSnapshot: snapshot, attempts: 2, elapsedMs: 70 });
    expect(next.end?.error?.message).toMatch(/no table.*no role/);
  });

  test("an account that is registered while a part is not ends well", () => {
    const snapshot = snapshotOf({
      accountStatus: "REGISTRATION_SUCCESS",
      iamRegistrationResponse: iam("REGISTRATION_PENDING"),
    });
    expect(take(CALLED, answer(snapshot)).end).toStrictEqual({});
  });
});

describe("not found", () => {
  test("is told as a poll without a snapshot, and read again at the end of the grace at the latest", () => {
    const next = take(CALLED, NOT_FOUND, 1000, { consistencyGrace: 4 });
    expect(next.events).toStrictEqual([
      { type: "poll", snapshot: undefined, attempt: 2, elapsedMs: 1000, nextDelayMs: 4000 },
      {
        type: "transition",
        resource: "account",
        from: undefined,
        to: "NOT_REGISTERED",
        snapshot: undefined,
        attempt: 2,
        elapsedMs: 1000,
      },
    ]);
    expect(next.nextReadMs).toBe(4000);
    expect(next.end).toBeUndefined();
  });

  test("beyond the grace ends with an AccountNotRegisteredError, whose cause is the service's own error", () => {
    const { end, events } = take(CALLED, NOT_FOUND, 0, { consistencyGrace: 0 });
    expect(events[0]).toMatchObject({ type: "poll", nextDelayMs: undefined });
    expect(end?.error).toBeInstanceOf(AccountNotRegisteredError);
    expect(end?.error).toMatchObject({ attempts: 2, lastSnapshot: undefined });
    expect(end?.error?.cause).toBe(notFoundError);
  });
});

describe("the deadline", () => {
  const ended = (progress: Progress) => {
    const last = deadlineStep({ progress, events: [], nextReadMs: 5 }, at(900_000));
    expect(last.events).toEqual([]);
    expect(last.nextReadMs).toBeUndefined();
    return last.end?.error;
  };
  const failing = new Error("offline");

  test("names the last state of each resource", () => {
    const error = ended(take(CALLED, answer()).progress);
    expect(error).toBeInstanceOf(RegistrationTimeoutError);
    expect(error).toMatchObject({ attempts: 2, elapsedMs: 900_000, lastSnapshot: pending });
    expect(error?.message).toContain("IAM REGISTRATION_PENDING, account REGISTRATION_PENDING");
    expect(error?.cause).toBeUndefined();
  });

  test("names the error that reads were failing with at the end, which is its cause", () => {
    const error = ended({ ...take(CALLED, answer()).progress, failure: failing });
    expect(error).toBeInstanceOf(RegistrationTimeoutError);
    expect(error?.message).toContain("offline");
    expect(error?.cause).toBe(failing);
  });

  test("is a timeout where nothing was ever seen", () => {
    expect(ended({ ...START, failure: failing })).toBeInstanceOf(RegistrationTimeoutError);
    expect(ended(START)).toBeInstanceOf(RegistrationTimeoutError);
  });

  test("is not registered where nothing else was ever seen", () => {
    const { progress } = take(CALLED, NOT_FOUND);
    expect(ended(progress)).toBeInstanceOf(AccountNotRegisteredError);
    const error = ended({ ...progress, failure: failing });
    expect(error).toBeInstanceOf(AccountNotRegisteredError);
    expect(error?.cause).toBe(failing);
  });

  test("is a timeout where a registration was seen before it was not found", () => {
    const error = ended(take(take(CALLED, answer()).progress, NOT_FOUND).progress);
    expect(error).toBeInstanceOf(RegistrationTimeoutError);
    expect(error?.message).toContain("IAM NOT_REGISTERED, account NOT_REGISTERED");
  });
});
