import { HttpResponse } from "@smithy/core/protocols";
import { concatBytes } from "@smithy/core/serde";
import type { ResponseMetadata, HttpResponse as WireResponse } from "@smithy/types";

/** A response that was received completely, with its body parsed but not yet validated. */
export interface Answer {
  /** Members of the JSON body; none if the body is empty or not an object. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly $metadata: ResponseMetadata & { readonly httpStatusCode: number };
  /** Status, and headers with lower-case names. */
  readonly $response: HttpResponse;
}

/**
 * Receives a response.
 *
 * @param attempts - Number of requests that the call has sent.
 * @throws IncompleteAnswerError if the body ends early, SyntaxError if it is not JSON or too long, whatever the status. Both have
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
    attach(new SyntaxError(`${problem} ${ofWhat}`, options), answer);
  const body = await bytesOf(response.body).catch((cause: unknown) => {
    // The status was received, and classifies the error. The service's name for the error was lost with the body.
    const error = new Error(`The response broke off (status ${statusCode})`, { cause });
    throw attach(Object.assign(error, { name: "IncompleteAnswerError" }), answer);
  });
  if (body === undefined) throw foreign("The response is longer than 1 MiB");
  const text = new TextDecoder().decode(body);
  try {
    return { ...answer, members: parse(text) };
  } catch (cause) {
    throw hidden(foreign("The response is not JSON", { cause }), "$responseBodyText", text);
  }
}

/** Maximum length of a body in bytes. The service's responses have about 2 kB; an endless one would use up the memory. */
const LONGEST = 2 ** 20;

/** Returns the whole body, or `undefined` if it is too long to be the service's; the rest is then not received. */
async function bytesOf(body: unknown): Promise<Uint8Array | undefined> {
  const stream = piecesOf(body);
  // A user's handler may return text, bytes, a Blob or nothing.
  if (stream === undefined) return new Uint8Array(await new Response(body as BodyInit).arrayBuffer());
  const pieces: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop closes the connection.
  for await (const given of stream) {
    const piece = typeof given === "string" ? new TextEncoder().encode(given) : given;
    pieces.push(piece);
    length += piece.length;
    if (length > LONGEST) return undefined;
  }
  return concatBytes(pieces, length);
}

/** Returns the chunks of a Node or web stream, text or bytes; `undefined` if the body is not a stream. */
function piecesOf(body: unknown): AsyncIterable<Uint8Array | string> | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  if ("getReader" in body) return read(body as ReadableStream<Uint8Array>);
  return Symbol.asyncIterator in body ? (body as AsyncIterable<Uint8Array | string>) : undefined;
}

/** Iterates over a web stream, because not all browsers can iterate over one themselves. */
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

/** Attaches the response to an error as the AWS SDK does, so that it is neither printed nor serialized. */
export function attach<E extends Error>(error: E, { $metadata, $response }: Omit<Answer, "members">): E {
  return Object.assign(hidden(error, "$response", $response), { $metadata });
}

function hidden<E extends Error>(error: E, name: string, value: unknown): E {
  return Object.defineProperty(error, name, { value, enumerable: false });
}

function parse(text: string): Record<string, unknown> {
  // A null member counts as absent, as with the SDK.
  const value: unknown = text === "" ? {} : JSON.parse(text, (_key, member) => member ?? undefined);
  return typeof value === "object" && !Array.isArray(value) ? { ...value } : {};
}
