import { ServiceError } from "./service-error.js";

/** What an `Authorization` header of SigV4 says, none of it checked yet. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Reads the header; throws the error that AWS answers where it is missing or incomplete. */
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
