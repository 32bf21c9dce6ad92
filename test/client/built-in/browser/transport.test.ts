import type { HttpRequest } from "@smithy/types";
import { afterEach, expect, test, vi } from "vitest";
import { transport } from "../../../../src/client/built-in/browser/transport.js";

afterEach(() => void vi.unstubAllGlobals());

const REQUEST = { protocol: "https:", hostname: "h", path: "/p", method: "POST", headers: { a: "b" } };

/** Sends a request by a `fetch` that returns the response, and returns its arguments and the result. */
async function send(request: object, response: Response, abortSignal?: AbortSignal) {
  const fetch = vi.fn(async (..._args: unknown[]) => response);
  vi.stubGlobal("fetch", fetch);
  const handled = await transport().handle(
    { ...REQUEST, ...request } as HttpRequest,
    abortSignal && { abortSignal },
  );
  return { args: fetch.mock.calls[0], response: handled.response };
}

test.each([
  [{}, "https://h/p"],
  [{ port: 8443 }, "https://h:8443/p"],
  [{ query: {} }, "https://h/p"],
  [{ query: { a: "1", b: ["2", "3"] } }, "https://h/p?a=1&b=2&b=3"],
])("a request with %j is sent to its URL", async (request, url) => {
  expect((await send(request, new Response())).args?.[0]).toBe(url);
});

test("a request has its method, headers, body and signal, and no redirect is followed", async () => {
  const { signal } = new AbortController();
  const { args } = await send({ body: "{}" }, new Response(), signal);
  expect(args?.[1]).toEqual({ method: "POST", headers: { a: "b" }, body: "{}", signal, redirect: "manual" });
});

test("a response has its status, headers and stream", async () => {
  const answer = new Response("text", { status: 418, headers: { "X-A": "b" } });
  const { response } = await send({}, answer);
  expect(response).toMatchObject({ statusCode: 418, headers: { "x-a": "b" } });
  expect(response.body).toBe(answer.body);
});

test("a response without a body has an empty one", async () => {
  const { response } = await send({}, new Response(null, { status: 204 }));
  expect(response.body).toEqual(new Uint8Array());
});

test("options in place of a handler are rejected outside Node", () => {
  expect(() => transport({ requestTimeout: 1 })).toThrow(
    new TypeError(
      "Expected `requestHandler` to be an object with a `handle` method, got options, which are for Node",
    ),
  );
});
