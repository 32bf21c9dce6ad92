import { ServiceError } from "./service-error.js";

/** The unverified content of a SigV4 `Authorization` header. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/**
 * Parses the header.
 *
 * @throws ServiceError, as AWS returns it, if the header is missing or incomplete.
 */
export function parseAuthorization(header: string | undefined): Authorization {
  if (header === undefined || header === "") {
    throw new ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token");
  }
  const parameter = (name: string) => new RegExp(`^AWS4-HMAC-SHA256 .*\\b${name}=([^, ]+)`).exec(header)?.[1];
  const [credential, signedHeaders, signature] = ["Credential", "SignedHeaders", "Signature"].map(parameter);
  const [accessKeyId, date, region, scopedService, terminator] = credential?.split("/") ?? [];
  if (accessKeyId === undefined || signedHeaders === undefined || signature === undefined) {
    throw new ServiceError(
      "IncompleteSignatureException",
      "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders' parameters.",
    );
  }
  return {
    accessKeyId,
    date: date ?? "",
    region: region ?? "",
    service: scopedService ?? "",
    terminator: terminator ?? "",
    signedHeaders: signedHeaders.toLowerCase().split(";"),
    signature,
  };
}
