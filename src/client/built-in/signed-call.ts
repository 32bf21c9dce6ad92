import { Sha256 } from "@aws-crypto/sha256-js";
import { HttpRequest } from "@smithy/core/protocols";
import { SignatureV4 } from "@smithy/signature-v4";
import type { AwsCredentialIdentity } from "@smithy/types";
import { type Answer, receive } from "./answer.js";
import type { Credentials } from "./credentials.js";
import type { RequestHandler } from "./handler.js";
import { serviceError } from "./service-error.js";
import type { Settings } from "./settings.js";
import { VERSION } from "./version.js";

/** What keys are answered with that have expired, or that somebody has taken back. */
const UNKNOWN_KEYS: readonly string[] = [
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
];

/**
 * What a wrong clock may be answered with. The first mostly means what it says: the `Date` decides.
 *
 * @see https://github.com/smithy-lang/smithy-typescript `CLOCK_SKEW_ERROR_CODES`, whose test is deprecated for use outside
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

/** Calls an operation: signs, sends, receives. Resolves to a good answer, rejects with the service's error. */
export type SignedCall = (operation: string, input: object, signal: AbortSignal) => Promise<Answer>;

/**
 * Two refusals are mended, each once in a call, and the call is sent again: a clock that is off, by the `Date` of the answer,
 * and keys that are not known any more, by asking the provider for others. Everything else is the caller's to try again.
 */
export function signedCall(
  settings: (signal?: AbortSignal) => Promise<Settings>,
  credentials: Credentials,
  requestHandler: () => Promise<RequestHandler>,
  now: () => number = Date.now,
): SignedCall {
  /** What the service's clock shows more than this machine's. */
  let clockOffset = 0;

  return async (operation, input, signal) => {
    const target = await settings(signal);
    let identity = await credentials.current(now() + clockOffset, signal);
    const handler = await requestHandler();
    let clockMended = false;
    let keysMended = false;
    for (let attempts = 1; ; attempts++) {
      const offset = clockOffset;
      const request = await signed(operation, input, target, identity, new Date(now() + offset));
      signal.throwIfAborted();
      const { response } = await handler.handle(request, { abortSignal: signal });
      const answer = await receive(response, attempts);
      const { httpStatusCode } = answer.$metadata;
      if (httpStatusCode >= 200 && httpStatusCode < 300) return answer;

      const error = serviceError(answer);
      const ahead = Date.parse(answer.$response.headers["date"] ?? "") - now();
      if (!clockMended && CLOCK_SKEW.includes(error.name) && Math.abs(ahead - offset) >= TOLERATED_SKEW_MS) {
        clockMended = true;
        clockOffset = ahead;
        continue;
      }
      const other =
        keysMended || !UNKNOWN_KEYS.includes(error.name)
          ? undefined
          : await credentials.renewed(identity, now() + clockOffset, signal);
      if (other === undefined) throw error;
      keysMended = true;
      identity = other;
    }
  };
}

function signed(
  operation: string,
  input: object,
  { region, endpoint }: Settings,
  identity: AwsCredentialIdentity,
  signingDate: Date,
) {
  const { hostname, port, path } = endpoint;
  const request = new HttpRequest({
    ...endpoint,
    method: "POST",
    path: path.endsWith("/") ? path : `${path}/`,
    headers: {
      host: port === undefined ? hostname : `${hostname}:${port}`,
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `IoTAutobahnControlPlane.${operation}`,
      "user-agent": `fleetwise-registration/${VERSION}`,
    },
    body: JSON.stringify(input),
  });
  const signer = new SignatureV4({ service: "iotfleetwise", region, credentials: identity, sha256: Sha256 });
  return signer.sign(request, { signingDate });
}
