import { createHash, timingSafeEqual } from "node:crypto";
import { Sha256Js } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import { expectMembers, expectSecret } from "../checks.js";
import { type Authorization, parseAuthorization } from "./authorization.js";
import type { HttpRequest } from "./server.js";
import { ServiceError } from "./service-error.js";

/** The identity that the emulator accepts. An identity of the AWS SDK is accepted here too; its other members are ignored. */
export interface EmulatorCredentials {
  /** Access key ID that requests must contain. */
  readonly accessKeyId: string;
  /** Secret that requests must be signed with. */
  readonly secretAccessKey: string;
  /** Session token that requests must contain; if it is not set, they must not contain one. */
  readonly sessionToken?: string | undefined;
}

const OF_AN_IDENTITY = {
  accessKeyId: true,
  secretAccessKey: true,
  sessionToken: true,
  accountId: true,
  credentialScope: true,
  expiration: true,
  $source: true,
} as const;

export function resolveCredentials(option: EmulatorCredentials): EmulatorCredentials {
  expectMembers("credentials", option, OF_AN_IDENTITY);
  const { accessKeyId, secretAccessKey, sessionToken } = option;
  const given = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  for (const [name, value] of Object.entries(given)) expectSecret(`credentials.${name}`, value);
  return given;
}

const service = "iotfleetwise";
const toleranceMinutes = 5;

/**
 * Checks a request's SigV4 signature (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html)
 * by signing the request again with the AWS SDK's signer.
 *
 * @throws ServiceError with AWS's own message, which contains neither the secret nor a signature.
 */
export async function verifySignature(
  request: HttpRequest,
  credentials: EmulatorCredentials,
  now: number,
): Promise<void> {
  const authorization = parseAuthorization(request.headers["authorization"]);
  const token = request.headers["x-amz-security-token"] ?? "";
  if (
    !same(authorization.accessKeyId, credentials.accessKeyId) ||
    !same(token, credentials.sessionToken ?? "")
  ) {
    throw new ServiceError(
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
    );
  }
  const amzDate = request.headers["x-amz-date"] ?? "";
  checkScope(authorization, amzDate);
  const signingDate = parseDate(amzDate);
  checkAge(signingDate, now);
  if (!same(authorization.signature, await signatureOf(request, authorization, credentials, signingDate))) {
    throw invalid(
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    );
  }
}

const invalid = (message: string) => new ServiceError("InvalidSignatureException", message);

const digest = (text: string | Uint8Array) => createHash("sha256").update(text).digest();

/** Compares texts in constant time. The digests have the same length, which `timingSafeEqual` requires. */
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));

function checkScope(authorization: Authorization, amzDate: string): void {
  if (authorization.service !== service) {
    throw invalid(`Credential should be scoped to correct service: '${service}'.`);
  }
  if (authorization.terminator !== "aws4_request") {
    throw invalid("Credential should be scoped with a valid terminator: 'aws4_request'.");
  }
  if (authorization.date !== amzDate.slice(0, 8)) {
    throw invalid(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${authorization.date}' != '${amzDate.slice(0, 8)}'.`,
    );
  }
}

function parseDate(amzDate: string): Date {
  const [, ...fields] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate) ?? [];
  const [year, month, day, hour, minute, second] = fields;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(date.getTime())) {
    throw new ServiceError(
      "IncompleteSignatureException",
      `Date must be in ISO-8601 'basic format'. Got '${amzDate}'.`,
    );
  }
  return date;
}

function checkAge(signingDate: Date, now: number): void {
  const basic = (time: number) => new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");
  const signed = signingDate.getTime();
  const tolerance = toleranceMinutes * 60_000;
  if (signed < now - tolerance) {
    throw invalid(
      `Signature expired: ${basic(signed)} is now earlier than ${basic(now - tolerance)} (${basic(now)} - ${toleranceMinutes} min.)`,
    );
  }
  if (signed > now + tolerance) {
    throw invalid(
      `Signature not yet current: ${basic(signed)} is still later than ${basic(now + tolerance)} (${basic(now)} + ${toleranceMinutes} min.)`,
    );
  }
}

async function signatureOf(
  request: HttpRequest,
  { region, signedHeaders }: Authorization,
  { accessKeyId, secretAccessKey }: EmulatorCredentials,
  signingDate: Date,
): Promise<string> {
  const came: Record<string, string> = {
    ...request.headers,
    // The signer trusts this header as the body's hash: a changed body with its old hash would be accepted.
    "x-amz-content-sha256": digest(request.body).toString("hex"),
  };
  // Only own members: a client may list `__proto__` or `constructor` as a signed header.
  const headers = Object.fromEntries(
    signedHeaders.map((name) => [name, (Object.hasOwn(came, name) && came[name]) || ""]),
  );
  const signer = new SignatureV4({
    service,
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256Js,
    applyChecksum: false,
  });
  const unsigned = {
    method: request.method,
    protocol: "http:",
    hostname: "127.0.0.1",
    path: request.path,
    headers,
    body: request.body,
  };
  // Signs all headers that the client signed, including any that the SDK itself never signs.
  const signed = await signer.sign(unsigned, { signingDate, signableHeaders: new Set(signedHeaders) });
  return parseAuthorization(signed.headers["authorization"]).signature;
}
