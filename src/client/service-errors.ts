import { CLOSED } from "../text/closed.js";
import { REGIONS_IN_WORDS } from "../text/regions.js";
import type { Said } from "./said.js";

/** What a failed call of the source means for the wait. */
export type FailureKind =
  /** The request quota is used up: tried again until the deadline, and no sooner than a read would be. */
  | "throttled"
  /** The service answered that it could not, or did not answer in time: tried again until the deadline. */
  | "transient"
  /** The request did not reach the service, or its answer did not arrive: tried again once the service has answered. */
  | "unreachable"
  /** The service answered that it knows no registration. */
  | "not-registered"
  /** Trying again does not mend it. */
  | "fatal";

/** Errors that mean the same, and what to do about them. */
export interface ServiceError {
  readonly names: readonly string[];
  /** Left out where the name alone does not tell, as of what no JSON can be read from. */
  readonly kind?: FailureKind;
  /** The request was not sent. */
  readonly unsent?: boolean;
  /** Only where the message says so: the AWS SDK has one name for many reasons. */
  readonly says?: RegExp;
  /** The last sentence of the message of an error that ends the wait. */
  readonly advice?: (operation: string) => string;
}

const SET_REGION = `Set a region (AWS_REGION, a profile or the client's \`region\`): the service is in ${REGIONS_IN_WORDS}.`;

/** Of an answer that a proxy, a captive portal or a wrong endpoint gave. */
export const NOT_THE_SERVICE = "The answer was not AWS IoT FleetWise's: check the endpoint and any proxy";

const NO_CREDENTIALS = ["CredentialsProviderError", "TokenProviderError", "CredentialsError"];
const SIGNATURE =
  "Check the access key, the secret key and the session token, and the clock of this machine.";

/**
 * Every error that is known by its name, the service's, the AWS SDK's and this library's own: what it means, and what to do
 * about it. The first row that fits counts.
 */
const SERVICE_ERRORS: readonly ServiceError[] = [
  // The AWS SDK's list, `@smithy/core/retry`.
  {
    kind: "throttled",
    names: [
      ...["BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException"],
      ...["PriorRequestNotComplete", "ProvisionedThroughputExceededException", "RequestLimitExceeded"],
      ...["RequestThrottled", "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling"],
      ...["ThrottlingException", "TooManyRequestsException", "TransactionInProgressException"],
    ],
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
  // Signed before this machine slept, and sent after. The next request is signed anew.
  { kind: "transient", names: ["InvalidSignatureException"], says: /Signature expired/ },
  // There were keys until now; the built-in client says so.
  { kind: "transient", unsent: true, names: ["CredentialsRenewalError"] },
  {
    kind: "fatal",
    names: ["AccessDeniedException", "AccessDenied"],
    advice: (operation) =>
      `Allow the action iotfleetwise:${operation} (on resource *) for these credentials. Accounts without access to ` +
      `the service see this on every operation: ${CLOSED}`,
  },
  {
    kind: "fatal",
    names: NO_CREDENTIALS,
    says: /\bMFA\b|multi-?factor/i,
    advice: () =>
      "Give the client a provider that asks for the code, `fromNodeProviderChain({ mfaCodeProvider })` of " +
      "@aws-sdk/credential-providers, or the temporary keys of `aws sts get-session-token`.",
  },
  {
    kind: "fatal",
    names: NO_CREDENTIALS,
    says: /aws sso login/,
    advice: () => "Log in again with `aws sso login`, for the same profile.",
  },
  {
    kind: "fatal",
    names: NO_CREDENTIALS,
    says: /aws login/,
    advice: () => "Log in again with `aws login`, for the same profile.",
  },
  {
    kind: "fatal",
    names: NO_CREDENTIALS,
    advice: () => "Give credentials: in the environment, in a profile, by a role, or to the client.",
  },
  {
    kind: "fatal",
    names: ["MissingCredentialsError"],
    advice: () => "A browser has no credential chain.",
  },
  {
    kind: "fatal",
    names: ["ExpiredToken", "ExpiredTokenException"],
    advice: () => "Renew the credentials: log in again, or give the client a provider that does.",
  },
  {
    kind: "fatal",
    names: [
      ...["IncompleteSignature", "InvalidClientTokenId", "InvalidSignatureException"],
      ...["MissingAuthenticationTokenException", "SignatureDoesNotMatch", "UnrecognizedClientException"],
    ],
    advice: () => SIGNATURE,
  },
  { kind: "fatal", names: ["RegionMissingError", "ConfigError"], advice: () => SET_REGION },
  // The AWS SDK's own has no name.
  { kind: "fatal", names: ["Error"], says: /^Region is missing$/, advice: () => SET_REGION },
  {
    kind: "fatal",
    names: ["FipsEndpointError"],
    advice: () =>
      "Unset AWS_USE_FIPS_ENDPOINT and the profile's `use_fips_endpoint`, or pass `useFipsEndpoint: false`.",
  },
  {
    kind: "fatal",
    names: ["ValidationException"],
    advice: () => "Check that the client's endpoint is AWS IoT FleetWise's.",
  },
  {
    kind: "fatal",
    names: ["MalformedAnswerError"],
    advice: () => `${NOT_THE_SERVICE}, or your own function.`,
  },
  { names: ["SyntaxError"], advice: () => `${NOT_THE_SERVICE}.` },
  // Whoever made the request has called it off.
  { kind: "fatal", names: ["AbortError"] },
  { kind: "fatal", names: ["ConflictException", "OptInRequired"] },
];

/** The first row that fits an error; the AWS SDK v2 has the name in `code` as well, and others have it only there. */
export function serviceError({ name, code, message = "" }: Said): ServiceError | undefined {
  return SERVICE_ERRORS.find(
    ({ names, says }) =>
      [name, code].some((said) => said !== undefined && names.includes(said)) &&
      (says === undefined || says.test(message)),
  );
}
