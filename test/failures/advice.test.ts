import { describe, expect, test } from "vitest";
import { adviceFor } from "../../src/failures/advice.js";
import { parseFailure } from "../../src/failures/failure.js";
import { parseRegistration } from "../../src/registration/snapshot.js";

const OPERATION = "GetRegisterAccountStatus";
const named = (name: string, more: object = {}) => Object.assign(new Error("no"), { name }, more);
/** The advice, which always is whole sentences: it ends a message. */
const advice = (error: unknown, operation: "GetRegisterAccountStatus" | "RegisterAccount" = OPERATION) => {
  const { topic } = parseFailure(error, 0);
  if (topic === undefined) return undefined;
  const text = adviceFor(topic, { operation });
  expect(text).toMatch(/^[A-Z].*\.$/);
  return text;
};

test("access denied: which action to allow, and that it may mean no access to the service at all", () => {
  expect(advice(named("AccessDeniedException"))).toMatch(
    /iotfleetwise:GetRegisterAccountStatus .*closed to new customers/,
  );
  expect(advice(named("AccessDeniedException"), "RegisterAccount")).toContain("iotfleetwise:RegisterAccount");
});

test.each([
  ["CredentialsProviderError", /^Give credentials/],
  ["TokenProviderError", /^Give credentials/],
  ["ExpiredToken", /^Renew the credentials/],
  ["ExpiredTokenException", /^Renew the credentials/],
  ["IncompleteSignature", /the access key.* the clock/],
  ["InvalidSignatureException", /the access key.* the clock/],
  ["MissingAuthenticationTokenException", /the access key.* the clock/],
  ["UnrecognizedClientException", /the access key.* the clock/],
  ["ValidationException", /endpoint/],
  ["SyntaxError", /endpoint and any proxy/],
])("%s: what to do", (name, text) => {
  expect(advice(named(name))).toMatch(text);
  expect(advice(new Error("outer", { cause: named(name) }))).toMatch(text);
});

describe("the SDK has one name for many reasons", () => {
  test.each([
    [
      "The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with it.",
      /`aws sso login`/,
    ],
    ["Failed to load a token for session x, please re-authenticate using aws login", /`aws login`/],
    [
      "Profile x requires multi-factor authentication, but no MFA code callback was provided.",
      /mfaCodeProvider/,
    ],
    ["Could not load credentials from any providers", /^Give credentials/],
  ])("%#: the advice goes by the message", (message, text) => {
    for (const name of ["CredentialsProviderError", "TokenProviderError"]) {
      const error = Object.assign(new Error(message), { name });
      expect(advice(error)).toMatch(text);
      // What the built-in client makes of it while there were keys before.
      const renewal = Object.assign(new Error("not renewed", { cause: error }), {
        name: "CredentialsRenewalError",
      });
      expect(advice(renewal)).toMatch(text);
    }
  });
});

test("no FIPS endpoint: how to go on without", () => {
  expect(advice(named("FipsEndpointError"))).toMatch(/^Unset AWS_USE_FIPS_ENDPOINT/);
});

test("a page has no credential chain", () => {
  expect(advice(named("MissingCredentialsError"))).toMatch(/^A browser has no credential chain/);
});

test.each([301, 302, 307, 400, 404])("status %d without a name: it was not the service", (status) => {
  for (const name of ["Unknown", ""])
    expect(advice({ name, $metadata: { httpStatusCode: status } })).toMatch(
      /check the endpoint and any proxy\.$/,
    );
});

test("no region: where the service is", () => {
  expect(advice(named("RegionMissingError"))).toMatch(/^Set a region/);
  expect(advice(new Error("Region is missing"))).toMatch(
    /^Set a region .*us-east-1, eu-central-1 and ap-south-1/,
  );
});

test("unreachable: the regions and the network", () => {
  expect(advice(Object.assign(new Error("no"), { code: "ENOTFOUND" }))).toMatch(
    /us-east-1, eu-central-1 and ap-south-1.*network/,
  );
});

test.each([undefined, {}, { customerAccountId: "1" }])(
  "a malformed answer, here %j: whose answer it was",
  (answer) => {
    let malformed: unknown;
    try {
      parseRegistration(answer);
    } catch (error) {
      malformed = error;
    }
    expect(advice(malformed)).toMatch(/^The response was not AWS IoT FleetWise's: .*your own function/);
  },
);

test.each([new Error("no"), "text", undefined, null, {}])(
  "an unknown error, here %s, has no advice",
  (error) => {
    expect(advice(error)).toBeUndefined();
  },
);

test("status 407 is about the proxy's credentials, whatever parsed the page", () => {
  expect(advice(named("SyntaxError", { $response: { statusCode: 407 } }))).toMatch(/password of the proxy/);
});

test("a conflict names the other operation", () => {
  expect(advice(named("ConflictException"), "RegisterAccount")).toMatch(/^Another operation conflicts/);
});

test("the outermost error that says something is the one advised on", () => {
  const error = Object.assign(named("ExpiredTokenException"), { cause: named("ValidationException") });
  expect(advice(error)).toMatch(/^Renew/);
});
