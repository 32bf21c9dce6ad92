import { expect, test } from "vitest";
import { adviceOf, repeatedFlags } from "../../src/cli/advice.js";
import { TargetError } from "../../src/cli/errors.js";
import { EXIT_CODES, type State } from "../../src/cli/exit-codes.js";
import { Interruption } from "../../src/cli/host.js";
import { outcomeOfError, reasonOf } from "../../src/cli/outcome.js";
import { OUTCOMES } from "../../src/errors.js";
import { parseFailure } from "../../src/failures/failure.js";
import {
  AccountNotRegisteredError,
  type AdviceTopic,
  type AnyRegistrationError,
  type RegistrationErrorCode,
  RegistrationFailedError,
  RegistrationTimeoutError,
  ResourcesDifferError,
  ResultOutdatedError,
  ServiceCallError,
  type ServiceCallErrorCode,
} from "../../src/index.js";
import { serviceError, snapshot } from "../support/answers.js";

const NONE = { accepted: 0, lost: 0, rejected: 0 };
const evidence = { attempts: 1, elapsedMs: 1000, lastSnapshot: undefined, registrations: NONE };
const rejected = (thrown: unknown, code: ServiceCallErrorCode = "SERVICE_CALL_FAILED") =>
  new ServiceCallError(
    code,
    { operation: "GetRegisterAccountStatus", failure: parseFailure(thrown, 0) },
    evidence,
  );

const assuming = (cause: unknown) => new Error("sts:AssumeRole of arn:r failed", { cause });
const coded = (code: string) => Object.assign(new Error(code), { code });
const status = (httpStatusCode: number) => Object.assign(new Error("no"), { $metadata: { httpStatusCode } });
const asked = { timestreamResources: { timestreamDatabaseName: "my db", timestreamTableName: "t" } };

test.for([
  [
    "registered",
    new AccountNotRegisteredError(evidence),
    "not-registered",
    /\n {2}fleetwise-registration ensure$/,
  ],
  [
    "late",
    new RegistrationTimeoutError("pending", undefined, evidence),
    "timed-out",
    /continues.*--max-wait-time/,
  ],
  [
    "not visible",
    new RegistrationTimeoutError("not-visible", undefined, evidence),
    "timed-out",
    /^Wait again/,
  ],
  [
    "failed",
    new RegistrationFailedError(snapshot("FF"), evidence),
    "failed",
    /\n {2}fleetwise-registration ensure$/,
  ],
  ["region", new TargetError("No region is given.", "Give one with --region."), "call-failed", /--region/],
  [
    "credentials",
    rejected(Object.assign(new Error("No credentials were found"), { name: "CredentialsProviderError" })),
    "call-failed",
    /aws configure.*--profile/,
  ],
  ["expired", rejected(serviceError("ExpiredTokenException")), "call-failed", /aws sso login/],
  ["denied", rejected(serviceError("AccessDeniedException")), "call-failed", /iotfleetwise:GetReg/],
  [
    "role",
    rejected(assuming(serviceError("AccessDenied", { message: "not allowed to perform: sts:AssumeRole" }))),
    "call-failed",
    /^Allow sts:AssumeRole on that role/,
  ],
  [
    "expired keys for a role",
    rejected(assuming(serviceError("ExpiredTokenException"))),
    "call-failed",
    /^Renew the credentials/,
  ],
  ["signature", rejected(serviceError("SignatureDoesNotMatch")), "call-failed", /access key.*clock/],
  [
    "dead",
    rejected(coded("ECONNREFUSED"), "STATUS_UNREADABLE"),
    "call-failed",
    /--region.*--endpoint-url.*HTTPS_PROXY/,
  ],
  ["TLS", rejected(coded("SELF_SIGNED_CERT_IN_CHAIN")), "call-failed", /AWS_CA_BUNDLE/],
  ["proxy", rejected(status(407)), "call-failed", /password of the proxy/],
  ["quota", rejected(status(429), "STATUS_UNREADABLE"), "call-failed", /quota.*later/],
  ["trouble", rejected(status(503), "STATUS_UNREADABLE"), "call-failed", /fault of its own.*later/],
] as const)("an outcome has the state and the advice of its error: %s", ([, error, state, advice]) => {
  const outcome = outcomeOfError("t", error);
  expect(outcome).toMatchObject({ target: "t", state, error });
  expect(adviceOf("wait", outcome)).toMatch(advice);
});

test("an error without a known cause has no advice, because none is better than wrong advice", () => {
  expect(adviceOf("wait", outcomeOfError("t", rejected(serviceError("OptInRequired"))))).toBeUndefined();
});

const TOPICS: Readonly<Record<AdviceTopic, true>> = {
  "access-denied": true,
  "action-denied": true,
  "denied-by-policy": true,
  "assume-role": true,
  "web-identity-role": true,
  mfa: true,
  "sso-login": true,
  "aws-login": true,
  "credential-process": true,
  "web-identity-token": true,
  "profile-settings": true,
  "profile-not-found": true,
  "config-file": true,
  "no-credentials": true,
  "browser-credentials": true,
  "expired-credentials": true,
  "expired-environment": true,
  signature: true,
  region: true,
  fips: true,
  validation: true,
  "malformed-response": true,
  "not-the-service": true,
  certificate: true,
  "proxy-credentials": true,
  unreachable: true,
  throttled: true,
  quota: true,
  "service-fault": true,
  conflict: true,
  "register-again": true,
  "register-again-with-timestream": true,
  "keep-timestream": true,
  "reregister-if-different": true,
  "resources-not-taken": true,
  "register-first": true,
  "check-since": true,
  continues: true,
  "wait-longer": true,
  "look-again": true,
  "try-again": true,
};

test.for(Object.keys(TOPICS) as AdviceTopic[])(
  "the advice on %s names options of the command line, not of the library",
  (topic) => {
    for (const command of ["status", "wait", "ensure"] as const) {
      const advice =
        adviceOf(command, { target: "t", state: "failed", topic, snapshot: snapshot("FFF") }) ?? "";
      expect(advice).toMatch(/^[A-Z].*(\.|\n {2}fleetwise-registration [^\n]*)$/s);
      expect(advice).not.toMatch(
        /maxWaitTime|ensureRegistered|`client`|`registration|`since|`provider|undefined/,
      );
      // A command to copy is a line of its own.
      for (const line of advice.split("\n"))
        if (line.includes("fleetwise-registration"))
          expect(line).toMatch(/^ {2}fleetwise-registration [\w.=' -]+$/);
    }
  },
);

test("each error code of the library has a state with an exit code", () => {
  const states: Readonly<Record<RegistrationErrorCode, State>> = {
    REGISTRATION_FAILED: "failed",
    TIMESTREAM_AT_RISK: "refused",
    RESOURCES_DIFFER: "different",
    NOT_REGISTERED: "not-registered",
    RESULT_OUTDATED: "outdated",
    REGISTRATION_TIMEOUT: "timed-out",
    REGISTER_NOT_ACCEPTED: "call-failed",
    REGISTER_UNKNOWN: "call-failed",
    SERVICE_CALL_FAILED: "call-failed",
    STATUS_UNREADABLE: "call-failed",
  };
  expect(OUTCOMES).toEqual(states);
  expect(Object.values(OUTCOMES).map((state) => EXIT_CODES[state])).toEqual([1, 6, 6, 5, 3, 3, 4, 4, 4, 4]);
});

test("advised commands select the same targets, with every name quoted for a shell", () => {
  const outcome = (error: AnyRegistrationError) => ({
    ...outcomeOfError("t", error),
    ...{ targetFlags: "--region us-east-1", ownFlags: "--region us-east-1" },
  });
  expect(
    adviceOf("ensure", outcome(new RegistrationFailedError(snapshot("FSF"), evidence, "TIMESTREAM_AT_RISK"))),
  ).toMatch(
    /^The account was not registered again.*:\n {2}fleetwise-registration ensure --region us-east-1 --timestream-database db --timestream-table table\n.*:\n {2}fleetwise-registration ensure --region us-east-1 --drop-timestream$/,
  );
  expect(adviceOf("ensure", outcome(new ResourcesDifferError(snapshot("SS"), asked, evidence)))).toMatch(
    /:\n {2}fleetwise-registration ensure --region us-east-1 --timestream-database 'my db' --timestream-table t --reregister=if-different$/,
  );
});

test("the advice to keep the Timestream metadata of a target that no flags select has no command", () => {
  const error = new RegistrationFailedError(snapshot("FSF"), evidence, "TIMESTREAM_AT_RISK");
  const outcome = { ...outcomeOfError("t", error), targetFlags: "--targets roles.csv" };
  expect(adviceOf("ensure", outcome)).toMatch(
    / To keep the Timestream metadata, list this target alone for --targets, and add --timestream-database db --timestream-table table\. To give it up, add --drop-timestream\.$/,
  );
  expect(adviceOf("ensure", outcome)).not.toContain("fleetwise-registration");
});

test("advised commands keep --account", () => {
  const again = repeatedFlags({ profile: "main", account: "111111111111" });
  const outcome = { ...outcomeOfError("t", new AccountNotRegisteredError(evidence)), ...again };
  expect(adviceOf("wait", outcome)).toMatch(
    /\n {2}fleetwise-registration ensure --profile main --account 111111111111$/,
  );
});

test("the advice on invalid input names the Timestream flags only if they were given", () => {
  const thrown = parseFailure(serviceError("ValidationException"), 0);
  const outcome = outcomeOfError(
    "t",
    new ServiceCallError("SERVICE_CALL_FAILED", { operation: "RegisterAccount", failure: thrown }, evidence),
  );
  const given = repeatedFlags({ timestreamDatabase: "d", timestreamTable: "t" });
  expect(adviceOf("ensure", { ...outcome, ...given })).toMatch(/^Check --timestream-database and/);
  expect(adviceOf("ensure", { ...outcome, ...repeatedFlags({}) })).toBeUndefined();
  expect(adviceOf("ensure", { ...outcome, ...repeatedFlags({ dropTimestream: true }) })).toBeUndefined();
});

test("the reason of a failure is the service's words after the resource", () => {
  const failed = snapshot("FF", { iamMessage: "no such role" });
  for (const error of [
    new RegistrationFailedError(failed, evidence),
    new RegistrationFailedError(failed, evidence, "TIMESTREAM_AT_RISK"),
  ]) {
    expect(reasonOf(outcomeOfError("t", error))).toBe("IAM: no such role.");
  }
});

test("the reason of an outcome is the error's reason after its subject", () => {
  const reason = (error: Error) => reasonOf(outcomeOfError("t", error));
  expect(reason(new RegistrationTimeoutError("pending", "account REGISTRATION_PENDING", evidence))).toBe(
    "The registration did not finish within 1 s (1 request). Last seen: account REGISTRATION_PENDING.",
  );
  expect(reason(rejected(coded("ECONNREFUSED"), "STATUS_UNREADABLE"))).toBe(
    "GetRegisterAccountStatus did not succeed within 1 s (1 request): ECONNREFUSED.",
  );
  expect(reason(rejected(serviceError("AccessDeniedException")))).toBe(
    "GetRegisterAccountStatus failed: AccessDeniedException: AccessDeniedException happened.",
  );
  const since = new Date("2026-02-01T00:00:00Z");
  expect(reason(new ResultOutdatedError(snapshot("SS"), since, evidence))).toMatch(
    /^there is only a result older than --since \(2026-02-01T.*\), REGISTRATION_SUCCESS of 2026-01-01T/,
  );
  expect(reason(new Interruption("interrupted"))).toBe("Interrupted");
});

test("the advice on an older result fits the command", () => {
  const outcome = outcomeOfError("t", new ResultOutdatedError(snapshot("SS"), new Date(), evidence));
  expect(adviceOf("wait", outcome)).toMatch(/^Compare --since/);
  expect(adviceOf("ensure", outcome)).toMatch(/--reregister/);
});

test("an interruption advises that a registration continues only if one is known to continue", () => {
  const outcome = outcomeOfError("t", new Interruption("interrupted"));
  expect(adviceOf("ensure", outcome)).toBeUndefined();
  expect(adviceOf("ensure", { ...outcome, topic: "continues" })).toMatch(/continues in the background/);
});

test("outcomeOfError rethrows an unexpected error, because it is a bug", () => {
  const fault = new Error("a fault");
  expect(() => outcomeOfError("t", fault)).toThrow(fault);
  expect(() => outcomeOfError("t", new RangeError("Expected less"))).toThrow("Expected less");
});
