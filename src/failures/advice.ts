import type { RegistrationOperation } from "../registration/operation.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { REGIONS_IN_WORDS } from "../text/regions.js";

/** Causes of a failed request for which there is advice. */
export type RequestTopic =
  | "access-denied"
  | "action-denied"
  | "denied-by-policy"
  | "assume-role"
  | "web-identity-role"
  | "mfa"
  | "sso-login"
  | "aws-login"
  | "credential-process"
  | "web-identity-token"
  | "profile-settings"
  | "profile-not-found"
  | "config-file"
  | "no-credentials"
  | "browser-credentials"
  | "expired-credentials"
  | "expired-environment"
  | "signature"
  | "region"
  | "fips"
  | "validation"
  | "malformed-response"
  | "not-the-service"
  | "certificate"
  | "proxy-credentials"
  | "unreachable"
  | "throttled"
  | "quota"
  | "service-fault"
  | "conflict";

/** Ends of a wait for which there is advice. */
export type EndTopic =
  | "register-again"
  | "register-again-with-timestream"
  | "keep-timestream"
  | "reregister-if-different"
  | "resources-not-taken"
  | "register-first"
  | "check-since"
  | "continues"
  | "wait-longer"
  | "look-again"
  | "try-again";

/** Every topic of advice. The set is closed, so that a program can word each topic. */
export type AdviceTopic = RequestTopic | EndTopic;

/** The facts that advice may name. */
export interface AdviceContext {
  /** The operation that failed, by AWS's name. */
  readonly operation: RegistrationOperation;
  /** The latest response that showed a registration. */
  readonly snapshot?: RegistrationSnapshot | undefined;
}

/** Sentence for "not registered" and "access denied": the likely reason for both. */
export const CLOSED = "AWS IoT FleetWise has been closed to new customers since 30 April 2026.";

const THROTTLED =
  "The account's request quota was used up: all operations of AWS IoT FleetWise share it. Try again later.";
const NOT_THE_SERVICE = "The response was not AWS IoT FleetWise's: check the endpoint and any proxy";

/** The library's advice on each topic, in whole sentences, for the end of a message. A function if it names facts or constants. */
const ADVICE: Readonly<Record<AdviceTopic, string | ((context: AdviceContext) => string)>> = {
  "access-denied": ({ operation }) =>
    `Allow the action iotfleetwise:${operation} (on resource *) for these credentials. An account without access to ` +
    `the service gets this error from every operation: ${CLOSED}`,
  "action-denied": "Allow the action that the message names.",
  "denied-by-policy":
    "Ask the administrator of the policy, for example the organization's: no permission of these credentials overrides it.",
  "assume-role":
    "Allow sts:AssumeRole on that role for the identity that assumes it, and name that identity in the role's trust policy.",
  "web-identity-role":
    "Check the trust policy of the role: it must allow sts:AssumeRoleWithWebIdentity for the provider, the audience and the subject of the token.",
  mfa: "Put temporary keys into the environment: `aws configure export-credentials --format env`, for the same profile, asks for the code and prints them. Then pass no profile, because it would override the environment. Or use a profile without `mfa_serial`.",
  "sso-login": "Log in again with `aws sso login`, for the same profile.",
  "aws-login": "Log in again with `aws login`, for the same profile.",
  "credential-process": "Run that command to see its output.",
  "web-identity-token":
    "Check that AWS_WEB_IDENTITY_TOKEN_FILE, or the profile's `web_identity_token_file`, names a file that is readable here.",
  "profile-settings": "Correct that profile in the AWS config or credentials file.",
  "profile-not-found":
    "Check the profile's name, also in AWS_PROFILE and AWS_DEFAULT_PROFILE: `aws configure list-profiles` prints all.",
  "config-file": "Correct the file, or name another in AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE.",
  "no-credentials": "Give credentials: in the environment, in a profile, by a role, or to the client.",
  "browser-credentials": "A browser has no credential chain: pass `credentials` to the client.",
  "expired-credentials": "Renew the credentials: log in again, or pass a provider that renews them.",
  "expired-environment":
    "Renew AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and AWS_CREDENTIAL_EXPIRATION, or unset all four.",
  signature: "Check the access key, the secret key, the session token and the clock of this machine.",
  region: () =>
    `Set a region (AWS_REGION, a profile or the client's \`region\`): the service is in ${REGIONS_IN_WORDS}.`,
  fips: "Unset AWS_USE_FIPS_ENDPOINT and the profile's `use_fips_endpoint`, or pass `useFipsEndpoint: false`.",
  validation: ({ operation }) =>
    operation === "RegisterAccount"
      ? "Check that `registration` is valid input of RegisterAccount."
      : "Check that the client's endpoint is AWS IoT FleetWise's.",
  "malformed-response": () => `${NOT_THE_SERVICE}, or your own function.`,
  "not-the-service": () => `${NOT_THE_SERVICE}.`,
  certificate:
    "Check the clock of this machine, and any proxy that decrypts TLS: add its certificate authority to NODE_EXTRA_CA_CERTS.",
  "proxy-credentials": "Check the user and the password of the proxy.",
  unreachable: () =>
    `The service is in ${REGIONS_IN_WORDS}: check the region, the endpoint, the network and any proxy.`,
  throttled: THROTTLED,
  quota: ({ operation }) =>
    operation === "RegisterAccount"
      ? "Raise the quota that the message names, in Service Quotas or through AWS Support, then register again."
      : THROTTLED,
  "service-fault": "The service reported a fault of its own. Try again later.",
  conflict:
    "Another operation conflicts with RegisterAccount. End it first: for example, delete the campaign that the message names.",
  "register-again": "Fix the cause, then call RegisterAccount, or `ensureRegistered()`, again.",
  "register-again-with-timestream": ({ snapshot }) =>
    `Fix the cause, then call \`ensureRegistered()\`. ${keepTimestream(snapshot)}`,
  "keep-timestream": ({ snapshot }) =>
    "The account was not registered again, because RegisterAccount without `timestreamResources` removes the Timestream metadata that " +
    `AWS IoT FleetWise has stored. ${keepTimestream(snapshot)}`,
  "reregister-if-different":
    'The account was left alone. To register it again with the requested resources, pass `reregister: "if-different"`.',
  "resources-not-taken":
    "RegisterAccount was called with the requested resources. AWS IoT FleetWise accepts Timestream resources only in its legacy mode: remove them, or ask AWS Support why the account has other resources.",
  "register-first": () =>
    `Call RegisterAccount, or \`ensureRegistered()\`, first: in the same account and region. ${CLOSED}`,
  "check-since": "Compare `since` with the time in RegisterAccount's response, or omit `since`.",
  continues: "The registration continues in the background: wait again, or longer with `maxWaitTime`.",
  "wait-longer": "Wait again, or longer with `maxWaitTime`.",
  "look-again": "A registration may be in progress: check the status again later, before you register again.",
  "try-again": "Try again later, or wait longer with `maxWaitTime`.",
};

function keepTimestream(snapshot: RegistrationSnapshot | undefined): string {
  const { timestreamDatabaseName, timestreamTableName } = snapshot?.timestreamRegistrationResponse ?? {};
  const registration = { timestreamResources: { timestreamDatabaseName, timestreamTableName } };
  // The service need not name them, and an empty name is not valid input.
  const kept =
    timestreamDatabaseName && timestreamTableName
      ? `\`registration: ${JSON.stringify(registration)}\``
      : "its names as `registration.timestreamResources`";
  return `To keep the Timestream metadata, pass ${kept}; to give it up, pass \`registration: {}\`.`;
}

/** Returns the library's advice on a topic, in whole sentences. */
export function adviceFor(topic: AdviceTopic, context: AdviceContext): string {
  const advice = ADVICE[topic];
  return typeof advice === "string" ? advice : advice(context);
}
