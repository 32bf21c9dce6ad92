// Checks in virtual time, with a client that gives one reply to every poll.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { HandlerOptionsWithClient } from "../../src/custom-resource/config.js";
import { attributesOf, checkCompletion, currentAttributes } from "../../src/custom-resource/is-complete.js";
import { lambdaRuntime } from "../../src/custom-resource/reconcile.js";
import type { RegistrationTask } from "../../src/custom-resource/task.js";
import { parseRegistration } from "../../src/registration/snapshot.js";
import { answer, serviceError } from "../support/answers.js";
import { request } from "./requests.js";

const START_MS = Date.UTC(2026, 0, 1);
const STARTED = new Date(START_MS).toISOString();

/** Time limit of a poll in seconds. */
const POLLS_FOR = 10;

const NOT_FOUND = serviceError("ResourceNotFoundException");
const DENIED = serviceError("AccessDeniedException");
const THROTTLED = serviceError("ThrottlingException", { $metadata: { httpStatusCode: 429 } });
const NO_CREDENTIALS = Object.assign(new Error("Could not load credentials from any providers"), {
  name: "CredentialsProviderError",
});
const EARLIER = { at: new Date(START_MS - 3_600_000) };

type Reply = Record<string, unknown> | Error | Promise<never>;

interface Situation {
  /** Seconds since the start of `onEvent`. */
  readonly after?: number;
  readonly handedOn?: object;
  readonly config?: object;
  readonly task?: Partial<RegistrationTask>;
}

beforeEach(() => {
  vi.useFakeTimers({ now: START_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

function configWith(reply: Reply, config: object = {}): HandlerOptionsWithClient {
  const getRegisterAccountStatus = async () => {
    if (reply instanceof Error) throw reply;
    return reply;
  };
  const registerAccount = () => Promise.reject(new Error("isComplete never registers"));
  return { client: { getRegisterAccountStatus, registerAccount }, ...config };
}

async function check(reply: Reply, { after = 5, handedOn, config, task }: Situation = {}) {
  vi.setSystemTime(START_MS + 1000 * after);
  const result = checkCompletion(
    configWith(reply, config),
    { ...request("Create"), startedAt: STARTED, answered: true, ...handedOn },
    {
      registration: undefined,
      reregister: false,
      requestedAt: new Date(START_MS),
      ...task,
    },
    lambdaRuntime,
    POLLS_FOR,
  );
  const settled = result.then(
    (outcome) => ({ outcome: "complete" in outcome ? "complete" : "not yet", ...outcome }),
    (error) => ({ outcome: error.code, error }),
  );
  await vi.runAllTimersAsync();
  return settled;
}

const REGISTERED = { accepted: 1, lost: 0, rejected: 0 };
const ONE_REGISTRATION = { handedOn: { registrations: REGISTERED } };
const ACCEPTED = { handedOn: { registeredAt: STARTED, registrations: REGISTERED } };
const RETRYING = { handedOn: { registering: true } };
const KNOWN = parseRegistration(answer("F", EARLIER));
const knowing = (lastSnapshot: object) => ({ handedOn: { registering: true, lastSnapshot } });
const WAIT_ONLY = { config: { mode: "wait-only" } };
const OWN_DEADLINE = { after: 9, config: { maxWaitTime: 9 } };
const LOST = { operation: "RegisterAccount", kind: "transient", reason: "no response" };
const AFTER_LOSS = { handedOn: { registeredAt: STARTED, unconfirmed: LOST } };
const REJECTED = { operation: "RegisterAccount", kind: "throttled", reason: "too many" };
const TIMESTREAM = { timestreamResources: { timestreamDatabaseName: "other", timestreamTableName: "table" } };

describe("checkCompletion", () => {
  test.for<[string, string, Reply, Situation]>([
    ["a registered account", "complete", answer("S"), {}],
    ["a registered account after the deadline", "complete", answer("S"), { after: 1000 }],
    [
      "a registered account with other resources",
      "RESOURCES_DIFFER",
      answer("SSS"),
      { task: { registration: TIMESTREAM } },
    ],
    [
      "a registered account to register again",
      "REGISTER_NOT_ACCEPTED",
      answer("S", EARLIER),
      { task: { reregister: true } },
    ],
    ["a pending registration", "not yet", answer("P"), {}],
    ["a pending registration before the deadline", "not yet", answer("P"), { after: 899.999 }],
    ["a pending registration at the deadline", "REGISTRATION_TIMEOUT", answer("P"), { after: 900 }],
    ["a pending registration at its own deadline", "REGISTRATION_TIMEOUT", answer("P"), OWN_DEADLINE],
    ["a failed registration", "REGISTRATION_FAILED", answer("F"), ONE_REGISTRATION],
    ["a failed registration to repeat", "REGISTER_NOT_ACCEPTED", answer("F", EARLIER), knowing(KNOWN)],
    [
      "a failed registration between retries of RegisterAccount",
      "REGISTRATION_FAILED",
      answer("F"),
      RETRYING,
    ],
    [
      "a later failure of the same registration",
      "REGISTRATION_FAILED",
      answer("F", EARLIER),
      knowing({ ...KNOWN, lastModificationTime: new Date(START_MS - 4_000_000) }),
    ],
    [
      "a failed registration that had succeeded",
      "REGISTRATION_FAILED",
      answer("F", EARLIER),
      knowing({ ...KNOWN, accountStatus: "REGISTRATION_SUCCESS" }),
    ],
    [
      "a pending registration after a rejection, at the deadline",
      "REGISTRATION_TIMEOUT",
      answer("P"),
      { after: 900, ...RETRYING },
    ],
    ["a failed registration with Timestream", "TIMESTREAM_AT_RISK", answer("FFF", EARLIER), {}],
    [
      "the third failed registration with Timestream",
      "REGISTRATION_FAILED",
      answer("FFF", EARLIER),
      { handedOn: { registrations: { ...REGISTERED, lost: 2 } } },
    ],
    [
      "the last permitted registration, failed",
      "REGISTRATION_FAILED",
      answer("FFF", EARLIER),
      { ...ONE_REGISTRATION, config: { maxRegistrations: 1 } },
    ],
    ["a failed registration in wait-only mode", "REGISTRATION_FAILED", answer("FFF", EARLIER), WAIT_ONLY],
    ["no registration", "REGISTER_NOT_ACCEPTED", NOT_FOUND, {}],
    ["no registration between retries of RegisterAccount", "REGISTER_NOT_ACCEPTED", NOT_FOUND, RETRYING],
    ["no registration after RegisterAccount", "not yet", NOT_FOUND, { after: 899, ...ACCEPTED }],
    [
      "no registration after RegisterAccount, at the deadline",
      "REGISTRATION_TIMEOUT",
      NOT_FOUND,
      { after: 900, ...ACCEPTED },
    ],
    ["no registration soon after a lost RegisterAccount", "not yet", NOT_FOUND, AFTER_LOSS],
    [
      "no registration long after a lost RegisterAccount",
      "REGISTER_UNKNOWN",
      NOT_FOUND,
      { after: 30, ...AFTER_LOSS },
    ],
    [
      "no registration in wait-only mode, in the grace period",
      "not yet",
      NOT_FOUND,
      { after: 29, ...WAIT_ONLY },
    ],
    ["no registration in wait-only mode", "NOT_REGISTERED", NOT_FOUND, { after: 30, ...WAIT_ONLY }],
    [
      "no registration after a shorter grace period",
      "NOT_REGISTERED",
      NOT_FOUND,
      { after: 10, config: { ...WAIT_ONLY.config, consistencyGrace: 10 } },
    ],
    ["an early denial", "not yet", DENIED, { after: 29 }],
    ["a late denial", "SERVICE_CALL_FAILED", DENIED, { after: 30 }],
    ["no credentials after a response to onEvent", "not yet", NO_CREDENTIALS, {}],
    [
      "no credentials before any response",
      "SERVICE_CALL_FAILED",
      NO_CREDENTIALS,
      { handedOn: { answered: false } },
    ],
    [
      "a response of another account than onEvent's",
      "SERVICE_CALL_FAILED",
      { ...answer("S"), customerAccountId: "210987654321" },
      { handedOn: { lastSnapshot: parseRegistration(answer("P")) } },
    ],
    ["a throttled poll", "not yet", THROTTLED, {}],
    ["a throttled poll at the deadline", "NOT_REGISTERED", THROTTLED, { after: 900 }],
  ])("checkCompletion of %s: %s", async ([, outcome, reply, situation]) => {
    expect(await check(reply, situation)).toMatchObject({ outcome });
  });

  test("checkCompletion of a registered account returns its attributes", async () => {
    expect(await check(answer("SSS"))).toMatchObject({
      complete: {
        customerAccountId: "123456789012",
        accountStatus: "REGISTRATION_SUCCESS",
        roleArn: "arn:aws:iam::123456789012:role/r",
        timestreamDatabaseName: "db",
        timestreamTableName: "table",
      },
    });
  });

  test("checkCompletion counts the time from its own start if the request has none", async () => {
    const { notYet } = (await check(answer("P"), { after: 7, handedOn: { startedAt: undefined } })) as never;
    expect(notYet).toMatchObject({ startedAt: new Date(START_MS + 7000).toISOString() });
  });

  test("checkCompletion passes a poll that still fails after ten seconds on, with its reason", async () => {
    expect(await check(THROTTLED)).toMatchObject({
      notYet: {
        startedAt: STARTED,
        lastError: {
          operation: "GetRegisterAccountStatus",
          kind: "throttled",
          reason: expect.stringMatching(/^ThrottlingException: /),
        },
      },
    });
    expect(Date.now() - START_MS).toBe(15_000);
  });

  test("checkCompletion advises to look again if a poll fails while a registration may be in progress", async () => {
    const { error } = (await check(DENIED, { after: 60, ...ACCEPTED })) as never;
    expect(error).toMatchObject({ topics: ["access-denied", "look-again"] });
  });

  test("checkCompletion names a poll without a response in ten seconds as such", async () => {
    const reply = new Promise<never>(() => {});
    expect(await check(reply)).toMatchObject({
      notYet: {
        lastError: { kind: "transient", reason: "RequestTimeout: There was no response within 10 s." },
      },
    });
  });

  test("checkCompletion names the last failure of RegisterAccount if it was not accepted", async () => {
    const handedOn = { registering: true, lastError: REJECTED };
    const { error } = (await check(NOT_FOUND, { handedOn })) as never;
    expect(error).toMatchObject({
      operation: "RegisterAccount",
      reason: expect.stringContaining("too many"),
    });
  });

  test("checkCompletion names a failed poll of onEvent as a poll, not as RegisterAccount", async () => {
    const lastError = { ...REJECTED, operation: "GetRegisterAccountStatus" };
    const { error } = (await check(NOT_FOUND, { handedOn: { lastError } })) as never;
    expect(error).toMatchObject({
      reason: expect.stringContaining("it was not sent"),
      lastError: "GetRegisterAccountStatus: too many",
    });
  });

  test("checkCompletion names the failure that onEvent knew, with the service's message", async () => {
    const failure = answer("FF", { ...EARLIER, iamMessage: "no such role" });
    const handedOn = { registering: true, rejected: REJECTED, lastSnapshot: parseRegistration(failure) };
    const { error } = (await check(failure, { handedOn })) as never;
    expect(error).toMatchObject({
      reason: expect.stringContaining("too many"),
      lastSeen: expect.stringContaining("IAM: REGISTRATION_FAILURE (no such role)"),
    });
  });
});

describe("currentAttributes", () => {
  const attributes = async (reply: Reply, StackId = request("Update").StackId) => {
    const current = currentAttributes(configWith(reply), { ...request("Update"), StackId }, POLLS_FOR);
    await vi.runAllTimersAsync();
    return current;
  };

  test("currentAttributes are those of the latest response", async () => {
    expect(await attributes(answer("F"))).toMatchObject({ accountStatus: "REGISTRATION_FAILURE" });
  });

  test("currentAttributes are the account of the stack, if known, if polls fail for ten seconds", async () => {
    const unknown = attributesOf({});
    expect(await attributes(THROTTLED)).toEqual({ ...unknown, customerAccountId: "123456789012" });
    expect(Date.now() - START_MS).toBe(10_000);
    expect(await attributes(DENIED, "unknown")).toEqual(unknown);
  });
});

test("attributesOf names what a response has, and leaves the rest empty", () => {
  const none = { customerAccountId: "", accountStatus: "", roleArn: "" };
  const noTimestream = { timestreamDatabaseName: "", timestreamTableName: "" };
  expect(attributesOf({})).toEqual({ ...none, ...noTimestream });
  expect(attributesOf(parseRegistration(answer("P")))).toEqual({
    ...none,
    ...noTimestream,
    customerAccountId: "123456789012",
    accountStatus: "REGISTRATION_PENDING",
  });
});
