import { collectBody, HttpResponse } from "@smithy/core/protocols";
import { concatBytes, streamCollector } from "@smithy/core/serde";
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
  const ofWhat = `(status ${statusCode}, content-type ${headers["content-type"] ?? "not given"})`;
  const foreign = (problem: string, options?: ErrorOptions) =>
    attach(
      new SyntaxError(`${problem} ${ofWhat}. Check the endpoint, and any proxy on the way.`, options),
      answer,
    );
  const body = await bytesOf(response.body).catch((cause: unknown) => {
    // The status came, and has a meaning; the rest of the meaning went with the body.
    const error = new Error(`The answer broke off (status ${statusCode})`, { cause });
    throw attach(Object.assign(error, { name: "IncompleteAnswerError" }), answer);
  });
  if (body === undefined) throw foreign("The answer is longer than 1 MiB");
  const text = new TextDecoder().decode(body);
  try {
    return { ...answer, members: parse(text) };
  } catch (cause) {
    throw hidden(foreign("The answer is not JSON", { cause }), "$responseBodyText", text);
  }
}

/** The longest body that is read. The service's responses have some 2 kB, and one without an end would take all memory. */
const LONGEST = 2 ** 20;

/** The body whole, or `undefined` if it is too long to be the service's: the rest of it is not received. */
async function bytesOf(body: unknown): Promise<Uint8Array | undefined> {
  // A handler of the user's own may have the text at once, which the SDK's collector does not expect.
  if (typeof body === "string") return new TextEncoder().encode(body);
  const stream = piecesOf(body);
  if (stream === undefined) return collectBody(body, { streamCollector });
  const pieces: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop closes the connection.
  for await (const piece of stream) {
    pieces.push(piece);
    length += piece.length;
    if (length > LONGEST) return undefined;
  }
  return concatBytes(pieces, length);
}

/** The pieces of a stream, of Node or of the web; `undefined` if the body is none. */
function piecesOf(body: unknown): AsyncIterable<Uint8Array> | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  if (body instanceof ReadableStream) return read(body);
  return Symbol.asyncIterator in body ? (body as AsyncIterable<Uint8Array>) : undefined;
}

/** Not all browsers can iterate over a stream. */
async function* read(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
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
