// The library's advice on each topic, and the topics of errors that no single row decides.
import { describe, expect, test } from "vitest";
import { type AdviceContext, type AdviceTopic, adviceFor } from "../../src/failures/advice.js";
import { parseFailure } from "../../src/failures/failure.js";
import { parseRegistration } from "../../src/registration/snapshot.js";

const OPERATION = "GetRegisterAccountStatus";
const named = (name: string, message = "no", more: object = {}) =>
  Object.assign(new Error(message), { name }, more);
/** Returns the advice, which must consist of whole sentences because it ends a message. */
const advice = (topic: AdviceTopic, context: AdviceContext = { operation: OPERATION }) => {
  const text = adviceFor(topic, context);
  expect(text).toMatch(/^[A-Z].*\.$/);
  return text;
};
const topicOf = (error: unknown) => parseFailure(error, 0).topic;

/** The command, setting or action that the advice on each topic names. */
const NAMES: Readonly<Record<AdviceTopic, RegExp>> = {
  "access-denied": /^Allow the action .* closed to new customers/,
  "action-denied": /^Allow the action that the message names/,
  "denied-by-policy": /^Ask the administrator of the policy/,
  "assume-role": /^Allow sts:AssumeRole .* trust policy/,
  "web-identity-role": /^Check the trust policy of the role: .*sts:AssumeRoleWithWebIdentity/,
  mfa: /`aws configure export-credentials --format env`/,
  "sso-login": /`aws sso login`/,
  "aws-login": /`aws login`/,
  "credential-process": /^Run that command/,
  "web-identity-token": /AWS_WEB_IDENTITY_TOKEN_FILE/,
  "profile-settings": /^Correct that profile/,
  "profile-not-found": /`aws configure list-profiles`/,
  "config-file": /^Correct the file.* AWS_CONFIG_FILE/,
  "no-credentials": /^Give credentials/,
  "browser-credentials": /pass `credentials` to the client/,
  "expired-credentials": /^Renew the credentials/,
  "expired-environment": /^Renew AWS_ACCESS_KEY_ID/,
  signature: /the access key.* the clock/,
  region: /^Set a region .*us-east-1, eu-central-1 and ap-south-1/,
  fips: /^Unset AWS_USE_FIPS_ENDPOINT/,
  validation: /the client's endpoint/,
  "malformed-response": /^The response was not AWS IoT FleetWise's: .*your own function/,
  "not-the-service": /^The response was not AWS IoT FleetWise's: check the endpoint and any proxy\.$/,
  certificate: /the clock .* NODE_EXTRA_CA_CERTS/,
  "proxy-credentials": /password of the proxy/,
  unreachable: /us-east-1, eu-central-1 and ap-south-1: .*network/,
  throttled: /^The account's request quota/,
  quota: /^The account's request quota/,
  "service-fault": /^The service reported a fault of its own/,
  conflict: /^Another operation conflicts with RegisterAccount/,
  "register-again": /^Fix the cause, then call RegisterAccount/,
  "register-again-with-timestream":
    /^Fix the cause, then call .*To keep .*to give it up, pass `registration: \{\}`/,
  "keep-timestream": /^The account was not registered again, .* has stored\. To keep .*to give it up/,
  "reregister-if-different": /pass `reregister: "if-different"`/,
  "resources-not-taken": /only in its legacy mode/,
  "register-first": /^Call RegisterAccount.* closed to new customers/,
  "check-since": /^Compare `since`/,
  continues: /^The registration continues in the background/,
  "wait-longer": /^Wait again, or longer with `maxWaitTime`/,
  "look-again": /check the status again later/,
  "try-again": /^Try again later/,
};

describe("the advice on a topic", () => {
  test.each(Object.entries(NAMES) as [AdviceTopic, RegExp][])(
    "the advice on %s names what to do",
    (topic, words) => {
      expect(advice(topic)).toMatch(words);
    },
  );

  test.each([
    ["access-denied", /iotfleetwise:RegisterAccount/, /iotfleetwise:GetRegisterAccountStatus/],
    ["validation", /`registration` is valid input/, /endpoint/],
    ["quota", /in Service Quotas/, /request quota was used up/],
  ] as const)("the advice on %s is about the operation that failed", (topic, registering, polling) => {
    expect(advice(topic, { operation: "RegisterAccount" })).toMatch(registering);
    expect(advice(topic)).toMatch(polling);
  });

  test.each(["register-again-with-timestream", "keep-timestream"] as const)(
    "the advice on %s names the stored Timestream resources if it can",
    (topic) => {
      const timestreamResources = { timestreamDatabaseName: "d", timestreamTableName: "t" };
      const adviceOn = (members: object) => {
        const snapshot = parseRegistration({
          customerAccountId: "012345678912",
          accountStatus: "REGISTRATION_FAILURE",
          timestreamRegistrationResponse: { ...members, registrationStatus: "REGISTRATION_FAILURE" },
        });
        return advice(topic, { operation: OPERATION, snapshot });
      };
      expect(adviceOn(timestreamResources)).toContain(
        `pass \`registration: ${JSON.stringify({ timestreamResources })}\`;`,
      );
      for (const name of ["timestreamDatabaseName", "timestreamTableName"])
        expect(adviceOn({ ...timestreamResources, [name]: "" })).toContain(
          "pass its names as `registration.timestreamResources`;",
        );
    },
  );
});

describe("the topic of a failure", () => {
  test("missing credentials have their topic also after the built-in client had keys", () => {
    const cause = named("CredentialsProviderError", "The credential_process of the profile x failed");
    expect(topicOf(named("CredentialsRenewalError", "not renewed", { cause }))).toBe("credential-process");
  });

  test.each([301, 302, 307, 400, 404])(
    "status %d without a name has the topic that it was not the service",
    (status) => {
      for (const name of ["Unknown", ""])
        expect(topicOf({ name, $metadata: { httpStatusCode: status } })).toBe("not-the-service");
    },
  );

  test.each([undefined, {}, { customerAccountId: "1" }])(
    "a malformed response, here %j, has its topic",
    (answer) => {
      let malformed: unknown;
      try {
        parseRegistration(answer);
      } catch (error) {
        malformed = error;
      }
      expect(topicOf(malformed)).toBe("malformed-response");
    },
  );

  test.each([new Error("no"), "text", undefined, null, {}])(
    "an unknown error, here %s, has no topic",
    (error) => {
      expect(topicOf(error)).toBeUndefined();
    },
  );

  test("status 407 is about the proxy's credentials, whatever error the page caused", () => {
    const error = named("SyntaxError", "no", { $response: { statusCode: 407 } });
    expect(topicOf(error)).toBe("proxy-credentials");
    expect(topicOf(new Error("outer", { cause: error }))).toBe("proxy-credentials");
  });

  test("the topic is that of the outermost error that has one", () => {
    const inner = named("ValidationException");
    expect(topicOf(named("ExpiredTokenException", "no", { cause: inner }))).toBe("expired-credentials");
    expect(topicOf(new Error("outer", { cause: inner }))).toBe("validation");
  });
});
