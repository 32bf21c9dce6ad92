import { describe, expect, test } from "vitest";
import { parseFailure } from "../../src/failures/failure.js";
import { deadlineError } from "../../src/waiting/deadline.js";
import { awaitedFrom, type Progress, startOf } from "../../src/waiting/progress.js";
import { serviceError, snapshot } from "../support/answers.js";

const AT = new Date("2026-01-01T00:00:00Z");
const LATER = new Date(AT.getTime() + 1);
const FAILURE = parseFailure(serviceError("ThrottlingException"), 0);
const CONFLICT = parseFailure(serviceError("ConflictException"), 0);
const OURS = { accepted: 1, lost: 0, rejected: 0 };
const PENDING = snapshot("PP", { at: AT });
const FAILED = snapshot("FF", { at: AT });

/** Returns the error at the deadline of a wait that has had a response, with the members that a test overrides. */
const errorOf = (members: Partial<Progress>) =>
  deadlineError(
    { ...startOf(undefined), attempts: 7, answered: true, ...members },
    { elapsedMs: 900_000, wallClockMs: 0 },
  );
const seen = (current: Progress["current"]) => ({ current, lastSnapshot: current });
const since = (date: Date) => ({ awaited: awaitedFrom(0, { since: date }) });

describe("at the deadline", () => {
  test.each<[string, Partial<Progress>, object]>([
    [
      "a wait without any response rejects with STATUS_UNREADABLE of the poll",
      { answered: false },
      { code: "STATUS_UNREADABLE", operation: "GetRegisterAccountStatus" },
    ],
    [
      "a RegisterAccount that waits for its retry rejects with REGISTER_NOT_ACCEPTED",
      { registering: "retrying", last: { operation: "RegisterAccount", failure: FAILURE } },
      { code: "REGISTER_NOT_ACCEPTED", operation: "RegisterAccount", cause: FAILURE.thrown },
    ],
    [
      "a RegisterAccount that waits for its retry rejects with its own failure",
      {
        registering: "retrying",
        rejected: { failure: FAILURE, requests: 1 },
        last: { operation: "GetRegisterAccountStatus", failure: CONFLICT },
      },
      {
        code: "REGISTER_NOT_ACCEPTED",
        cause: FAILURE.thrown,
        lastError: expect.stringMatching(/^GetRegisterAccountStatus: Conflict/),
      },
    ],
    [
      "a resumed RegisterAccount rejects without the failure of a poll",
      { registering: "retrying", last: { operation: "GetRegisterAccountStatus", failure: FAILURE } },
      { code: "REGISTER_NOT_ACCEPTED", kind: undefined, reason: expect.stringContaining("it was not sent") },
    ],
    [
      "a lost RegisterAccount rejects with REGISTER_UNKNOWN",
      { awaited: awaitedFrom(0, { unconfirmed: FAILURE }) },
      { code: "REGISTER_UNKNOWN", operation: "RegisterAccount", cause: FAILURE.thrown },
    ],
    [
      "a lost RegisterAccount that no poll followed makes no statement on the account",
      {
        awaited: awaitedFrom(0, { unconfirmed: FAILURE }),
        last: { operation: "RegisterAccount", failure: FAILURE },
      },
      { code: "REGISTER_UNKNOWN", reason: expect.stringMatching(/lost, and no poll followed$/) },
    ],
    [
      "a lost RegisterAccount before polls that failed names their failure too",
      {
        awaited: awaitedFrom(0, { unconfirmed: FAILURE }),
        last: { operation: "GetRegisterAccountStatus", failure: FAILURE },
      },
      { code: "REGISTER_UNKNOWN", lastError: expect.stringMatching(/^GetRegisterAccountStatus: Throttling/) },
    ],
    [
      "a conflict of RegisterAccount rejects with the conflict",
      { awaited: awaitedFrom(0, { unconfirmed: CONFLICT }) },
      { code: "SERVICE_CALL_FAILED", operation: "RegisterAccount", cause: CONFLICT.thrown },
    ],
    [
      "a conflict after a lost RegisterAccount advises to look again",
      {
        awaited: awaitedFrom(0, { unconfirmed: CONFLICT }),
        registrations: { accepted: 0, lost: 1, rejected: 1 },
      },
      { code: "SERVICE_CALL_FAILED", topics: ["conflict", "look-again"] },
    ],
    ["an account that was never found rejects with NOT_REGISTERED", {}, { code: "NOT_REGISTERED" }],
    [
      "an accepted registration that was never visible rejects with a timeout",
      { registrations: OURS },
      { code: "REGISTRATION_TIMEOUT", phase: "not-visible" },
    ],
    [
      "a result older than `since` rejects with RESULT_OUTDATED",
      { ...seen(FAILED), ...since(LATER) },
      { code: "RESULT_OUTDATED", since: LATER },
    ],
    [
      "a result older than an accepted registration rejects with a timeout",
      { ...seen(FAILED), ...since(LATER), registrations: OURS },
      { code: "REGISTRATION_TIMEOUT", phase: "not-visible" },
    ],
    [
      "a result as old as `since` that did not count rejects with a timeout",
      { ...seen(FAILED), ...since(AT) },
      { code: "REGISTRATION_TIMEOUT", phase: "not-visible" },
    ],
    [
      "a pending registration rejects with a timeout while pending",
      seen(PENDING),
      { code: "REGISTRATION_TIMEOUT", phase: "pending" },
    ],
    [
      "a pending registration rejects as pending if the last poll returned an earlier one",
      { current: FAILED, lastSnapshot: snapshot("PP", { at: LATER }) },
      { code: "REGISTRATION_TIMEOUT", phase: "pending" },
    ],
    [
      "a status that AWS has added rejects with a timeout that names its phase",
      seen(snapshot("XX")),
      { code: "REGISTRATION_TIMEOUT", phase: "unknown-status" },
    ],
    [
      "a registration that is no longer found rejects with a timeout",
      { lastSnapshot: PENDING },
      { code: "REGISTRATION_TIMEOUT", phase: "not-visible", lastSnapshot: PENDING },
    ],
  ])("at the deadline, %s", (_, members, error) => {
    expect(errorOf(members)).toMatchObject({ ...error, attempts: 7, elapsedMs: 900_000 });
  });
});
