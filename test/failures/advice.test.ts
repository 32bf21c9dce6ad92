import { describe, expect, test } from "vitest";
import { adviceFor } from "../../src/failures/advice.js";
import { parseFailure } from "../../src/failures/failure.js";
import { parseRegistration } from "../../src/registration/snapshot.js";

const OPERATION = "GetRegisterAccountStatus";
const named = (name: string, more: object = {}) => Object.assign(new Error("no"), { name }, more);
/** Returns the advice, which must consist of whole sentences because it ends a message. */
const advice = (error: unknown, operation: "GetRegisterAccountStatus" | "RegisterAccount" = OPERATION) => {
  const { topic } = parseFailure(error, 0);
  if (topic === undefined) return undefined;
  const text = adviceFor(topic, { operation });
  expect(text).toMatch(/^[A-Z].*\.$/);
  return text;
};

test("access denied names the action to allow, and the possible lack of access to the service", () => {
  expect(advice(named("AccessDeniedException"))).toMatch(
    /iotfleetwise:GetRegisterAccountStatus .*closed to new customers/,
  );
  expect(advice(named("AccessDeniedException"), "RegisterAccount")).toContain("iotfleetwise:RegisterAccount");
});

test.each([
  ["ExpiredToken", /^Renew the credentials/],
  ["ExpiredTokenException", /^Renew the credentials/],
  ["IncompleteSignature", /the access key.* the clock/],
  ["InvalidSignatureException", /the access key.* the clock/],
  ["MissingAuthenticationTokenException", /the access key.* the clock/],
  ["UnrecognizedClientException", /the access key.* the clock/],
  ["ValidationException", /endpoint/],
  ["SyntaxError", /endpoint and any proxy/],
])("%s has advice", (name, text) => {
  expect(advice(named(name))).toMatch(text);
  expect(advice(new Error("outer", { cause: named(name) }))).toMatch(text);
});

describe("an SDK error whose name has many reasons", () => {
  test.each([
    [
      "The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with it.",
      /`aws sso login`/,
    ],
    ["Failed to load a token for session x, please re-authenticate using aws login", /`aws login`/],
    [
      "Profile x requires multi-factor authentication, but no MFA code callback was provided.",
      /`aws configure export-credentials/,
    ],
    ["Could not load credentials from any providers", /^Give credentials/],
    [
      'The profile "x" needs the code of an MFA device, for which this program does not ask',
      /asks for the code/,
    ],
    [
      'The profile "MFA" has role_arn, and neither source_profile nor credential_source',
      /^Correct that profile/,
    ],
    ['The source_profile "x" of the profile "y" does not exist', /^Correct that profile/],
    [
      'The config file has no section [sso-session s], to which the profile "x" refers',
      /^Correct that profile/,
    ],
    ["UnauthorizedException: Session token not found or invalid", /`aws sso login`/],
    ["Failed to refresh token: TypeError. Please re-authenticate using aws login", /`aws login`/],
    ["AWS_CREDENTIAL_EXPIRATION sets an expiration that has passed, 2026-01-01", /^Renew AWS_ACCESS_KEY_ID/],
    ["The web identity token file /token cannot be read (ENOENT)", /AWS_WEB_IDENTITY_TOKEN_FILE/],
    ['The credential_process of the profile "x" ended with exit code 1', /^Run that command/],
  ])("an SDK error whose name has many reasons has the advice for its message (%#)", (message, text) => {
    for (const name of ["CredentialsProviderError", "TokenProviderError"]) {
      const error = Object.assign(new Error(message), { name });
      expect(advice(error)).toMatch(text);
      // The error of the built-in client if it had keys before.
      const renewal = Object.assign(new Error("not renewed", { cause: error }), {
        name: "CredentialsRenewalError",
      });
      expect(advice(renewal)).toMatch(text);
    }
  });
});

test("credentials that fail for another reason have no advice", () => {
  const unreachable = Object.assign(new Error("Error: getaddrinfo ENOTFOUND portal.sso"), {
    name: "CredentialsProviderError",
  });
  expect(advice(unreachable)).toBeUndefined();
});

test.each([
  ["ProfileNotFoundError", /list-profiles/],
  ["ConfigFileError", /^Correct the file/],
  ["ServiceQuotaExceededException", /Service Quotas/],
  ["LimitExceededException", /Service Quotas/],
])("%s of RegisterAccount has the advice for it", (name, text) => {
  expect(advice(named(name), "RegisterAccount")).toMatch(text);
});

test("LimitExceededException of a poll is a throttle, as for the AWS SDK", () => {
  expect(parseFailure(named("LimitExceededException"), 0).kind).toBe("throttled");
  expect(advice(named("LimitExceededException"))).toMatch(/^The account's request quota/);
});

test.each([
  "with an explicit deny in a service control policy",
  "with an explicit deny in a resource control policy: arn:aws:organizations::1:policy/o-1/resource_control_policy/p-1",
  "because no service control policy allows the iotfleetwise:RegisterAccount action",
  "because no permissions boundary allows the iotfleetwise:RegisterAccount action",
  "with an explicit deny in a permissions boundary",
])("access denied by a higher policy, form %#, names whom to ask, and not the action", (words) => {
  const message = `User: arn:aws:iam::1:user/x is not authorized to perform: iotfleetwise:RegisterAccount ${words}`;
  for (const name of ["AccessDeniedException", "AccessDenied"])
    expect(advice(Object.assign(new Error(message), { name }), "RegisterAccount")).toMatch(
      /^Ask the administrator/,
    );
});

test("a role that cannot be assumed has advice on sts:AssumeRole, not on the service's action", () => {
  const message =
    "User: arn:aws:iam::1:user/x is not authorized to perform: sts:AssumeRole on resource: arn:r";
  expect(advice(Object.assign(new Error(message), { name: "AccessDenied" }))).toMatch(
    /^Allow sts:AssumeRole on that role/,
  );
});

test("a missing FIPS endpoint has advice on continuing without it", () => {
  expect(advice(named("FipsEndpointError"))).toMatch(/^Unset AWS_USE_FIPS_ENDPOINT/);
});

test("missing credentials in a web page have advice of their own", () => {
  expect(advice(named("MissingCredentialsError"))).toMatch(/^A browser has no credential chain/);
});

test.each([301, 302, 307, 400, 404])(
  "status %d without a name has the advice that it was not the service",
  (status) => {
    for (const name of ["Unknown", ""])
      expect(advice({ name, $metadata: { httpStatusCode: status } })).toMatch(
        /check the endpoint and any proxy\.$/,
      );
  },
);

test("a missing region has advice on the service's regions", () => {
  expect(advice(named("RegionMissingError"))).toMatch(/^Set a region/);
  expect(advice(new Error("Region is missing"))).toMatch(
    /^Set a region .*us-east-1, eu-central-1 and ap-south-1/,
  );
});

test("an unreachable endpoint has advice on the regions and the network", () => {
  expect(advice(Object.assign(new Error("no"), { code: "ENOTFOUND" }))).toMatch(
    /us-east-1, eu-central-1 and ap-south-1.*network/,
  );
});

test.each([undefined, {}, { customerAccountId: "1" }])(
  "a malformed response, here %j, has advice on its sender",
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

test("status 407 has advice on the proxy's credentials, whatever error the page caused", () => {
  expect(advice(named("SyntaxError", { $response: { statusCode: 407 } }))).toMatch(/password of the proxy/);
});

test("a conflict has advice about the conflicting operation", () => {
  expect(advice(named("ConflictException"), "RegisterAccount")).toMatch(/^Another operation conflicts/);
});

test("the advice is for the outermost error that has a meaning", () => {
  const error = Object.assign(named("ExpiredTokenException"), { cause: named("ValidationException") });
  expect(advice(error)).toMatch(/^Renew/);
});
