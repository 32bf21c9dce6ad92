import { expect, test } from "vitest";
import { adviceOf } from "../../src/cli/advice.js";
import { Interruption } from "../../src/cli/host.js";
import { outcomeOfAnswer, outcomeOfError } from "../../src/cli/outcome.js";
import { failureOf, reasonOf } from "../../src/cli/reason.js";
import { AssumeRoleError } from "../../src/cli/targets/credentials.js";
import { TargetError } from "../../src/cli/targets/target-error.js";
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

const coded = (code: string) => Object.assign(new Error(code), { code });
const status = (httpStatusCode: number) => Object.assign(new Error("no"), { $metadata: { httpStatusCode } });

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
  ["region", new TargetError("No region is given.", "Give one with --region."), "unreadable", /--region/],
  [
    "credentials",
    unreadable(serviceError("CredentialsProviderError")),
    "unreadable",
    /aws configure.*--profile/,
  ],
  ["token", unreadable(serviceError("TokenProviderError")), "unreadable", /aws sso login/],
  ["expired", unreadable(serviceError("ExpiredTokenException")), "unreadable", /aws sso login/],
  ["expired there", unreadable(serviceError("ExpiredToken")), "unreadable", /Log in again/],
  ["denied", unreadable(serviceError("AccessDeniedException")), "unreadable", /Allow iotfleetwise:GetReg/],
  [
    "role",
    unreadable(new AssumeRoleError("arn:r", serviceError("AccessDenied"))),
    "unreadable",
    /Allow sts:AssumeRole on arn:r for these/,
  ],
  ["signature", unreadable(serviceError("SignatureDoesNotMatch")), "unreadable", /access key.*clock/],
  ["dead", unreadable(coded("ECONNREFUSED")), "unreadable", /--region.*--endpoint-url.*HTTPS_PROXY/],
  ["TLS", unreadable(coded("SELF_SIGNED_CERT_IN_CHAIN")), "unreadable", /AWS_CA_BUNDLE/],
  ["proxy", unreadable(status(407)), "unreadable", /password of the proxy/],
  ["quota", unreadable(status(429)), "unreadable", /quota.*later/],
  ["trouble", unreadable(status(503)), "unreadable", /trouble.*later/],
  ["interrupted", new Interruption("interrupted"), "interrupted", /wait again/],
  ["terminated", new Interruption("terminated"), "terminated", /wait again/],
] as const)("what to do next: %s", ([, error, state, advice]) => {
  const outcome = outcomeOfError("t", error);
  expect(outcome).toMatchObject({ target: "t", state, error });
  expect(adviceOf("wait", outcome)).toMatch(advice);
});

test("a registration that failed is registered again, and its Timestream metadata are not given up unasked", () => {
  const failed = (states: string) =>
    outcomeOfError("t", new RegistrationFailedError(snapshot(states), evidence));
  expect(adviceOf("wait", failed("FF"))).toMatch(/register again: `fleetwise-registration ensure`/);
  expect(adviceOf("ensure", failed("FF"))).toMatch(/run it again/);
  expect(adviceOf("ensure", failed("FSF"))).toMatch(/--timestream-database.*--drop-timestream/);
});

test("where nothing was ever answered, a deadline is not about the registration", () => {
  const late = (answered: boolean) =>
    outcomeOfError("t", new RegistrationTimeoutError({}, evidence, coded("ECONNREFUSED")), answered);
  expect([late(true).state, late(false).state]).toEqual(["timed-out", "unreadable"]);
  expect(adviceOf("wait", late(false))).toMatch(/--endpoint-url/);
  expect(reasonOf(late(false))).toBe("ECONNREFUSED.");
});

test("an older verdict is explained, and what to do about it", () => {
  const at = new Date("2026-01-01T00:00:00Z");
  const since = new Date("2026-02-01T00:00:00Z");
  const outcome = outcomeOfAnswer("t", snapshot("SS", { at }), since);
  expect(outcome.state).toBe("outdated");
  expect(reasonOf(outcome)).toMatch(
    /REGISTRATION_SUCCESS of 2026-01-01T00:00:00\.000Z, is older than --since 2026-02-01/,
  );
  expect(adviceOf("wait", outcome)).toMatch(/--since/);
  expect(adviceOf("ensure", outcome)).toMatch(/--reregister/);
  expect(outcomeOfAnswer("t", snapshot("PP", { at }), since).state).toBe("pending");
});

test("the reason of an error that sums up others is theirs", () => {
  const summed = new AggregateError([coded("ECONNREFUSED"), coded("ENETUNREACH")], "");
  expect(failureOf(summed)).toBe("ECONNREFUSED");
  expect(failureOf("thrown")).toBe("thrown");
});

test("the advice never speaks of the library, which a shell does not have", () => {
  const outcomes = [
    outcomeOfError("t", new AccountNotRegisteredError(evidence)),
    outcomeOfError("t", new RegistrationTimeoutError({}, evidence)),
    outcomeOfError("t", unreadable(serviceError("AccessDeniedException"))),
  ];
  for (const outcome of outcomes) {
    const said = `${reasonOf(outcome)} ${adviceOf("wait", outcome)}`;
    expect(said).not.toMatch(/maxWaitTime|ensureRegistered|`client`/);
  }
});

test("an error that is nobody's is thrown on: it is a fault of the program", () => {
  const fault = new Error("a fault");
  expect(() => outcomeOfError("t", fault)).toThrow(fault);
  expect(outcomeOfError("t", new RangeError("Expected less")).state).toBe("wrong-usage");
});
