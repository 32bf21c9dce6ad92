import type { HttpRequest } from "@smithy/types";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RequestHandler } from "../../../src/client/http/handler.js";
import { limitedHandler } from "../../../src/client/http/limited-handler.js";

const REQUEST = { hostname: "sts.test" } as HttpRequest;
const RESPONSE = { response: { statusCode: 200, headers: {} } };

/** Rejects when its signal aborts, as a handler of the SDK does. */
const hanging: RequestHandler["handle"] = (_request, options) =>
  new Promise((_resolve, reject) => {
    const signal = options?.abortSignal as AbortSignal;
    signal.addEventListener("abort", () => reject(signal.reason));
  });

describe("in virtual time", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  test.each([
    [undefined, 5000, "5 s"],
    [1500, 1500, "1.5 s"],
  ])("a request with a limit of %s ms is aborted after %d ms", async (limitMs, ms, shown) => {
    const settled = vi.fn((error: unknown) => error);
    const failure = limitedHandler({ handle: hanging }, limitMs).handle(REQUEST).catch(settled);
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await failure).toMatchObject({
      name: "TimeoutError",
      message: `sts.test did not respond within ${shown}`,
      cause: { name: "AbortError" },
    });
  });

  test("the limit includes the body, which arrives after the response", async () => {
    const signals: AbortSignal[] = [];
    const handle: RequestHandler["handle"] = async (_request, options) => {
      signals.push(options?.abortSignal as AbortSignal);
      return RESPONSE;
    };
    expect(await limitedHandler({ handle }).handle(REQUEST)).toBe(RESPONSE);
    vi.advanceTimersByTime(4999);
    expect(signals[0]?.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(signals[0]?.aborted).toBe(true);
  });

  test("a request that fails by itself rejects with its own error, and leaves no timer", async () => {
    const error = new Error("refused");
    const handle = () => Promise.reject(error);
    await expect(limitedHandler({ handle }).handle(REQUEST)).rejects.toBe(error);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("the timer does not keep a process alive", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  await limitedHandler({ handle: async () => RESPONSE }).handle(REQUEST);
  expect(timers()).toBeLessThanOrEqual(before);
});

test("a timer may be a number, as in a browser", async () => {
  vi.stubGlobal("setTimeout", () => 1);
  try {
    expect(await limitedHandler({ handle: async () => RESPONSE }).handle(REQUEST)).toBe(RESPONSE);
  } finally {
    vi.unstubAllGlobals();
  }
});

test("other options are passed on, and the signal of the caller is replaced", async () => {
  const handle = vi.fn(async () => RESPONSE);
  const { signal } = new AbortController();
  await limitedHandler({ handle }, 1).handle(REQUEST, { requestTimeout: 7, abortSignal: signal });
  expect(handle).toHaveBeenCalledWith(REQUEST, { requestTimeout: 7, abortSignal: expect.any(AbortSignal) });
  expect(handle).not.toHaveBeenCalledWith(REQUEST, expect.objectContaining({ abortSignal: signal }));
});

test("the metadata are those of the handler, or HTTP/1.1", () => {
  const handle = async () => RESPONSE;
  expect(limitedHandler({ handle }).metadata).toEqual({ handlerProtocol: "http/1.1" });
  expect(limitedHandler({ handle, metadata: "own" }).metadata).toBe("own");
});
