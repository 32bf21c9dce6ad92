import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import {
  AccountNotRegisteredError,
  isRegistrationError,
  type LastFailure,
  RegistrationError,
  RegistrationFailedError,
  RegistrationTimeoutError,
  ResourcesDifferError,
  ResultOutdatedError,
  ServiceCallError,
} from "../src/errors.js";
import { CLOSED } from "../src/failures/advice.js";
import { unsent } from "../src/failures/chain.js";
import { parseFailure } from "../src/failures/failure.js";
import { iam, snapshotOf, timestream } from "./registration/examples.js";
import { withFreshModules } from "./support/fresh-modules.js";

const POLL = "GetRegisterAccountStatus";
const pending = snapshotOf({ iamRegistrationResponse: iam("REGISTRATION_PENDING") });
const registrations = { accepted: 0, lost: 0, rejected: 0 };
const evidence = { lastSnapshot: pending, attempts: 3, elapsedMs: 61_240, registrations };
const unseen = { lastSnapshot: undefined, attempts: 1, elapsedMs: 900_000, registrations };
const failed = (members: Record<string, unknown> = {}) =>
  snapshotOf({ accountStatus: "REGISTRATION_FAILURE", ...members });
const failure = (thrown: unknown) => parseFailure(thrown, 0);
const last = (thrown: unknown, operation: LastFailure["operation"] = POLL): LastFailure => ({
  operation,
  failure: failure(thrown),
});
const named = (name: string, message = "no") => Object.assign(new Error(message), { name });

const cause = new Error("why");
const cases = [
  ["RegistrationFailedError", "REGISTRATION_FAILED", new RegistrationFailedError(failed(), evidence)],
  [
    "RegistrationFailedError",
    "TIMESTREAM_AT_RISK",
    new RegistrationFailedError(failed(), evidence, "TIMESTREAM_AT_RISK"),
  ],
  ["ResourcesDifferError", "RESOURCES_DIFFER", new ResourcesDifferError(pending, {}, evidence)],
  ["ResultOutdatedError", "RESULT_OUTDATED", new ResultOutdatedError(pending, new Date(0), evidence)],
  [
    "TimeoutError",
    "REGISTRATION_TIMEOUT",
    new RegistrationTimeoutError("pending", undefined, evidence, last(cause)),
  ],
  ["AccountNotRegisteredError", "NOT_REGISTERED", new AccountNotRegisteredError(evidence, cause)],
  [
    "ServiceCallError",
    "SERVICE_CALL_FAILED",
    new ServiceCallError("SERVICE_CALL_FAILED", { operation: POLL, failure: failure(cause) }, evidence),
  ],
] as const;

describe.each(cases)("%s with the code %s", (name, code, error) => {
  test(`the error of ${code} is a RegistrationError named ${name}`, () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(RegistrationError);
    expect(isRegistrationError(error)).toBe(true);
    expect(error).toMatchObject({ name, code, attempts: 3, elapsedMs: 61_240 });
    expect(error.stack).toMatch(new RegExp(`^${name}: `));
    expect(String(error)).toBe(`${name}: ${error.message}`);
  });

  test(`${name} has its name on the prototype, like built-in errors`, () => {
    expect(Object.hasOwn(error, "name")).toBe(false);
    expect(Object.keys(error)).not.toContain("name");
  });

  test(`${name} serializes its members to JSON, without stack and cause`, () => {
    const shown = JSON.parse(JSON.stringify(error));
    expect(shown).toMatchObject({ name, code, message: error.message, attempts: 3, elapsedMs: 61_240 });
    expect(shown.lastSnapshot).toMatchObject({ customerAccountId: "012345678912" });
    expect(shown).not.toHaveProperty("stack");
    expect(shown).not.toHaveProperty("cause");
  });
});

describe("isRegistrationError", () => {
  test("isRegistrationError recognizes errors of another copy of the package, which instanceof does not", async () => {
    const copy = await withFreshModules({}, () => import("../src/errors.js"));
    const foreign = new copy.ServiceCallError(
      "SERVICE_CALL_FAILED",
      { operation: POLL, failure: failure(cause) },
      evidence,
    );
    expect(foreign).not.toBeInstanceOf(RegistrationError);
    expect(isRegistrationError(foreign)).toBe(true);
    expect(copy.isRegistrationError(cases[0][2])).toBe(true);
  });

  test.each([
    undefined,
    null,
    "REGISTRATION_FAILED",
    5,
    {},
    new Error("no"),
    { code: "REGISTRATION_FAILED" },
    runInNewContext("new Error('of another realm')"),
  ])("isRegistrationError returns false for %s", (value) => {
    expect(isRegistrationError(value)).toBe(false);
  });

  test("isRegistrationError returns false if the value throws when inspected", () => {
    const has = () => {
      throw new Error("a trap that throws");
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(isRegistrationError(new Proxy({}, { has }))).toBe(false);
    expect(isRegistrationError(proxy)).toBe(false);
  });
});

test("isRegistrationError checks a symbol that every version of the package must share", () => {
  const brand = Symbol.for("fleetwise-registration.RegistrationError");
  expect(isRegistrationError({ [brand]: true })).toBe(true);
  for (const [, , error] of cases) expect(Reflect.get(error, brand)).toBe(true);
});

describe("RegistrationFailedError", () => {
  const error = (members?: Record<string, unknown>) => new RegistrationFailedError(failed(members), evidence);

  test("RegistrationFailedError lists every error message, IAM before Timestream", () => {
    const both = error({
      timestreamRegistrationResponse: timestream("REGISTRATION_FAILURE", "no such table"),
      iamRegistrationResponse: iam("REGISTRATION_FAILURE", "no such role"),
    });
    expect(both.message).toBe(
      "AWS IoT FleetWise registration of account 012345678912 failed: IAM: no such role; Timestream: no such table. " +
        "Fix the cause, then call `ensureRegistered()`. To keep the Timestream metadata, pass " +
        '`registration: {"timestreamResources":{"timestreamDatabaseName":"database","timestreamTableName":"table"}}`; to give it up, pass ' +
        "`registration: {}`.",
    );
    expect(both.failures).toStrictEqual([
      { resource: "iam", errorMessage: "no such role" },
      { resource: "timestream", errorMessage: "no such table" },
    ]);
    expect(both.failures.every(Object.isFrozen) && Object.isFrozen(both.failures)).toBe(true);
  });

  test("RegistrationFailedError ends a message with a line break or of blanks by one period", () => {
    const reason = (message: string) =>
      error({ iamRegistrationResponse: iam("REGISTRATION_FAILURE", message) }).message;
    expect(reason("no such role.\r\n")).toContain(" failed: IAM: no such role. Fix the cause");
    expect(reason(" \n")).toContain(" failed: IAM: the service gave no reason. Fix the cause");
  });

  test("RegistrationFailedError includes a pending resource's message, but not in its failures", () => {
    const one = error({
      timestreamRegistrationResponse: timestream("REGISTRATION_PENDING", "still at it"),
      iamRegistrationResponse: iam("REGISTRATION_FAILURE"),
    });
    expect(one.message).toMatch(/failed: IAM: the service gave no reason; Timestream: still at it\. Fix/);
    expect(one.failures).toStrictEqual([{ resource: "iam" }]);
  });

  test("RegistrationFailedError lists the account as the failure if no resource failed", () => {
    const none = error({ iamRegistrationResponse: iam("REGISTRATION_SUCCESS") });
    expect(none.message).toMatch(
      /012345678912 failed: the service gave no reason\. Fix the cause, then call RegisterAccount, or `ensureRegistered\(\)`, again\.$/,
    );
    expect(none.failures).toStrictEqual([{ resource: "account" }]);
  });

  test("RegistrationFailedError sets its lastSnapshot to the failed response, whatever the previous one was", () => {
    const snapshot = failed();
    expect(new RegistrationFailedError(snapshot, evidence).lastSnapshot).toBe(snapshot);
    expect(error().cause).toBeUndefined();
  });

  test("RegistrationFailedError includes its failures in its JSON", () => {
    expect(JSON.parse(JSON.stringify(error())).failures).toEqual([{ resource: "account" }]);
  });
});

describe("RegistrationFailedError with the code TIMESTREAM_AT_RISK", () => {
  const error = new RegistrationFailedError(
    failed({ timestreamRegistrationResponse: timestream("REGISTRATION_FAILURE", "no such table") }),
    evidence,
    "TIMESTREAM_AT_RISK",
  );

  test("TIMESTREAM_AT_RISK names the failure and the metadata that would be lost", () => {
    expect(error.message).toMatch(
      /failed: Timestream: no such table\. The account was not registered again, because .*removes the Timestream metadata.*"database".*`registration: {}`\.$/,
    );
    expect(error.failures).toStrictEqual([{ resource: "timestream", errorMessage: "no such table" }]);
    expect(error.topics).toEqual(["keep-timestream"]);
  });
});

describe("ResourcesDifferError", () => {
  const registered = snapshotOf({ timestreamRegistrationResponse: timestream("REGISTRATION_SUCCESS") });
  const requested = { timestreamResources: { timestreamDatabaseName: "a", timestreamTableName: "b" } };

  test("ResourcesDifferError names the requested and registered resources, and the option to use", () => {
    const error = new ResourcesDifferError(registered, requested, evidence);
    expect(error.reason).toBe(
      "requested Timestream database a and table b; registered Timestream database database and table table",
    );
    expect(error.advice).toContain('`reregister: "if-different"`');
    expect(error.requested).toBe(requested);
  });

  test("ResourcesDifferError does not advise registering again if this wait has already done so", () => {
    const tried = { ...evidence, registrations: { accepted: 1, lost: 0, rejected: 0 } };
    const error = new ResourcesDifferError(snapshotOf({}), requested, tried);
    expect(error.message).toMatch(
      /registered none\. RegisterAccount was called with the requested resources/,
    );
    expect(error.advice).not.toContain("reregister");
  });
});

test("ResultOutdatedError names both times", () => {
  const old = snapshotOf({ lastModificationTime: 1_700_000_000 });
  const since = new Date("2026-01-01T00:00:00Z");
  const error = new ResultOutdatedError(old, since, evidence);
  expect(error.message).toContain("older than `since` (2026-01-01T00:00:00.000Z)");
  expect(error.message).toContain("2023-11-14T22:13:20.000Z");
  expect(error.since).toBe(since);
});

describe("RegistrationTimeoutError", () => {
  const CONTINUES = "The registration continues in the background: wait again, or longer with `maxWaitTime`.";

  test("RegistrationTimeoutError formats short times to the millisecond", () => {
    const message = (elapsedMs: number) =>
      new RegistrationTimeoutError("pending", undefined, { ...unseen, elapsedMs }).message;
    expect(message(12)).toContain("within 0.012 s");
    expect(message(61_234)).toContain("within 61.2 s");
  });

  test("RegistrationTimeoutError names the elapsed time, the requests and the last status of each resource", () => {
    const error = new RegistrationTimeoutError("pending", "IAM REGISTRATION_SUCCESS, account P", evidence);
    expect(error.message).toBe(
      "AWS IoT FleetWise registration of account 012345678912 did not finish within 61.2 s (3 requests). " +
        `Last seen: IAM REGISTRATION_SUCCESS, account P. ${CONTINUES}`,
    );
    expect(error.lastSnapshot).toBe(pending);
    expect(Object.hasOwn(error, "cause")).toBe(false);
  });

  test("RegistrationTimeoutError names the last failed request and its advice", () => {
    const thrown = named("ThrottlingException", "Rate exceeded");
    const error = new RegistrationTimeoutError(
      "pending",
      undefined,
      evidence,
      last(thrown, "RegisterAccount"),
    );
    expect(error.message).toContain(
      "The last request failed: RegisterAccount: ThrottlingException: Rate exceeded. The account's request quota was used up",
    );
    expect(error.lastError).toBe("RegisterAccount: ThrottlingException: Rate exceeded");
    expect(error.cause).toBe(thrown);
  });

  test.each([
    ["an unreachable endpoint", Object.assign(new Error("no"), { code: "ECONNREFUSED" })],
    ["a throttled credential provider", unsent(named("ThrottlingException"))],
  ])("RegistrationTimeoutError has no advice on %s", (_title, thrown) => {
    const { advice } = new RegistrationTimeoutError("pending", undefined, evidence, last(thrown));
    expect(advice).toBe(CONTINUES);
  });

  test.each([
    ["pending", 0, true],
    ["not-visible", 1, true],
    ["not-visible", 0, false],
    ["unknown-status", 1, false],
  ] as const)(
    "RegistrationTimeoutError in phase %s with %d accepted mentions continuing only if it does",
    (phase, accepted, continues) => {
      const details = { ...evidence, registrations: { accepted, lost: 0, rejected: 0 } };
      const { message } = new RegistrationTimeoutError(phase, undefined, details);
      expect(message.includes(CONTINUES)).toBe(continues);
    },
  );
});

describe("AccountNotRegisteredError", () => {
  test("AccountNotRegisteredError names the requests, RegisterAccount and the closed service", () => {
    expect(new AccountNotRegisteredError({ ...unseen, attempts: 4, elapsedMs: 30_000 }).message).toBe(
      "The account is not registered with AWS IoT FleetWise in this region: GetRegisterAccountStatus found no " +
        "registration after 30 s (4 requests). Call RegisterAccount, or `ensureRegistered()`, first: in the same account and region. " +
        "AWS IoT FleetWise has been closed to new customers since 30 April 2026.",
    );
    expect(CLOSED).toContain("closed to new customers");
  });

  test("AccountNotRegisteredError does not deny a registration that was seen", () => {
    const { reason } = new AccountNotRegisteredError(evidence);
    expect(reason).toMatch(/^GetRegisterAccountStatus no longer finds a registration after/);
  });

  test("AccountNotRegisteredError keeps its cause, or has none if there is none", () => {
    expect(new AccountNotRegisteredError(unseen, cause).cause).toBe(cause);
    expect(Object.hasOwn(new AccountNotRegisteredError(unseen), "cause")).toBe(false);
  });
});

describe("ServiceCallError", () => {
  const error = (thrown: unknown, code: ServiceCallError["code"] = "SERVICE_CALL_FAILED", details = unseen) =>
    new ServiceCallError(code, { operation: "RegisterAccount", failure: failure(thrown) }, details);
  const message = (thrown: unknown) => error(thrown).message.replace("RegisterAccount failed: ", "");

  test("ServiceCallError names the operation, the original error's name and message, and the advice", () => {
    expect(error(named("AccessDeniedException")).message).toMatch(
      /^RegisterAccount failed: AccessDeniedException: no\. Allow the action iotfleetwise:RegisterAccount/,
    );
    expect(error(cause)).toMatchObject({
      operation: "RegisterAccount",
      kind: "fatal",
      advice: "",
      reason: "why",
    });
  });

  test("ServiceCallError for a lost RegisterAccount does not claim that the request was not carried out", () => {
    const lost = { ...unseen, registrations: { accepted: 0, lost: 1, rejected: 0 } };
    const unknown = error(named("RequestTimeout"), "REGISTER_UNKNOWN", lost);
    expect(unknown.message).toMatch(/The response was lost, .*A registration may be in progress/);
    expect(unknown.message).not.toMatch(/continues|not carried out/);
  });

  test("ServiceCallError names the throttling error if RegisterAccount was throttled", () => {
    expect(error(named("ThrottlingException", "Rate exceeded"), "REGISTER_NOT_ACCEPTED").message).toMatch(
      /^RegisterAccount was not accepted within 900 s \(1 request\): ThrottlingException: Rate exceeded\. The account's request quota/,
    );
  });

  test("ServiceCallError with STATUS_UNREADABLE names the last failure, or the missing response", () => {
    const silent = new ServiceCallError("STATUS_UNREADABLE", { operation: POLL, failure: undefined }, unseen);
    expect(silent.message).toMatch(
      /did not succeed within 900 s \(1 request\): there was no response\. The service is in/,
    );
    expect(silent.kind).toBeUndefined();
  });

  test("ServiceCallError does not advise to check the network if a poll got a response without advice", () => {
    const members = { name: "InvalidSignatureException", $metadata: { httpStatusCode: 403 } };
    const expired = Object.assign(new Error("Signature expired: 1 is now earlier than 2"), members);
    expect(error(expired, "STATUS_UNREADABLE")).toMatchObject({ kind: "transient", topics: [] });
    expect(error(named("RequestTimeout"), "STATUS_UNREADABLE").topics).toEqual(["unreachable"]);
  });

  test("ServiceCallError omits a generic error name", () => {
    expect(message(new Error("It broke"))).toBe("It broke.");
    expect(message(Object.assign(new Error(""), { name: "AggregateError" }))).toBe("AggregateError.");
  });

  test.each(["Is it?", "Oh!", "It is."])("ServiceCallError adds no second period to %j", (text) => {
    expect(message(new Error(text))).toBe(text);
  });

  test("ServiceCallError uses the message of an error-like value, and its message is never empty", () => {
    expect(message({ name: "Odd", message: "not you" })).toBe("Odd: not you.");
    expect(message(Object.create(null))).toBe("an error without a message.");
    expect(message(new Error(""))).toBe("an error without a message.");
  });

  test("ServiceCallError appends the message of the error's cause, once and in the same sentence", () => {
    const inner = new Error("it is full");
    expect(message(new Error("It broke.", { cause: inner }))).toBe("It broke: it is full.");
    expect(message(new Error("today it is full again", { cause: inner }))).toBe("today it is full again.");
  });

  test("ServiceCallError shows a thrown value that is not an Error as text", () => {
    expect(message("offline")).toBe("offline.");
    expect(message(undefined)).toBe("undefined.");
  });

  test("ServiceCallError keeps the thrown value as its cause, untouched", () => {
    const original = Object.freeze(
      Object.assign(new Error("no"), { $metadata: Object.freeze({ attempts: 3 }) }),
    );
    expect(error(original).cause).toBe(original);
    expect(error("text").cause).toBe("text");
  });
});
