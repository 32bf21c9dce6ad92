import type { AdviceTopic, RequestTopic } from "./advice.js";
import type { ErrorLink } from "./chain.js";

/** The kind of a failed request. A RegisterAccount that exceeds a quota or may have been carried out is not retried. */
export type FailureKind =
  /** The request quota is used up. Retried until the deadline, never sooner than the cadence would poll. */
  | "throttled"
  /** The service reported a fault of its own, or did not respond in time. Retried until the deadline. */
  | "transient"
  /**
   * The request did not reach the service, or its response did not arrive. Retried until the deadline if the service has
   * responded before, otherwise for about 10 s.
   */
  | "unreachable"
  /** The service found no registration. */
  | "not-registered"
  /** The service rejected RegisterAccount because of another operation, which need not be a registration. */
  | "conflict"
  /** A retry would fail too. */
  | "fatal";

/** Errors with the same meaning, by their names. */
export interface ServiceError {
  readonly names: readonly string[];
  /** Absent if the name alone does not decide, as for a body that is not JSON. */
  readonly kind?: FailureKind;
  /** The request was not sent. */
  readonly unsent?: boolean;
  /** Transient if the service has responded before: the client then had the credentials that are missing now. */
  readonly recovers?: boolean;
  /** Restricts the row to messages that match: the AWS SDK has one name for many reasons. */
  readonly message?: RegExp;
  readonly topic?: AdviceTopic;
}

/**
 * Topics of the reasons why credentials cannot be obtained, by the messages of this library's resolver and of the AWS SDK's
 * providers, whose errors have the same name for every reason. The first matching row counts. No row matches a service that cannot
 * be reached or responds invalidly, except the instance's metadata service, whose failure means "No credentials were found".
 */
const CREDENTIAL_TOPICS: readonly (readonly [message: RegExp, topic: RequestTopic])[] = [
  [/needs the code of an MFA device|multi-?factor authentication|\bMFA (code|token)\b/i, "mfa"],
  [/^The credential_process of /, "credential-process"],
  [/^The (profile|source_profile|credential_source) |^The config file has no section /, "profile-settings"],
  [/^AWS_CREDENTIAL_EXPIRATION /, "expired-environment"],
  [/^The web identity token file /, "web-identity-token"],
  [/aws sso login|\bSSO session\b.*\b(expired|invalid|not found)\b|\bUnauthorizedException\b/i, "sso-login"],
  [/aws login|re-?authenticate/i, "aws-login"],
  [/No credentials were found|Could not load credentials|Missing credentials/i, "no-credentials"],
];

/**
 * Matches the denial by a policy that no permission of the caller can override.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
const DENIED_BY_POLICY =
  /\bexplicit deny\b|\bno ((service|resource) control|session|VPC endpoint) polic(y|ies) allows?\b|\bno permissions boundary allows\b/i;

/** The errors of the service, the AWS SDK and this library that are known by name. The first matching row counts. */
export const SERVICE_ERRORS: readonly ServiceError[] = /* @__PURE__ */ serviceErrors();

/** A function, because bundlers keep a constant with spreads even if nothing uses it. */
function serviceErrors(): readonly ServiceError[] {
  const missing = { kind: "fatal", unsent: true, recovers: true } as const;
  const denied = { kind: "fatal", names: ["AccessDeniedException", "AccessDenied"] } as const;
  const noCredentials = {
    ...missing,
    names: ["CredentialsProviderError", "TokenProviderError", "CredentialsError"],
  };
  return [
    // undici's error for a proxy that did not open a tunnel has the name of an abort, although nothing was aborted.
    { kind: "unreachable", unsent: true, names: ["UND_ERR_ABORTED"], message: /Proxy response \(/ },
    // The AWS SDK's list, `@smithy/core/retry`, without `LimitExceededException`.
    {
      kind: "throttled",
      names: [
        ...["BandwidthLimitExceeded", "EC2ThrottledException", "PriorRequestNotComplete"],
        ...["ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled"],
        ...["RequestThrottledException", "SlowDown", "ThrottledException", "Throttling"],
        ...["ThrottlingException", "TooManyRequestsException", "TransactionInProgressException"],
      ],
      topic: "throttled",
    },
    // A throttle in the AWS SDK's list, and a quota of resources in AWS IoT FleetWise's model: RegisterAccount is not repeated.
    { kind: "throttled", names: ["LimitExceededException"], topic: "quota" },
    { kind: "fatal", names: ["ServiceQuotaExceededException"], topic: "quota" },
    {
      kind: "transient",
      names: [
        ...["InternalFailure", "InternalServerError", "InternalServerException"],
        ...["RequestTimeout", "RequestTimeoutException", "ServiceUnavailable", "ServiceUnavailableException"],
        "TimeoutError",
      ],
    },
    { kind: "not-registered", names: ["ResourceNotFoundException"] },
    { kind: "conflict", names: ["ConflictException"], topic: "conflict" },
    // The request was signed before this machine slept, and sent afterwards. The next request is signed again.
    { kind: "transient", names: ["InvalidSignatureException"], message: /Signature expired/ },
    // The built-in client's own error: earlier keys were valid.
    { kind: "transient", unsent: true, names: ["CredentialsRenewalError"] },
    { ...denied, message: DENIED_BY_POLICY, topic: "denied-by-policy" },
    { ...denied, message: /\bsts:AssumeRoleWithWebIdentity\b/, unsent: true, topic: "web-identity-role" },
    { ...denied, message: /\bsts:AssumeRole\b/, unsent: true, topic: "assume-role" },
    // RegisterAccount needs iam:CreateServiceLinkedRole too, and in the legacy mode others.
    { ...denied, message: /\bto perform:? (iam|sts|timestream):/, topic: "action-denied" },
    { ...denied, topic: "access-denied" },
    ...CREDENTIAL_TOPICS.map(([message, topic]) => ({ ...noCredentials, message, topic })),
    noCredentials,
    { ...missing, names: ["ProfileNotFoundError"], topic: "profile-not-found" },
    { ...missing, names: ["ConfigFileError"], topic: "config-file" },
    { kind: "fatal", names: ["MissingCredentialsError"], unsent: true, topic: "browser-credentials" },
    { kind: "fatal", names: ["ExpiredToken", "ExpiredTokenException"], topic: "expired-credentials" },
    {
      kind: "fatal",
      names: [
        ...["IncompleteSignature", "InvalidClientTokenId", "InvalidSignatureException"],
        ...["MissingAuthenticationTokenException", "SignatureDoesNotMatch", "UnrecognizedClientException"],
      ],
      topic: "signature",
    },
    { kind: "fatal", names: ["RegionMissingError", "ConfigError"], unsent: true, topic: "region" },
    // The AWS SDK's and this library's errors for a missing or invalid region have no name of their own.
    {
      kind: "fatal",
      names: ["Error", "TypeError"],
      message:
        /^Region is missing$|^Region not accepted|"region" with the value|valid hostname component|to be an AWS region such as/,
      unsent: true,
      topic: "region",
    },
    { kind: "fatal", names: ["FipsEndpointError"], unsent: true, topic: "fips" },
    // The AWS SDK's error if the service's endpoint rules have no FIPS, and the host that it calls without such rules.
    { kind: "fatal", names: ["EndpointError"], message: /FIPS/, unsent: true, topic: "fips" },
    { kind: "fatal", names: ["ENOTFOUND"], message: /\biotfleetwise-fips\./, unsent: true, topic: "fips" },
    { kind: "fatal", names: ["ValidationException"], topic: "validation" },
    { kind: "fatal", names: ["MalformedAnswerError"], topic: "malformed-response" },
    { names: ["SyntaxError"], topic: "not-the-service" },
    { kind: "fatal", names: ["RedirectError"], topic: "not-the-service" },
    // The caller canceled the request.
    { kind: "fatal", names: ["AbortError"] },
    { kind: "fatal", names: ["OptInRequired"] },
  ];
}

/**
 * Returns the first row that matches an error. An error of the AWS SDK v2 has its name in `code` too, or only in `code`; an error
 * of an HTTP library has it in its response.
 */
export function serviceError({ name, code, type, message = "" }: ErrorLink): ServiceError | undefined {
  const given = [name, code, type];
  return SERVICE_ERRORS.find(
    (row) =>
      row.names.some((known) => given.includes(known)) &&
      (row.message === undefined || row.message.test(message)),
  );
}
