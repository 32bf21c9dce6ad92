import { CLOSED } from "../text/closed.js";
import { REGIONS_IN_WORDS } from "../text/regions.js";
import type { Outcome } from "./outcome.js";
import { AssumeRoleError } from "./targets/credentials.js";
import { TargetError } from "./targets/target-error.js";

/** The commands that ask a service for something. */
export type Asking = "status" | "wait" | "ensure";

/** What to type or to mend next, in terms of this program. */
export function adviceOf(command: Asking, { state, snapshot, error }: Outcome): string | undefined {
  switch (state) {
    case "not-registered":
      return `Register it with \`fleetwise-registration ensure\`, in the same account and region. ${CLOSED}`;
    case "outdated":
      return command === "ensure"
        ? "Register it once more with --reregister, or leave out --since."
        : "Check --since against the time in RegisterAccount's answer, or leave it out.";
    case "timed-out":
      return "The registration goes on in the background: wait again, or longer with --max-wait-time.";
    case "failed":
      if (command !== "ensure" || error === undefined)
        return "When its cause is mended, register again: `fleetwise-registration ensure`.";
      return snapshot?.timestreamRegistrationResponse
        ? "Keep its Timestream table with --timestream-database and --timestream-table, or give it up with --drop-timestream."
        : "When its cause is mended, run it again.";
    case "unreadable":
      return unreadable(error);
    case "interrupted":
    case "terminated":
      return "A registration that has begun goes on in the background: wait again.";
    default:
      return undefined;
  }
}

const WHERE =
  `Check --region (the service is in ${REGIONS_IN_WORDS}), --endpoint-url, the network, ` +
  "and HTTPS_PROXY and NO_PROXY.";

function unreadable(error: Error | undefined): string {
  if (error instanceof TargetError) return error.advice;
  const links = causes(error);
  const role = links.find((link) => link instanceof AssumeRoleError);
  const known = links.map((link) => mended(link, operationOf(error), role)).find(Boolean);
  return known ?? WHERE;
}

/** What mends an error that the AWS SDK or Node names. */
function mended(error: Error, operation: string, role: AssumeRoleError | undefined): string | undefined {
  const { name, code, $metadata, $response } = error as Named;
  const status = $metadata?.httpStatusCode ?? $response?.statusCode ?? 0;
  switch (name) {
    case "CredentialsProviderError":
    case "TokenProviderError":
      return (
        "Give credentials: `aws configure` or `aws sso login`, a profile with --profile, or AWS_ACCESS_KEY_ID and " +
        "AWS_SECRET_ACCESS_KEY."
      );
    case "ExpiredToken":
    case "ExpiredTokenException":
      return "Log in again, with `aws sso login` where that is how you do.";
    case "AccessDenied":
    case "AccessDeniedException":
      if (role) {
        return `Allow sts:AssumeRole on ${role.roleArn} for these credentials, and name them in the role's trust policy.`;
      }
      return (
        `Allow iotfleetwise:${operation} on resource * for these credentials. Accounts without access to the service ` +
        `see this on every operation: ${CLOSED}`
      );
    case "IncompleteSignature":
    case "InvalidClientTokenId":
    case "InvalidSignatureException":
    case "MissingAuthenticationTokenException":
    case "SignatureDoesNotMatch":
    case "UnrecognizedClientException":
      return "Check the access key, the secret key and the session token, and the clock of this machine.";
  }
  if (typeof code === "string" && /CERT|SIGNATURE|^ERR_TLS/.test(code)) {
    return "Trust the certificate with AWS_CA_BUNDLE, a file of certificates in PEM form.";
  }
  if (status === 407) return "Check the user and the password of the proxy in HTTPS_PROXY.";
  if (status === 429 || /Throttl|TooManyRequests/.test(name)) {
    return "The quota of requests is used up: try again later.";
  }
  if (name !== "SyntaxError" && status >= 500) return "The service has trouble: try again later.";
  return undefined;
}

interface Named extends Error {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}

function operationOf(error: Error | undefined): string {
  const { operation } = Object(error) as { readonly operation?: unknown };
  return typeof operation === "string" ? operation : "GetRegisterAccountStatus";
}

/** An error and its causes; bounded, as a cause may be its own. */
function causes(error: unknown): readonly Error[] {
  const links: Error[] = [];
  for (let link = error; link instanceof Error && links.length < 10; link = link.cause) links.push(link);
  return links;
}
