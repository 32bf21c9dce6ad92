import { collectBody, HttpResponse } from "@smithy/core/protocols";
import { streamCollector } from "@smithy/core/serde";
import type { ResponseMetadata, HttpResponse as WireResponse } from "@smithy/types";

/** A response that was received whole, its body parsed and not yet judged. */
export interface Answer {
  /** Of the JSON body; empty where the body is, or where it is no object. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly $metadata: ResponseMetadata & { readonly httpStatusCode: number };
  /** Status and headers, these in lower case. */
  readonly $response: HttpResponse;
}

/**
 * Receives a response.
 *
 * @param attempts How many requests the call has sent by now.
 * @throws IncompleteAnswerError where the body breaks off, SyntaxError where it is not JSON, whatever the status says; both with
 * `$metadata` and `$response`.
 */
export async function receive(response: WireResponse, attempts: number): Promise<Answer> {
  const { statusCode } = response;
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const requestId =
    headers["x-amzn-requestid"] ?? headers["x-amzn-request-id"] ?? headers["x-amz-request-id"];
  const answer = {
    $metadata: { httpStatusCode: statusCode, ...(requestId !== undefined && { requestId }), attempts },
    $response: new HttpResponse({ statusCode, headers }),
  };
  const body = await bytesOf(response.body).catch((cause: unknown) => {
    // The status came, and says something; what else was meant by it went with the body.
    const error = new Error(`The answer broke off (status ${statusCode})`, { cause });
    throw attach(Object.assign(error, { name: "IncompleteAnswerError" }), answer);
  });
  const text = new TextDecoder().decode(body);
  try {
    return { ...answer, members: parse(text) };
  } catch (cause) {
    const error = new SyntaxError(
      `The answer is not JSON (status ${statusCode}, content-type ${headers["content-type"] ?? "not given"}). ` +
        "Check the endpoint, and any proxy on the way.",
      { cause },
    );
    throw attach(hidden(error, "$responseBodyText", text), answer);
  }
}

/** The body whole. A handler of the user's own may have the text at once, which the SDK's collector does not expect. */
async function bytesOf(body: unknown): Promise<Uint8Array> {
  return typeof body === "string" ? new TextEncoder().encode(body) : collectBody(body, { streamCollector });
}

/** Puts the evidence on an error as the AWS SDK does: the response is there, but neither printed nor serialized. */
export function attach<E extends Error>(error: E, { $metadata, $response }: Omit<Answer, "members">): E {
  return Object.assign(hidden(error, "$response", $response), { $metadata });
}

function hidden<E extends Error>(error: E, name: string, value: unknown): E {
  return Object.defineProperty(error, name, { value, enumerable: false });
}

function parse(text: string): Record<string, unknown> {
  // A null member counts as absent, as with the SDK.
  const value: unknown = text === "" ? {} : JSON.parse(text, (_key, member) => member ?? undefined);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
