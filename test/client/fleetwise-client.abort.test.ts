import { getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transport as fetchTransport } from "../../src/client/built-in/browser/transport.js";
import { createFleetWiseClient } from "../../src/client/fleetwise-client.js";
import type { RequestHandler } from "../../src/client/http/handler.js";
import { answers, closed, drips, hangs, type Received, scriptedServer } from "../support/scripted-server.js";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const OPTIONS = { region: "us-east-1", endpoint: "http://127.0.0.1:9", credentials: KEYS };
const REASON = { why: "not even an Error" };

const warnings: Error[] = [];
const keep = (warning: Error) => warnings.push(warning);
beforeEach(() => void process.on("warning", keep));
afterEach(() => {
  process.off("warning", keep);
  expect(warnings).toEqual([]);
});

describe.each([
  ["Node's transport", () => undefined],
  ["fetch", () => fetchTransport()],
  ["a handler of one's own", () => new NodeHttpHandler()],
])("an abort, over %s", (_name, makeHandler) => {
  test.each([
    ["before the response", hangs],
    ["while the answer drips", drips],
  ])("an abort %s rejects with the signal's reason and closes the connection", async (_when, scene) => {
    await using server = await scriptedServer(scene);
    const controller = new AbortController();
    const client = createFleetWiseClient({
      ...OPTIONS,
      endpoint: server.endpoint,
      requestHandler: makeHandler(),
    });
    const call = client.getRegisterAccountStatus({}, { abortSignal: controller.signal });
    await server.received(1);
    controller.abort(REASON);
    await expect(call).rejects.toBe(REASON);
    await closed(server.requests[0] as Received);
    expect(listeners(controller.signal)).toBe(0);
  });

  test("an abort does not affect other calls of the same client", async () => {
    await using server = await scriptedServer(hangs, answers(200, {}));
    const controller = new AbortController();
    const client = createFleetWiseClient({
      ...OPTIONS,
      endpoint: server.endpoint,
      requestHandler: makeHandler(),
    });
    const call = client.getRegisterAccountStatus({}, { abortSignal: controller.signal });
    await server.received(1);
    const other = client.registerAccount({});
    controller.abort(REASON);
    await expect(call).rejects.toBe(REASON);
    expect(await other).toHaveProperty("$metadata.httpStatusCode", 200);
  });
});

// https://github.com/nodejs/undici/issues/4068
test.each([
  ["before the response", hangs],
  ["while the answer drips", drips],
])("with fetch, an abort %s reaches the socket also after a garbage collection", async (_when, scene) => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  await using server = await scriptedServer(scene);
  const controller = new AbortController();
  const requestHandler = fetchTransport();
  const client = createFleetWiseClient({ ...OPTIONS, endpoint: server.endpoint, requestHandler });
  const call = client.getRegisterAccountStatus({}, { abortSignal: controller.signal });
  await server.received(1);
  for (let turn = 0; turn < 5; turn++) {
    await new Promise(setImmediate);
    collectGarbage();
  }
  controller.abort(REASON);
  await expect(call).rejects.toBe(REASON);
  await closed(server.requests[0] as Received);
});

test("a call whose signal is already aborted rejects before anything is looked up or sent", async () => {
  let asked = 0;
  const credentials = async () => {
    asked++;
    return KEYS;
  };
  await using server = await scriptedServer(answers(200, {}));
  const client = createFleetWiseClient({ ...OPTIONS, endpoint: server.endpoint, credentials });
  const options = { abortSignal: AbortSignal.abort(REASON) };
  await expect(client.getRegisterAccountStatus({}, options)).rejects.toBe(REASON);
  await expect(client.registerAccount({}, options)).rejects.toBe(REASON);
  expect({ asked, sent: server.requests.length }).toEqual({ asked: 0, sent: 0 });
});

test("a call whose signal is not an AbortSignal rejects before anything is looked up or sent", async () => {
  await using server = await scriptedServer(answers(200, {}));
  const client = createFleetWiseClient({ ...OPTIONS, endpoint: server.endpoint });
  const options = { abortSignal: new AbortController() as never };
  const error = new TypeError("Expected `abortSignal` to be an AbortSignal, got an object");
  await expect(client.registerAccount({}, options)).rejects.toEqual(error);
  await expect(client.getRegisterAccountStatus({}, options)).rejects.toEqual(error);
  await expect(client.registerAccount()).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  expect(server.requests).toHaveLength(1);
});

test("an abort does not wait for a credentials provider, and its late result sends nothing", async () => {
  const provider = deferred<typeof KEYS>();
  const asked = deferred<void>();
  const sent: unknown[] = [];
  const controller = new AbortController();
  const client = createFleetWiseClient({
    ...OPTIONS,
    credentials: () => {
      asked.resolve();
      return provider.promise;
    },
    requestHandler: { handle: async (request) => sent.push(request) as never },
  });
  const call = client.getRegisterAccountStatus({}, { abortSignal: controller.signal });
  await asked.promise;
  controller.abort(REASON);
  await expect(call).rejects.toBe(REASON);
  provider.resolve(KEYS);
  await new Promise(setImmediate);
  expect(sent).toEqual([]);
});

test("an abort does not wait for a handler that ignores its signal, and its late failure is dropped", async () => {
  const late = deferred<never>();
  const asked = deferred<AbortSignal>();
  const controller = new AbortController();
  const client = createFleetWiseClient({
    ...OPTIONS,
    requestHandler: {
      handle: (_request, options) => {
        asked.resolve(options?.abortSignal as AbortSignal);
        return late.promise;
      },
    },
  });
  const call = client.getRegisterAccountStatus({}, { abortSignal: controller.signal });
  const given = await asked.promise;
  expect(given).not.toBe(controller.signal);
  controller.abort(REASON);
  await expect(call).rejects.toBe(REASON);
  expect(given.aborted).toBe(true);
  late.reject(new Error("late"));
  await new Promise(setImmediate);
});

test("settled calls leave no listener on the signal, and never abort the handler's signal", async () => {
  const signals: AbortSignal[] = [];
  const handle: RequestHandler["handle"] = async (_request, options) => {
    signals.push(options?.abortSignal as AbortSignal);
    const statusCode = signals.length % 2 === 0 ? 200 : 500;
    return { response: { statusCode, headers: {}, body: new Uint8Array() } };
  };
  const { signal } = new AbortController();
  const client = createFleetWiseClient({ ...OPTIONS, requestHandler: { handle } });
  const calls = Array.from({ length: 100 }, () =>
    client.getRegisterAccountStatus({}, { abortSignal: signal }),
  );
  expect(listeners(signal)).toBe(1);
  await Promise.allSettled(calls);
  expect(listeners(signal)).toBe(0);
  expect(signals.filter(({ aborted }) => aborted)).toEqual([]);
});

test("many requests in flight share a signal without a warning from Node", async () => {
  await using server = await scriptedServer(hangs);
  const controller = new AbortController();
  const client = createFleetWiseClient({ ...OPTIONS, endpoint: server.endpoint });
  const calls = Array.from({ length: 30 }, () =>
    client.getRegisterAccountStatus({}, { abortSignal: controller.signal }),
  );
  await server.received(30);
  controller.abort(REASON);
  expect(await Promise.allSettled(calls)).toEqual(calls.map(() => ({ status: "rejected", reason: REASON })));
  await Promise.all(server.requests.map(closed));
  expect(listeners(controller.signal)).toBe(0);
});

test("consecutive calls leave no timer", async () => {
  await using server = await scriptedServer(answers(200, {}));
  const { signal } = new AbortController();
  const client = createFleetWiseClient({ ...OPTIONS, endpoint: server.endpoint });
  await client.getRegisterAccountStatus({}, { abortSignal: signal });
  const before = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  for (let n = 0; n < 20; n++) await client.getRegisterAccountStatus({}, { abortSignal: signal });
  const after = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  expect(after).toBeLessThanOrEqual(before + 1);
  expect(listeners(signal)).toBe(0);
});

function listeners(signal: AbortSignal): number {
  return getEventListeners(signal, "abort").length;
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((...settle) => ([resolve, reject] = settle));
  return { promise, resolve, reject };
}
