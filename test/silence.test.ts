// A settled wait leaves nothing behind, however it ended. The tests use real sockets.
import { getEventListeners } from "node:events";
import { type Subscription, take } from "rxjs";
import { afterEach, expect, test, vi } from "vitest";
import {
  createFleetWiseClient,
  type RegistrationWaiterOptions,
  waitUntilRegistered,
  watchRegistration,
  watchRegistrationEvents,
} from "../src/index.js";
import { startEmulator, type TimelineName } from "../src/testing/index.js";
import { runTypeScript } from "./support/run.js";
import { closed, hangs, type Scene, scriptedServer } from "./support/scripted-server.js";
import { countTimers } from "./support/timers.js";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const clientOf = ({ endpoint }: { readonly endpoint: string }) =>
  createFleetWiseClient({ endpoint, region: "us-east-1", credentials });

/** Runs a wait with a signal, and counts the timers and listeners left when it settles. */
async function leftBy(
  wait: (abortSignal: AbortSignal) => Promise<unknown>,
  controller = new AbortController(),
) {
  using timers = countTimers();
  const left = (outcome: unknown) => ({
    outcome,
    timers: timers.active(),
    listeners: getEventListeners(controller.signal, "abort").length,
  });
  return await wait(controller.signal).then(
    () => left("resolved"),
    (error) => left(error?.code ?? error),
  );
}

/** The functions that the library waits with. The sockets' own timers stay real. */
const TIMERS = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance", "Date"] as const;
afterEach(() => {
  vi.useRealTimers();
});

const QUICK = { minDelay: 0.02, maxDelay: 0.02 };

test.for<[string, TimelineName, Partial<RegistrationWaiterOptions>, string]>([
  ["success", "registersInstantly", {}, "resolved"],
  ["success after some polls", "registers", QUICK, "resolved"],
  ["failure", "failsBoth", QUICK, "REGISTRATION_FAILED"],
  ["timeout", "neverSettles", { ...QUICK, maxWaitTime: 2 }, "REGISTRATION_TIMEOUT"],
  ["not found", "notRegistered", { ...QUICK, consistencyGrace: 0.1 }, "NOT_REGISTERED"],
])(
  "after %s, a wait leaves no timer, no listener and no further poll",
  async ([, timeline, options, outcome]) => {
    vi.useFakeTimers({ toFake: [...TIMERS], shouldAdvanceTime: true });
    await using emulator = await startEmulator({ timeline, timeScale: 2000 });
    const client = clientOf(emulator);
    const left = await leftBy((abortSignal) => waitUntilRegistered({ client, ...options, abortSignal }));
    expect(left).toEqual({ outcome, timers: 0, listeners: 0 });
    // Requests sent before this one have arrived before it, including a request that the end aborted.
    await client.getRegisterAccountStatus({}).catch(() => {});
    const { length } = emulator.requests;
    await vi.advanceTimersByTimeAsync(3_600_000);
    await client.getRegisterAccountStatus({}).catch(() => {});
    expect(emulator.requests).toHaveLength(length + 1);
  },
);

const throttles: Scene = (response) => {
  response.writeHead(429).end(JSON.stringify({ __type: "ThrottlingException", message: "Rate exceeded" }));
};
const pending: Scene = (response) => {
  response
    .writeHead(200)
    .end(JSON.stringify({ customerAccountId: "1", accountStatus: "REGISTRATION_PENDING" }));
};

test.for<[string, Scene, readonly string[]]>([
  ["during a poll", hangs, []],
  ["during a retry delay", throttles, ["retry"]],
  ["between two polls", pending, ["poll", "transition"]],
])(
  "an abort %s rejects immediately and leaves no timer, listener or request",
  async ([, scene, expectedTypes]) => {
    await using server = await scriptedServer(scene);
    const controller = new AbortController();
    const types: string[] = [];
    const left = await leftBy(async (abortSignal) => {
      const end = new Promise((_, reject) => {
        watchRegistrationEvents({ client: clientOf(server), abortSignal, minDelay: 60 }).subscribe({
          next: ({ type }) => types.push(type),
          error: reject,
        });
      });
      await server.received(1);
      while (types.length < expectedTypes.length) await new Promise((resolve) => setImmediate(resolve));
      controller.abort("stop");
      return end;
    }, controller);
    expect(left).toEqual({ outcome: "stop", timers: 0, listeners: 0 });
    expect(types).toEqual(expectedTypes);
    const [request] = server.requests;
    if (scene === hangs && request) await closed(request);
    expect(server.requests).toHaveLength(1);
  },
);

test("the check counts the timers and the listener of a wait in progress", async () => {
  await using server = await scriptedServer(pending);
  using timers = countTimers();
  const { signal } = new AbortController();
  const wait = await new Promise<Subscription>((resolve) => {
    const subscription = watchRegistration({ client: clientOf(server), abortSignal: signal }).subscribe(() =>
      setImmediate(() => resolve(subscription)),
    );
  });
  expect(timers.active()).toBe(2);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  wait.unsubscribe();
  expect(timers.active()).toBe(0);
});

test("an abort before the call sends no request", async () => {
  await using server = await scriptedServer(hangs);
  const controller = new AbortController();
  controller.abort("early");
  const left = await leftBy(
    (abortSignal) => waitUntilRegistered({ client: clientOf(server), abortSignal }),
    controller,
  );
  expect(left).toEqual({ outcome: "early", timers: 0, listeners: 0 });
  expect(server.requests).toHaveLength(0);
});

test("unsubscribing closes the connection of a poll in flight, and stops further polls", async () => {
  await using server = await scriptedServer(pending, hangs);
  const { signal } = new AbortController();
  using timers = countTimers();
  const config = { client: clientOf(server), abortSignal: signal };
  await new Promise<void>((resolve) => {
    watchRegistration(config).pipe(take(1)).subscribe({ complete: resolve });
  });
  expect(timers.active()).toBe(0);

  const subscription: Subscription = watchRegistration(config).subscribe();
  await server.received(2);
  subscription.unsubscribe();
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
  const [, second] = server.requests;
  if (second) await closed(second);
  // The request handler clears its own timers when the connection closes.
  expect(timers.active()).toBe(0);
  expect(server.requests).toHaveLength(2);
});

test("a thousand waits add only one listener to their shared signal, and remove it", async () => {
  const warnings: string[] = [];
  const onWarning = ({ name }: Error) => warnings.push(name);
  process.on("warning", onWarning);
  const controller = new AbortController();
  const client = async () => ({ customerAccountId: "1", accountStatus: "REGISTRATION_PENDING" });
  const waits = Array.from({ length: 1000 }, () =>
    waitUntilRegistered({ client, abortSignal: controller.signal }).catch((reason) => reason),
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
  controller.abort("all");
  expect(new Set(await Promise.all(waits))).toEqual(new Set(["all"]));
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  process.off("warning", onWarning);
  expect(warnings).toEqual([]);
});

test("a settled wait lets the process exit, a pending one keeps it alive", async () => {
  await using emulator = await startEmulator({ timeline: "registers", timeScale: 600 });
  const { stdout, stderr } = await runTypeScript("test/exits-by-itself.ts", {
    args: [emulator.endpoint],
    timeout: 100_000,
  });
  expect({ stdout, stderr }).toEqual({ stdout: "REGISTRATION_SUCCESS 0\nexits by itself\n", stderr: "" });
});
