import { expect, test } from "vitest";
import { adviceOf } from "../../src/cli/advice.js";
import { Interruption } from "../../src/cli/host.js";
import { outcomeOfError } from "../../src/cli/outcome.js";
import { UsageError } from "../../src/cli/usage-error.js";
import {
  AccountNotRegisteredError,
  RegistrationFailedError,
  RegistrationTimeoutError,
  ServiceCallError,
} from "../../src/index.js";
import { serviceError, snapshot } from "../support/answers.js";

const evidence = { attempts: 1, elapsedMs: 1000, lastSnapshot: undefined };
const unreadable = (cause: Error) =>
  new ServiceCallError("GetRegisterAccountStatus", cause, evidence, "Mend it.");

test.for([
  [
    "registered",
    new AccountNotRegisteredError(evidence),
    "not-registered",
    /`fleetwise-registration ensure`/,
  ],
  ["late", new RegistrationTimeoutError({}, evidence), "timed-out", /--max-wait-time/],
  [
    "failed",
    new RegistrationFailedError(snapshot("FF"), evidence),
    "failed",
    /fleetwise-registration ensure/,
  ],
  ["region", unreadable(new Error("Region is missing")), "unreadable", /--region/],
  [
    "credentials",
    unreadable(serviceError("CredentialsProviderError")),
    "unreadable",
    /aws configure.*--profile/,
  ],
  ["token", unreadable(serviceError("TokenProviderError")), "unreadable", /aws sso login/],
  ["expired", unreadable(serviceError("ExpiredTokenException")), "unreadable", /aws sso login/],
  ["expired there", unreadable(serviceError("ExpiredToken")), "unreadable", /Log in again/],
  ["interrupted", new Interruption("interrupted"), "interrupted", /wait again/],
  ["terminated", new Interruption("terminated"), "terminated", /wait again/],
] as const)("what to do next: %s", ([, error, state, advice]) => {
  const outcome = outcomeOfError("t", error);
  expect(outcome).toMatchObject({ target: "t", state, error });
  expect(adviceOf("wait", outcome)).toMatch(advice);
});

test("where the message says all, nothing is added", () => {
  expect(
    adviceOf("wait", outcomeOfError("t", unreadable(serviceError("AccessDeniedException")))),
  ).toBeUndefined();
  expect(adviceOf("wait", outcomeOfError("t", new UsageError("Expected more.")))).toBeUndefined();
});

test("a failure after ensuring has no advice of its own, but where Timestream metadata are at stake", () => {
  const failed = (states: string) =>
    outcomeOfError("t", new RegistrationFailedError(snapshot(states), evidence));
  expect(adviceOf("ensure", failed("FF"))).toBeUndefined();
  expect(adviceOf("ensure", failed("FSF"))).toMatch(/--timestream-database.*--drop-timestream/);
});

test("an error that is nobody's is thrown on: it is a fault of the program", () => {
  const fault = new Error("a fault");
  expect(() => outcomeOfError("t", fault)).toThrow(fault);
  expect(outcomeOfError("t", new RangeError("Expected less")).state).toBe("wrong-usage");
});
