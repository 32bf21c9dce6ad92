import { afterEach, describe, expect, test, vi } from "vitest";
import {
  AccountNotRegisteredError,
  isRegistrationError,
  RegistrationError,
  RegistrationFailedError,
  RegistrationTimeoutError,
  ServiceCallError,
} from "../src/errors.js";
import { CLOSED } from "../src/text/closed.js";
import { iam, snapshotOf, timestream } from "./registration/examples.js";

const pending = snapshotOf({ iamRegistrationResponse: iam("REGISTRATION_PENDING") });
const evidence = { lastSnapshot: pending, attempts: 3, elapsedMs: 61_240 };
const unseen = { lastSnapshot: undefined, attempts: 1, elapsedMs: 900_000 };
const failed = (members: Record<string, unknown> = {}) =>
  snapshotOf({ accountStatus: "REGISTRATION_FAILURE", ...members });

const cause = new Error("why");
const cases = [
  ["RegistrationFailedError", "REGISTRATION_FAILED", new RegistrationFailedError(failed(), evidence)],
  ["TimeoutError", "REGISTRATION_TIMEOUT", new RegistrationTimeoutError({}, evidence, cause)],
  ["AccountNotRegisteredError", "NOT_REGISTERED", new AccountNotRegisteredError(evidence, cause)],
  ["ServiceCallError", "SERVICE_CALL_FAILED", new ServiceCallError("Operate", cause, evidence, "Do this.")],
] as const;

describe.each(cases)("%s", (name, code, error) => {
  test(`is a RegistrationError with the name ${name} and the code ${code}`, () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(RegistrationError);
    expect(isRegistrationError(error)).toBe(true);
    expect(error).toMatchObject({ name, code, attempts: 3, elapsedMs: 61_240 });
    expect(error.stack).toMatch(new RegExp(`^${name}: `));
    expect(String(error)).toBe(`${name}: ${error.message}`);
  });

  test("has the name on the prototype, as the language's own errors do", () => {
    expect(Object.hasOwn(error, "name")).toBe(false);
    expect(Object.keys(error)).not.toContain("name");
  });

  test("shows its evidence as JSON, and neither stack nor cause", () => {
    const shown = JSON.parse(JSON.stringify(error));
    expect(shown).toMatchObject({ name, code, message: error.message, attempts: 3, elapsedMs: 61_240 });
    expect(shown.lastSnapshot).toMatchObject({ customerAccountId: "012345678912" });
    expect(shown).not.toHaveProperty("stack");
    expect(shown).not.toHaveProperty("cause");
  });
});

describe("isRegistrationError", () => {
  afterEach(() => {
    vi.resetModules();
  });

  test("knows the errors of another copy of the package, where instanceof fails", async () => {
    vi.resetModules();
    const copy = await import("../src/errors.js");
    const foreign = new copy.ServiceCallError("Operate", cause, evidence, "Do this.");
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
  ])("knows that %s is none", (value) => {
    expect(isRegistrationError(value)).toBe(false);
  });
});

test("isRegistrationError goes by a brand that every version of the package must share", () => {
  const brand = Symbol.for("fleetwise-registration.RegistrationError");
  expect(isRegistrationError({ [brand]: true })).toBe(true);
  for (const [, , error] of cases) expect(Reflect.get(error, brand)).toBe(true);
});

describe("RegistrationFailedError", () => {
  const error = (members?: Record<string, unknown>) => new RegistrationFailedError(failed(members), evidence);

  test("tells every message of Timestream and IAM", () => {
    const both = error({
      timestreamRegistrationResponse: timestream("REGISTRATION_FAILURE", "no such table"),
      iamRegistrationResponse: iam("REGISTRATION_FAILURE", "no such role"),
    });
    expect(both.message).toBe(
      "AWS IoT FleetWise registration of account 012345678912 failed: Timestream: no such table; IAM: no such role",
    );
    expect(both.failures).toStrictEqual([
      { resource: "timestream", errorMessage: "no such table" },
      { resource: "iam", errorMessage: "no such role" },
    ]);
    expect(both.failures.every(Object.isFrozen) && Object.isFrozen(both.failures)).toBe(true);
  });

  test("tells also what a part says that did not fail, but counts only failed parts as failures", () => {
    const one = error({
      timestreamRegistrationResponse: timestream("REGISTRATION_PENDING", "still at it"),
      iamRegistrationResponse: iam("REGISTRATION_FAILURE"),
    });
    expect(one.message).toMatch(/failed: Timestream: still at it; IAM: the service gave no reason$/);
    expect(one.failures).toStrictEqual([{ resource: "iam" }]);
  });

  test("is about the account where no part failed", () => {
    const none = error({ iamRegistrationResponse: iam("REGISTRATION_SUCCESS") });
    expect(none.message).toMatch(/012345678912 failed: the service gave no reason$/);
    expect(none.failures).toStrictEqual([{ resource: "account" }]);
  });

  test("has the answer that failed as its last, whatever was seen before", () => {
    const snapshot = failed();
    expect(new RegistrationFailedError(snapshot, evidence).lastSnapshot).toBe(snapshot);
    expect(error().cause).toBeUndefined();
  });

  test("has its failures in its JSON", () => {
    expect(JSON.parse(JSON.stringify(error())).failures).toEqual([{ resource: "account" }]);
  });
});

describe("RegistrationTimeoutError", () => {
  test("tells that nothing but an outdated verdict was seen", () => {
    const lastSnapshot = snapshotOf({ accountStatus: "REGISTRATION_FAILURE" });
    const { message } = new RegistrationTimeoutError({}, { lastSnapshot, attempts: 4, elapsedMs: 10_000 });
    expect(message).toContain(
      "Last seen: only a verdict older than `since` (REGISTRATION_FAILURE). The registration goes on",
    );
  });

  test("tells short times to the millisecond", () => {
    const message = (elapsedMs: number) =>
      new RegistrationTimeoutError({}, { ...unseen, attempts: 1, elapsedMs }).message;
    expect(message(12)).toContain("within 0.012 s");
    expect(message(61_234)).toContain("within 61.2 s");
  });

  test("tells the elapsed time, the reads and the last status of each resource", () => {
    const observed = {
      account: "REGISTRATION_PAUSED",
      timestream: "NOT_REGISTERED",
      iam: "REGISTRATION_SUCCESS",
    };
    const error = new RegistrationTimeoutError(observed, evidence);
    expect(error.message).toBe(
      "AWS IoT FleetWise registration of account 012345678912 did not finish within 61.2 s (3 reads). " +
        "Last seen: IAM REGISTRATION_SUCCESS, Timestream NOT_REGISTERED, account REGISTRATION_PAUSED. " +
        "The registration goes on in the background: wait again, or longer with `maxWaitTime`.",
    );
    expect(error.lastSnapshot).toBe(pending);
    expect(Object.hasOwn(error, "cause")).toBe(false);
  });

  test("where nothing was seen, tells what reads were failing with, its cause, and what to check", () => {
    const readError = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
    const error = new RegistrationTimeoutError({}, unseen, readError);
    expect(error.message).toBe(
      "AWS IoT FleetWise registration did not finish within 900 s (1 read). Last seen: no status. " +
        "The last read failed: ThrottlingException: Rate exceeded. " +
        "Check the region, the network and the request quota, or wait longer with `maxWaitTime`.",
    );
    expect(error.cause).toBe(readError);
  });
});

test("a timeout with one status seen says that the registration goes on", () => {
  expect(new RegistrationTimeoutError({ account: "REGISTRATION_PENDING" }, evidence).message).toMatch(
    /Last seen: account REGISTRATION_PENDING\. The registration goes on/,
  );
});

describe("AccountNotRegisteredError", () => {
  test("says how often it looked, to call RegisterAccount, and that the service is closed to new customers", () => {
    expect(new AccountNotRegisteredError({ ...unseen, attempts: 4, elapsedMs: 30_000 }).message).toBe(
      "The account is not registered with AWS IoT FleetWise in this region: GetRegisterAccountStatus found no " +
        "registration, after 4 calls over 30 s. Call RegisterAccount, or `ensureRegistered()`, first: in the same account and region. " +
        "AWS IoT FleetWise has been closed to new customers since 30 April 2026.",
    );
    expect(CLOSED).toContain("closed to new customers");
  });

  test("keeps its cause, and has none where none is known", () => {
    expect(new AccountNotRegisteredError(unseen, cause).cause).toBe(cause);
    expect(Object.hasOwn(new AccountNotRegisteredError(unseen), "cause")).toBe(false);
  });
});

describe("ServiceCallError", () => {
  const message = (error: unknown) => new ServiceCallError("Operate", error, unseen, "Do this.").message;

  test("tells the operation, the original's name and message, and the next step", () => {
    expect(message(Object.assign(new Error("no"), { name: "AccessDeniedException" }))).toBe(
      "Operate failed: AccessDeniedException: no. Do this.",
    );
    expect(new ServiceCallError("Operate", cause, unseen, "").operation).toBe("Operate");
  });

  test("tells whether the service could be reached", () => {
    expect(new ServiceCallError("Operate", cause, unseen, "").unreachable).toBe(false);
    expect(new ServiceCallError("Operate", cause, unseen, "", true).unreachable).toBe(true);
  });

  test("says nothing of a name that says nothing", () => {
    expect(message(new Error("Region is missing"))).toBe("Operate failed: Region is missing. Do this.");
    expect(message(Object.assign(new Error(""), { name: "AggregateError" }))).toBe(
      "Operate failed: AggregateError. Do this.",
    );
  });

  test.each(["Is it?", "Oh!", "It is."])("adds no second full stop to %j", (text) => {
    expect(message(new Error(text))).toBe(`Operate failed: ${text} Do this.`);
  });

  test("tells what looks like an error by its words, and never nothing", () => {
    expect(message({ name: "AccessDeniedException", message: "not you" })).toBe(
      "Operate failed: AccessDeniedException: not you. Do this.",
    );
    expect(message(Object.create(null))).toBe("Operate failed: an error without a message. Do this.");
    expect(message(new Error(""))).toBe("Operate failed: an error without a message. Do this.");
  });

  test("tells the cause too, once, and in the same sentence", () => {
    const cause = new Error("connect ECONNREFUSED");
    expect(message(new TypeError("fetch failed", { cause }))).toBe(
      "Operate failed: TypeError: fetch failed: connect ECONNREFUSED. Do this.",
    );
    expect(message(new Error("It broke.", { cause }))).toBe(
      "Operate failed: It broke: connect ECONNREFUSED. Do this.",
    );
    expect(message(new Error("no connect ECONNREFUSED today", { cause }))).toBe(
      "Operate failed: no connect ECONNREFUSED today. Do this.",
    );
  });

  test("tells what is no Error as text", () => {
    expect(message("offline")).toBe("Operate failed: offline. Do this.");
    expect(message(undefined)).toBe("Operate failed: undefined. Do this.");
  });

  test("has the original as its cause, the same object, untouched", () => {
    const original = Object.freeze(
      Object.assign(new Error("no"), { $metadata: Object.freeze({ attempts: 3 }) }),
    );
    const error = new ServiceCallError("Operate", original, evidence, "Do this.");
    expect(error.cause).toBe(original);
    expect(new ServiceCallError("Operate", "text", evidence, "").cause).toBe("text");
  });
});
