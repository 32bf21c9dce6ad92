import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { receive } from "../../../src/client/built-in/answer.js";

const received = (body: unknown, headers: Record<string, string> = {}) =>
  receive({ statusCode: 200, headers, body }, 3);

const TEXT = '{"a":"é"}';
const bytes = () => new TextEncoder().encode(TEXT);

/** Returns a web stream of the pieces, and whether it was canceled. */
function webStream(...pieces: readonly Uint8Array[]) {
  const state = { canceled: false };
  const left = [...pieces];
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = left.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
    cancel() {
      state.canceled = true;
    },
  });
  return { stream, state };
}

describe("the body", () => {
  // Cut within a character.
  const pieces = () => [bytes().subarray(0, 7), bytes().subarray(7)];
  test.each([
    ["text", () => TEXT],
    ["bytes", bytes],
    ["a Blob", () => new Blob([TEXT])],
    ["a Node stream", () => Readable.from(pieces())],
    ["a web stream", () => webStream(...pieces()).stream],
    ["a Node stream of text", () => Readable.from(pieces()).setEncoding("utf8")],
  ])("a body may be %s", async (_kind, body) => {
    expect((await received(body())).members).toEqual({ a: "é" });
  });

  test.each([undefined, null, ""])("a response whose body is %j has no members", async (body) => {
    expect((await received(body)).members).toEqual({});
  });

  test.each(['"text"', "4", "null", "[1]"])(
    "a body that is not an object has no members: %s",
    async (body) => {
      expect((await received(body)).members).toEqual({});
    },
  );

  test.each([
    ["a Node stream", (...pieces: Uint8Array[]) => Readable.from(pieces)],
    ["a web stream", (...pieces: Uint8Array[]) => webStream(...pieces).stream],
  ])("%s may have 1 MiB, and no byte more", async (_kind, streamOf) => {
    const longest = bytes().length;
    const blanks = new Uint8Array(2 ** 20 - longest).fill(32);
    expect((await received(streamOf(bytes(), blanks))).members).toEqual({ a: "é" });
    await expect(received(streamOf(bytes(), blanks, new Uint8Array(1)))).rejects.toMatchObject({
      name: "SyntaxError",
      message: "The response is longer than 1 MiB (status 200, content-type not given)",
    });
  });

  test("a stream that is too long is canceled", async () => {
    const { stream, state } = webStream(new Uint8Array(2 ** 20 + 1), new Uint8Array(1));
    await expect(received(stream)).rejects.toThrow("longer than 1 MiB");
    expect(state.canceled).toBe(true);
  });

  test("a stream that breaks off rejects with its cause, the status and the number of requests", async () => {
    const cause = new Error("reset");
    const body = Readable.from(
      (async function* () {
        yield bytes();
        throw cause;
      })(),
    );
    await expect(received(body)).rejects.toMatchObject({
      name: "IncompleteAnswerError",
      message: "The response broke off (status 200)",
      cause,
      $metadata: { httpStatusCode: 200, attempts: 3 },
    });
  });

  test("text that is not JSON rejects with the text, which no log shows", async () => {
    const error = await received("<html>secret</html>", { "Content-Type": "text/html" }).catch(
      (error) => error,
    );
    expect(error).toMatchObject({
      name: "SyntaxError",
      message: "The response is not JSON (status 200, content-type text/html)",
      cause: { name: "SyntaxError" },
      $responseBodyText: "<html>secret</html>",
      $response: { statusCode: 200 },
    });
    expect(Object.keys(error)).toEqual(["$metadata"]);
  });
});

test("a null member counts as absent, at any depth", async () => {
  const { members } = await received('{"a":null,"b":{"c":null,"d":0}}');
  expect(members).toStrictEqual({ b: { d: 0 } });
});

test.each(["X-Amzn-RequestId", "x-amzn-request-id", "x-amz-request-id"])(
  "the id of the request is taken from %s",
  async (name) => {
    expect((await received("{}", { [name]: "r-1" })).$metadata).toStrictEqual({
      httpStatusCode: 200,
      requestId: "r-1",
      attempts: 3,
    });
    expect((await received("{}")).$metadata).toStrictEqual({ httpStatusCode: 200, attempts: 3 });
  },
);
