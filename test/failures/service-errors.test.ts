// The errors that are known by name: realistic errors of each row of the table, with their meaning.
import { describe, expect, test } from "vitest";
import type { RequestTopic } from "../../src/failures/advice.js";
import { errorChain } from "../../src/failures/chain.js";
import { type Failure, parseFailure } from "../../src/failures/failure.js";
import { SERVICE_ERRORS, serviceError } from "../../src/failures/service-errors.js";

const failed = (name: string, message: string) => Object.assign(new Error(message), { name });

/** A request that may have been carried out, because the error has no status. */
const asked = { sent: true, recovers: false, topic: undefined };
const unsent = { ...asked, sent: false };
/** Credentials that are missing now. */
const missing = { kind: "fatal", sent: false, recovers: true } as const;
const NO_CREDENTIALS = ["CredentialsProviderError", "TokenProviderError", "CredentialsError"];
const denied = "User: arn:aws:iam::1:user/x is not authorized to perform:";

type Example = readonly [message: string, meaning: Partial<Failure>, names: readonly string[]];

const credentials = (message: string, topic: RequestTopic | undefined): Example => [
  message,
  { ...missing, topic },
  NO_CREDENTIALS,
];

const EXAMPLES: readonly Example[] = [
  [
    "Proxy response (503) !== 200 when HTTP Tunneling",
    { ...unsent, kind: "unreachable", topic: "unreachable" },
    ["UND_ERR_ABORTED"],
  ],
  [
    "Rate exceeded",
    { ...unsent, kind: "throttled", topic: "throttled" },
    [
      ...["BandwidthLimitExceeded", "EC2ThrottledException", "PriorRequestNotComplete"],
      ...["ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled"],
      ...["RequestThrottledException", "SlowDown", "ThrottledException", "Throttling"],
      ...["ThrottlingException", "TooManyRequestsException", "TransactionInProgressException"],
    ],
  ],
  [
    "The number of accounts exceeds the limit",
    { ...unsent, kind: "throttled", topic: "quota" },
    ["LimitExceededException"],
  ],
  [
    "The request exceeds a service quota",
    { ...asked, kind: "fatal", topic: "quota" },
    ["ServiceQuotaExceededException"],
  ],
  [
    "The request could not be completed because of an error in the service",
    { ...asked, kind: "transient" },
    [
      ...["InternalFailure", "InternalServerError", "InternalServerException", "RequestTimeout"],
      ...["RequestTimeoutException", "ServiceUnavailable", "ServiceUnavailableException", "TimeoutError"],
    ],
  ],
  ["The response was a redirect", { ...asked, kind: "fatal", topic: "not-the-service" }, ["RedirectError"]],
  ["Account not found", { ...asked, kind: "not-registered" }, ["ResourceNotFoundException"]],
  ["Campaign x is active", { ...asked, kind: "conflict", topic: "conflict" }, ["ConflictException"]],
  [
    "Signature expired: 20261101T000000Z is now earlier than 20261101T010000Z",
    { ...asked, kind: "transient" },
    ["InvalidSignatureException"],
  ],
  ["The credentials were not renewed", { ...unsent, kind: "transient" }, ["CredentialsRenewalError"]],
  ...[
    "with an explicit deny in a service control policy",
    "because no service control policy allows the iotfleetwise:RegisterAccount action",
    "because no service control policies allow the iotfleetwise:RegisterAccount action",
    "because no resource control policy allows the iotfleetwise:RegisterAccount action",
    "because no session policy allows the iotfleetwise:RegisterAccount action",
    "because no VPC endpoint policy allows the iotfleetwise:RegisterAccount action",
    "because no permissions boundary allows the iotfleetwise:RegisterAccount action",
  ].map(
    (why): Example => [
      `${denied} iotfleetwise:RegisterAccount ${why}`,
      { ...asked, kind: "fatal", topic: "denied-by-policy" },
      ["AccessDeniedException", "AccessDenied"],
    ],
  ),
  [
    `${denied} sts:AssumeRole on resource: arn:aws:iam::1:role/y`,
    { ...unsent, kind: "fatal", topic: "assume-role" },
    ["AccessDeniedException", "AccessDenied"],
  ],
  [
    "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    { ...unsent, kind: "fatal", topic: "web-identity-role" },
    ["AccessDeniedException", "AccessDenied"],
  ],
  ...["iotfleetwise:RegisterAccount because no identity-based policy allows it", "this"].map(
    (what): Example => [
      `${denied} ${what}`,
      { ...asked, kind: "fatal", topic: "access-denied" },
      ["AccessDeniedException", "AccessDenied"],
    ],
  ),
  ...["iam:CreateServiceLinkedRole", "iam:PassRole", "sts:TagSession"].map(
    (action): Example => [
      `${denied} ${action} on resource: r because no identity-based policy allows it`,
      { ...asked, kind: "fatal", topic: "action-denied" },
      ["AccessDeniedException", "AccessDenied"],
    ],
  ),
  credentials('The profile "x" needs the code of an MFA device, for which this program does not ask', "mfa"),
  credentials("Profile x requires multi-factor authentication", "mfa"),
  credentials("Multifactor authentication is required", "mfa"),
  credentials("To assume the role, pass an MFA token", "mfa"),
  credentials("No MFA code callback was provided", "mfa"),
  credentials('The credential_process of the profile "x" ended with exit code 1', "credential-process"),
  credentials('The profile "MFA" has role_arn, and no source_profile', "profile-settings"),
  credentials('The source_profile "x" of the profile "y" does not exist', "profile-settings"),
  credentials('The credential_source "x" of the profile "y" is unknown', "profile-settings"),
  credentials("The config file has no section [sso-session s]", "profile-settings"),
  credentials("AWS_CREDENTIAL_EXPIRATION sets an expiration that has passed", "expired-environment"),
  credentials("The web identity token file /token cannot be read (ENOENT)", "web-identity-token"),
  credentials("To refresh this SSO session run aws sso login with the corresponding profile.", "sso-login"),
  credentials("The SSO session associated with this profile has expired.", "sso-login"),
  credentials("The SSO session associated with this profile is invalid.", "sso-login"),
  credentials("The SSO session token of the profile x was not found", "sso-login"),
  credentials("UnauthorizedException: Session token not found or invalid", "sso-login"),
  credentials("Failed to load a token for session x. Run aws login", "aws-login"),
  credentials("Failed to refresh the token: please re-authenticate", "aws-login"),
  credentials("Failed to refresh the token: please reauthenticate", "aws-login"),
  credentials("No credentials were found: not in the environment", "no-credentials"),
  credentials("Could not load credentials from any providers", "no-credentials"),
  credentials("Missing credentials in config", "no-credentials"),
  credentials("getaddrinfo ENOTFOUND portal.sso.us-east-1.amazonaws.com", undefined),
  // The resolver's own messages are known by their beginning: another error may quote them.
  ...[
    "The credential_process of the profile",
    "The profile x has role_arn",
    "The config file has no section x",
    "AWS_CREDENTIAL_EXPIRATION is set",
    "The web identity token file /token is missing",
  ].map((quoted) => credentials(`Internal error, see "${quoted}"`, undefined)),
  ["The profile x was not found", { ...missing, topic: "profile-not-found" }, ["ProfileNotFoundError"]],
  ["/config, line 1: no section", { ...missing, topic: "config-file" }, ["ConfigFileError"]],
  [
    "Credential is missing",
    { ...unsent, kind: "fatal", topic: "browser-credentials" },
    ["MissingCredentialsError"],
  ],
  [
    "The security token included in the request is expired",
    { ...asked, kind: "fatal", topic: "expired-credentials" },
    ["ExpiredToken", "ExpiredTokenException"],
  ],
  [
    "The security token included in the request is invalid",
    { ...asked, kind: "fatal", topic: "signature" },
    [
      ...["IncompleteSignature", "InvalidClientTokenId", "InvalidSignatureException"],
      ...["MissingAuthenticationTokenException", "SignatureDoesNotMatch", "UnrecognizedClientException"],
    ],
  ],
  [
    "Missing region in config",
    { ...unsent, kind: "fatal", topic: "region" },
    ["RegionMissingError", "ConfigError"],
  ],
  ...[
    "Region is missing",
    'Region not accepted: region="a b"',
    'Expected "region" with the value "a b"',
    'region="a b" is not a valid hostname component.',
    "Expected `region` to be an AWS region such as us-east-1, got 7",
  ].map(
    (message): Example => [message, { ...unsent, kind: "fatal", topic: "region" }, ["Error", "TypeError"]],
  ),
  ["The service has no FIPS endpoint", { ...unsent, kind: "fatal", topic: "fips" }, ["FipsEndpointError"]],
  [
    "Invalid Configuration: FIPS is enabled but this partition does not support FIPS",
    { ...unsent, kind: "fatal", topic: "fips" },
    ["EndpointError"],
  ],
  [
    "getaddrinfo ENOTFOUND iotfleetwise-fips.us-east-1.amazonaws.com",
    { ...unsent, kind: "fatal", topic: "fips" },
    ["ENOTFOUND"],
  ],
  ["1 validation error detected", { ...asked, kind: "fatal", topic: "validation" }, ["ValidationException"]],
  [
    "Expected `accountStatus` to be text",
    { ...asked, kind: "fatal", topic: "malformed-response" },
    ["MalformedAnswerError"],
  ],
  ["Request aborted", { ...asked, kind: "fatal" }, ["AbortError"]],
  [
    "The AWS Access Key Id needs a subscription for the service",
    { ...asked, kind: "fatal" },
    ["OptInRequired"],
  ],
];

/** Errors whose name and message do not decide: their cause does. */
const UNDECIDED: readonly Example[] = [
  [
    "Unexpected token '<' in JSON at position 0",
    { ...asked, kind: "fatal", topic: "not-the-service" },
    ["SyntaxError"],
  ],
  ...["Region is missing in the report", "No Region is missing", "The Region not accepted"].map(
    (message): Example => [message, { ...asked, kind: "fatal" }, ["Error", "TypeError"]],
  ),
];

const eachOf = (examples: readonly Example[]) =>
  examples.flatMap(([message, meaning, names]) => names.map((name) => ({ name, message, meaning })));
const decided = eachOf(EXAMPLES);
const undecided = eachOf(UNDECIDED);

describe("an error that is known by name", () => {
  test.each([...decided, ...undecided])(
    "$name has its meaning (example %$)",
    ({ name, message, meaning }) => {
      expect(parseFailure(failed(name, message), 0)).toMatchObject(meaning);
      expect(parseFailure(Object.assign(new Error(message), { code: name }), 0)).toMatchObject(meaning);
    },
  );

  const cause = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

  test.each(decided)(
    "$name has its meaning whatever its cause (example %$)",
    ({ name, message, meaning }) => {
      expect(parseFailure(Object.assign(failed(name, message), { cause }), 0)).toMatchObject(meaning);
    },
  );

  test.each(undecided)("$name leaves the decision to its cause (example %$)", ({ name, message }) => {
    expect(parseFailure(Object.assign(failed(name, message), { cause }), 0).kind).toBe("unreachable");
  });

  test("a row is `unsent` or throttled exactly if the request was not carried out, for state machines", () => {
    for (const { name, message, meaning } of [...decided, ...undecided]) {
      const rows = errorChain(failed(name, message)).map(serviceError);
      const unsent = rows.some((row) => row?.unsent || row?.kind === "throttled");
      expect([name, unsent]).toEqual([name, !meaning.sent]);
    }
  });

  test("every row has an example", () => {
    const found = [...decided, ...undecided].flatMap(({ name, message }) =>
      errorChain(failed(name, message)).map(serviceError),
    );
    expect(SERVICE_ERRORS.filter((row) => !found.includes(row))).toEqual([]);
  });
});
