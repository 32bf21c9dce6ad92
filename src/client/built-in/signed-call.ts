import type { AwsCredentialIdentity } from "@smithy/types";
import { unsent } from "../../failures/chain.js";
import type { RequestHandler } from "../http/handler.js";
import { signedRequest } from "../http/signed-request.js";
import { type Answer, receive } from "./answer.js";
import type { Credentials } from "./credentials.js";
import { serviceError } from "./service-error.js";
import type { Settings } from "./settings.js";
import { VERSION } from "./version.js";

/** Errors for expired or revoked keys. */
const INVALID_KEYS: readonly string[] = [
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
];

/**
 * Errors for a wrong clock. The first usually means denied access, so the `Date` header decides.
 *
 * @see `CLOCK_SKEW_ERROR_CODES` of https://github.com/smithy-lang/smithy-typescript. The package exports only a deprecated
 * function that checks it, `isClockSkewError`.
 */
const CLOCK_SKEW: readonly string[] = [
  "AccessDeniedException",
  "AuthFailure",
  "InvalidSignatureException",
  "RequestExpired",
  "RequestInTheFuture",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
];

/** The service accepts a signature for 5 minutes. */
const TOLERATED_SKEW_MS = 300_000;

/** Signs and sends a request. Resolves to a successful response, rejects with the service's error. */
export type SignedCall = (operation: string, input: object, signal: AbortSignal) => Promise<Answer>;

/**
 * Returns a function that sends requests. It repeats a request after two kinds of rejection, once per call for each kind: for a
 * wrong clock, with the `Date` of the response, and for keys that are no longer valid, with new keys from the provider. Other
 * retries are the caller's.
 */
export function signedCall(
  settings: (signal?: AbortSignal) => Promise<Settings>,
  credentials: Credentials,
  requestHandler: () => Promise<RequestHandler>,
  now: () => number = Date.now,
): SignedCall {
  /** Milliseconds that the service's clock is ahead of the local one. */
  let clockOffset = 0;

  return async (operation, input, signal) => {
    const target = await prepared(settings(signal));
    let identity = await prepared(credentials.current(now() + clockOffset, signal));
    const handler = await requestHandler();
    let clockCorrected = false;
    let keysRenewed = false;
    for (let attempts = 1; ; attempts++) {
      const offset = clockOffset;
      const request = await signed(operation, input, target, identity, new Date(now() + offset));
      signal.throwIfAborted();
      const { response } = await handler.handle(request, { abortSignal: signal });
      const answer = await receive(response, attempts);
      const { httpStatusCode } = answer.$metadata;
      if (httpStatusCode >= 200 && httpStatusCode < 300) return answer;

      const error = serviceError(answer);
      const ahead = Date.parse(String(answer.$response.headers["date"])) - now();
      if (
        !clockCorrected &&
        CLOCK_SKEW.includes(error.name) &&
        Math.abs(ahead - offset) >= TOLERATED_SKEW_MS
      ) {
        clockCorrected = true;
        clockOffset = ahead;
        continue;
      }
      const other =
        keysRenewed || !INVALID_KEYS.includes(error.name)
          ? undefined
          : await prepared(credentials.renewed(identity, now() + clockOffset, signal));
      if (other === undefined) throw error;
      keysRenewed = true;
      identity = other;
    }
  };
}

/** Rejects with a marked error, because a user's function may throw any error. */
async function prepared<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw unsent(error);
  });
}

function signed(
  operation: string,
  input: object,
  { region, endpoint }: Settings,
  identity: AwsCredentialIdentity,
  signingDate: Date,
) {
  const { path = "/" } = endpoint;
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `IoTAutobahnControlPlane.${operation}`,
    "user-agent": `fleetwise-registration/${VERSION}`,
  };
  const signing = { service: "iotfleetwise", region, credentials: identity };
  return signedRequest(
    { ...endpoint, path: path.endsWith("/") ? path : `${path}/` },
    headers,
    JSON.stringify(input),
    signing,
    signingDate,
  );
}
