import type { AdviceTopic } from "./advice.js";
import type { ErrorLink } from "./chain.js";

/** The meaning of a failed request. */
export type FailureKind =
  /** The request quota is used up. Retried until the deadline, never sooner than the cadence would poll. */
  | "throttled"
  /** The service reported a fault of its own, or did not respond in time. Retried until the deadline. */
  | "transient"
  /** The request did not reach the service, or its response did not arrive. Retried once the service has responded before. */
  | "unreachable"
  /** The service knows no registration. */
  | "not-registered"
  /** The service refused RegisterAccount because of another operation, which need not be a registration. */
  | "conflict"
  /** A retry would fail too. */
  | "fatal";

/** Errors with one meaning. */
export interface ServiceError {
  readonly names: readonly string[];
  /** Absent if the name alone does not decide, as of a body that is not JSON. */
  readonly kind?: FailureKind;
  /** The request was not sent. */
  readonly unsent?: boolean;
  /** Transient if the service has responded before: whatever was missing was there until now. */
  readonly recovers?: boolean;
  /** Restricts the row to messages that match: the AWS SDK has one name for many reasons. */
  readonly message?: RegExp;
  readonly topic?: AdviceTopic;
}

const RECOVERS = { unsent: true, recovers: true } as const;
const NO_CREDENTIALS = ["CredentialsProviderError", "TokenProviderError", "CredentialsError"];

/** Every error that is known by its name: the service's, the AWS SDK's and this library's own. The first row that fits counts. */
const SERVICE_ERRORS: readonly ServiceError[] = [
  // undici's error for a proxy that did not open a tunnel, under the name of an abort. Nobody has aborted anything.
  { kind: "unreachable", unsent: true, names: ["UND_ERR_ABORTED"], message: /^Proxy response \(/ },
  // The AWS SDK's list, `@smithy/core/retry`.
  {
    kind: "throttled",
    names: [
      ...["BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException"],
      ...["PriorRequestNotComplete", "ProvisionedThroughputExceededException", "RequestLimitExceeded"],
      ...["RequestThrottled", "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling"],
      ...["ThrottlingException", "TooManyRequestsException", "TransactionInProgressException"],
    ],
    topic: "throttled",
  },
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
  // Signed before this machine slept, and sent after. The next request is signed again.
  { kind: "transient", names: ["InvalidSignatureException"], message: /Signature expired/ },
  // There were valid keys before: the built-in client's own error.
  { kind: "transient", unsent: true, names: ["CredentialsRenewalError"] },
  { kind: "fatal", names: ["AccessDeniedException", "AccessDenied"], topic: "access-denied" },
  { kind: "fatal", names: NO_CREDENTIALS, message: /\bMFA\b|multi-?factor/i, ...RECOVERS, topic: "mfa" },
  { kind: "fatal", names: NO_CREDENTIALS, message: /aws sso login/, ...RECOVERS, topic: "sso-login" },
  { kind: "fatal", names: NO_CREDENTIALS, message: /aws login/, ...RECOVERS, topic: "aws-login" },
  { kind: "fatal", names: NO_CREDENTIALS, ...RECOVERS, topic: "no-credentials" },
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
  // The AWS SDK's own error has no name.
  {
    kind: "fatal",
    names: ["Error"],
    message: /^Region is missing$|^Region not accepted|"region" with the value|valid hostname component/,
    unsent: true,
    topic: "region",
  },
  { kind: "fatal", names: ["FipsEndpointError"], unsent: true, topic: "fips" },
  // The AWS SDK's own, of a service whose rules know no FIPS, and of the host that it calls otherwise.
  { kind: "fatal", names: ["EndpointError"], message: /FIPS/, unsent: true, topic: "fips" },
  { kind: "fatal", names: ["ENOTFOUND"], message: /\biotfleetwise-fips\./, unsent: true, topic: "fips" },
  { kind: "fatal", names: ["ValidationException"], topic: "validation" },
  { kind: "fatal", names: ["MalformedAnswerError"], topic: "malformed-response" },
  { names: ["SyntaxError"], topic: "not-the-service" },
  // The caller has canceled the request.
  { kind: "fatal", names: ["AbortError"] },
  { kind: "fatal", names: ["OptInRequired"] },
];

/**
 * Returns the first row that fits an error. The AWS SDK v2 has the name in `code` too, and other clients only there; the errors of
 * HTTP libraries have it in the response that they carry.
 */
export function serviceError({ name, code, type, message = "" }: ErrorLink): ServiceError | undefined {
  return SERVICE_ERRORS.find(
    (row) =>
      [name, code, type].some((given) => given !== undefined && row.names.includes(given)) &&
      (row.message === undefined || row.message.test(message)),
  );
}
