// Compares the cause of each failed end with the message of the library's error for the same facts, except for the advice, which
// advice.test.ts and known-failures.test.ts check.
import { describe, expect, test } from "vitest";
import {
  AccountNotRegisteredError,
  type LastFailure,
  type RegistrationError,
  RegistrationFailedError,
  RegistrationTimeoutError,
  ResourcesDifferError,
  ResultOutdatedError,
  ServiceCallError,
} from "../../src/errors.js";
import type { RegisterAccountInput } from "../../src/registration/register-account.js";
import type { RegistrationSnapshot } from "../../src/registration/snapshot.js";
import { machineAdvice } from "../../src/step-functions/advice.js";
import { registrationStateMachine } from "../../src/step-functions/index.js";
import { type AnswerExtras, snapshot } from "../support/answers.js";
import { startedAt, valueAt } from "./account-state.js";
import { pascalCase } from "./interpreter/iotfleetwise.js";

const AT = Date.parse("2026-01-01T00:00:00Z");
const start = await startedAt(AT);
const SINCE = new Date(AT + 5000);
const ELAPSED = 83_400;
const REQUESTS = 7;
const noRequests = { accepted: 0, lost: 0, rejected: 0 };

/** The facts of an execution that ends. */
interface Facts {
  readonly seen?: RegistrationSnapshot;
  readonly progress?: object;
  readonly elapsed?: number;
}

/** Returns the error and the cause of an end, with the options that make it possible. */
async function ended(
  state: string,
  { seen, progress = {}, elapsed = ELAPSED }: Facts,
  registration?: RegisterAccountInput,
) {
  const end = registrationStateMachine({ registration }).States[state];
  const cause = await valueAt(end?.["Cause"], {
    at: AT + elapsed,
    progress: {
      ...start,
      requests: REQUESTS,
      since: SINCE.getTime(),
      answer: seen === undefined ? null : pascalCase(seen, (date) => date.toISOString()),
      ...progress,
    },
  });
  return { error: end?.["Error"], cause };
}

/** Returns the code of the library's error, and its message with a state machine's advice, after the failure's if it has one. */
function like(error: RegistrationError, failureAdvice = "", topics = error.topics) {
  const operation = error instanceof ServiceCallError ? error.operation : "GetRegisterAccountStatus";
  const head = error.message.slice(0, error.message.length - error.advice.length).trimEnd();
  const advice = topics.map((topic) => machineAdvice(topic, { operation, snapshot: error.lastSnapshot }));
  return {
    error: error.code,
    cause: [head, failureAdvice, ...advice].filter((text) => text !== "").join(" "),
  };
}

const details = (lastSnapshot?: RegistrationSnapshot, registrations = noRequests) => ({
  lastSnapshot,
  attempts: REQUESTS,
  elapsedMs: ELAPSED,
  registrations,
});

const at = new Date(AT);
const seenAs = (states: string, extras: AnswerExtras = {}) => snapshot(states, { at, ...extras });
/** A failed request as the state machine keeps it, and as the library does. */
const failure = (Operation: string, Kind: string, Advice = "") => ({
  Operation,
  Kind,
  Advice,
  Error: "SomeException",
  Cause: "It did not work",
});
const cause = new Error("It did not work");
const lastFailure: LastFailure = {
  operation: "GetRegisterAccountStatus",
  failure: {
    kind: "transient",
    topic: undefined,
    reason: "SomeException: It did not work.",
    error: cause,
    thrown: cause,
  },
};
const ADVICE = "Do something.";
const failing = { failure: failure("GetRegisterAccountStatus", "transient", ADVICE) };
const unsuccessful = (
  code: ServiceCallError["code"],
  operation: "GetRegisterAccountStatus" | "RegisterAccount",
  lastSeen?: string,
  unfinished?: boolean,
) => new ServiceCallError(code, { operation, failure: lastFailure.failure, lastSeen, unfinished }, details());
type Known = Readonly<Record<string, unknown>> & { readonly Sent?: boolean };
const SEEN = "IAM REGISTRATION_PENDING, Timestream REGISTRATION_PENDING, account REGISTRATION_PENDING";

describe("the end of an account that is not registered", () => {
  test.each([
    ["of IAM", seenAs("FF-", { iamMessage: "The role is wrong." })],
    ["of both resources", seenAs("FFF", { iamMessage: "No role.", timestreamMessage: "No table" })],
    ["of a resource without a message", seenAs("FFS")],
    ["of a resource that did not fail", seenAs("FSF", { iamMessage: "Be careful." })],
    ["of neither resource", seenAs("F--")],
    ["in two lines", seenAs("FF-", { iamMessage: "The role\nis wrong!" })],
  ])("'Registration failed', with the reason %s, has the library's message", async (_, seen) => {
    expect(await ended("Registration failed", { seen })).toEqual(
      like(new RegistrationFailedError(seen, details(seen))),
    );
  });

  test.each([["FFS"], ["FF-"]])(
    "'Timestream at risk', after %s, has the library's message",
    async (states) => {
      const seen = seenAs(states);
      expect(await ended("Timestream at risk", { seen })).toEqual(
        like(new RegistrationFailedError(seen, details(seen), "TIMESTREAM_AT_RISK")),
      );
    },
  );

  const registration = {
    timestreamResources: { timestreamDatabaseName: "other", timestreamTableName: "it's" },
    iamResources: { roleArn: "arn:aws:iam::123456789012:role/other" },
  };
  test.each([
    ["SSS", 0],
    ["SSS", 1],
    ["SS-", 0],
    ["S-S", 0],
    ["S--", 0],
  ])(
    "'Resources differ', after %s and %d accepted requests, has the library's message",
    async (states, accepted) => {
      const seen = seenAs(states);
      const error = new ResourcesDifferError(seen, registration, details(seen, { ...noRequests, accepted }));
      expect(await ended("Resources differ", { seen, progress: { accepted } }, registration)).toEqual(
        like(error),
      );
    },
  );

  test("'Not registered' has the library's message, also if the last request failed", async () => {
    expect(await ended("Not registered", {})).toEqual(like(new AccountNotRegisteredError(details())));
    const seen = seenAs("PPP");
    expect(await ended("Not registered", { seen })).toEqual(
      like(new AccountNotRegisteredError(details(seen))),
    );
    expect(await ended("Not registered", { progress: failing })).toEqual(
      like(new AccountNotRegisteredError(details(), undefined, lastFailure)),
    );
  });

  test("'Not registered' has the library's message after one request in less than a second", async () => {
    const few = { ...details(), attempts: 1, elapsedMs: 420 };
    expect(await ended("Not registered", { elapsed: 420, progress: { requests: 1 } })).toEqual(
      like(new AccountNotRegisteredError(few)),
    );
  });

  test("'Result outdated' has the library's message, also if the last request failed", async () => {
    const seen = seenAs("SS-");
    expect(await ended("Result outdated", { seen })).toEqual(
      like(new ResultOutdatedError(seen, SINCE, details(seen))),
    );
    expect(await ended("Result outdated", { seen, progress: failing })).toEqual(
      like(new ResultOutdatedError(seen, SINCE, details(seen), lastFailure)),
    );
  });

  test.each([
    [undefined, undefined],
    [seenAs("PPP"), SEEN],
  ])("'Register not accepted' has the library's message, with either advice: %#", async (seen, lastSeen) => {
    const error = unsuccessful("REGISTER_NOT_ACCEPTED", "RegisterAccount", lastSeen);
    const facts = (advice: string) => ({
      ...(seen && { seen }),
      progress: { failure: failure("RegisterAccount", "throttled", advice) },
    });
    expect(await ended("Register not accepted", facts(""))).toEqual(like(error));
    expect(await ended("Register not accepted", facts(ADVICE))).toEqual(like(error, ADVICE, []));
  });

  test.each([
    [undefined, undefined],
    [seenAs("PPP"), SEEN],
  ])("'Register unknown' has the library's message, with the lost request: %#", async (seen, lastSeen) => {
    const progress = {
      unconfirmed: failure("RegisterAccount", "transient", ADVICE),
      failure: { ...failure("GetRegisterAccountStatus", "transient"), Error: "AnotherException" },
    };
    expect(await ended("Register unknown", { ...(seen && { seen }), progress })).toEqual(
      like(unsuccessful("REGISTER_UNKNOWN", "RegisterAccount", lastSeen)),
    );
  });

  test.each([
    ["while it is pending", seenAs("PPP"), { state: "pending" }, "pending"],
    ["with an unknown status", seenAs("XPP"), { state: "pending" }, "unknown-status"],
    ["before the accepted request is visible", undefined, { accepted: 1 }, "pending"],
    ["after a former result", seenAs("FPP"), { state: "outdated", accepted: 1 }, "pending"],
    ["after a request that is not known to be accepted", undefined, { lost: 1 }, "unknown-status"],
  ] as const)("'Timed out %s' has the library's message", async (_, seen, progress, phase) => {
    const lastSeen = seen && SEEN.replace(/[^ ]*$/, seen.accountStatus);
    const facts = { ...(seen && { seen }), progress };
    expect(await ended("Timed out", facts)).toEqual(
      like(new RegistrationTimeoutError(phase, lastSeen, details(seen))),
    );
    expect(await ended("Timed out", { ...facts, progress: { ...progress, ...failing } })).toEqual(
      like(new RegistrationTimeoutError(phase, lastSeen, details(seen), lastFailure), ADVICE),
    );
  });

  const unconfirmed = failure("RegisterAccount", "transient");
  test.each([
    ["a poll", "GetRegisterAccountStatus", {}, false],
    ["a poll while our registration is pending", "GetRegisterAccountStatus", { accepted: 1 }, true],
    ["a poll after a lost request", "GetRegisterAccountStatus", { lost: 1, unconfirmed }, true],
    ["RegisterAccount", "RegisterAccount", {}, false],
    ["RegisterAccount with an invalid response", "RegisterAccount", { Sent: true }, true],
    ["RegisterAccount after a failed one", "RegisterAccount", { lost: 1, state: "failed" }, false],
    [
      "a poll with a former result",
      "GetRegisterAccountStatus",
      { lost: 1, former: "x", state: "failed" },
      true,
    ],
    ["a poll with an outdated result", "GetRegisterAccountStatus", { lost: 1, state: "outdated" }, true],
  ] as const)(
    "'Request failed', by %s, has the library's message",
    async (_, operation, { Sent = false, ...known }: Known, unfinished) => {
      const progress = {
        state: "pending",
        ...known,
        failure: { ...failure(operation, "fatal", ADVICE), Sent },
      };
      const error = unsuccessful("SERVICE_CALL_FAILED", operation, undefined, unfinished);
      expect(await ended("Request failed", { seen: seenAs("PPP"), progress })).toEqual(like(error, ADVICE));
    },
  );

  test.each([
    [undefined, undefined, 0],
    [seenAs("PPP"), SEEN, 1],
  ])(
    "'Request failed', by a conflict, has the library's message, with the latest status: %#",
    async (seen, lastSeen, lost) => {
      const progress = { lost, unconfirmed: failure("RegisterAccount", "conflict", ADVICE) };
      const error = unsuccessful("SERVICE_CALL_FAILED", "RegisterAccount", lastSeen, lost > 0);
      expect(await ended("Request failed", { ...(seen && { seen }), progress })).toEqual(like(error, ADVICE));
    },
  );

  test("'Status unreadable' has the library's message, with either advice", async () => {
    const error = unsuccessful("STATUS_UNREADABLE", "GetRegisterAccountStatus");
    const facts = (advice: string) => ({
      progress: { failure: failure("GetRegisterAccountStatus", "transient", advice) },
    });
    expect(await ended("Status unreadable", facts(""))).toEqual(like(error));
    expect(await ended("Status unreadable", facts(ADVICE))).toEqual(like(error, ADVICE, []));
  });

  test("a failure without a message is named as such", async () => {
    const progress = { failure: { ...failure("RegisterAccount", "fatal"), Error: "", Cause: "" } };
    expect((await ended("Request failed", { progress })).cause).toBe(
      "RegisterAccount failed: an error without a message.",
    );
  });
});

test("the cause of an end defines only the variables that it uses, and never chooses between equal texts", () => {
  const timestreamResources = { timestreamDatabaseName: "db", timestreamTableName: "table" };
  const { States } = registrationStateMachine({ registration: { timestreamResources } });
  const causes = Object.values(States).flatMap(({ Cause }) => (Cause === undefined ? [] : [String(Cause)]));
  expect(causes).toHaveLength(9);
  for (const cause of causes) {
    for (const [definition, name] of cause.matchAll(/(\$\w+) :=/g))
      expect(cause.replace(definition, ""), name).toMatch(RegExp(`\\${name}\\b`));
    expect(cause).not.toMatch(/\) \? (.{9,}) : \1\)/);
  }
});
