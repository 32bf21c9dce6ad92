// Settled means silent: after the end of a wait, however it ends, nothing of it is left. Over real sockets.
import { spawn } from "node:child_process";
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
import { closed, hangs, type Scene, scriptedServer } from "./support/scripted-server.js";
import { countTimers } from "./support/timers.js";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const clientOf = ({ endpoint }: { readonly endpoint: string }) =>
  createFleetWiseClient({ endpoint, region: "us-east-1", credentials });

/** Runs a wait with a signal, and counts what it leaves behind at the moment that it settles. */
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

/** By which the library waits. The sockets' own are real. */
const TIMERS = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance", "Date"] as const;
afterEach(() => {
  vi.useRealTimers();
});

const QUICK = { minDelay: 0.02, maxDelay: 0.02 };

test.for<[string, TimelineName, Partial<RegistrationWaiterOptions>, string]>([
  ["success", "registersInstantly", {}, "resolved"],
  ["success after some reads", "registers", QUICK, "resolved"],
  ["failure", "failsBoth", QUICK, "REGISTRATION_FAILED"],
  ["timeout", "neverSettles", { ...QUICK, maxWaitTime: 0.2 }, "REGISTRATION_TIMEOUT"],
  ["not found", "notRegistered", { ...QUICK, consistencyGrace: 0.1 }, "NOT_REGISTERED"],
])("after %s: no timer, no listener, no further read", async ([, timeline, options, outcome]) => {
  vi.useFakeTimers({ toFake: [...TIMERS], shouldAdvanceTime: true });
  await using emulator = await startEmulator({ timeline, timeScale: 2000 });
  const client = clientOf(emulator);
  const left = await leftBy((abortSignal) => waitUntilRegistered({ client, ...options, abortSignal }));
  expect(left).toEqual({ outcome, timers: 0, listeners: 0 });
  // What was sent before this has arrived with it, also a request that was cut off at the end.
  await client.getRegisterAccountStatus({}).catch(() => {});
  const { length } = emulator.requests;
  await vi.advanceTimersByTimeAsync(3_600_000);
  await client.getRegisterAccountStatus({}).catch(() => {});
  expect(emulator.requests).toHaveLength(length + 1);
});

const throttles: Scene = (response) => {
  response.writeHead(429).end(JSON.stringify({ __type: "ThrottlingException", message: "Rate exceeded" }));
};
const pending: Scene = (response) => {
  response
    .writeHead(200)
    .end(JSON.stringify({ customerAccountId: "1", accountStatus: "REGISTRATION_PENDING" }));
};

test.for<[string, Scene, readonly string[]]>([
  ["in a read", hangs, []],
  ["in a retry's pause", throttles, ["retry"]],
  ["between two reads", pending, ["poll", "transition"]],
])(
  "after an abort %s: its reason at once, no timer, no listener, no open request",
  async ([, scene, told]) => {
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
      while (types.length < told.length) await new Promise((resolve) => setImmediate(resolve));
      controller.abort("stop");
      return end;
    }, controller);
    expect(left).toEqual({ outcome: "stop", timers: 0, listeners: 0 });
    expect(types).toEqual(told);
    const [request] = server.requests;
    if (scene === hangs && request) await closed(request);
    expect(server.requests).toHaveLength(1);
  },
);

test("the count is not blind: while a wait goes on, it has its timers and its listener", async () => {
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

test("after an abort before the call: no request at all", async () => {
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

test("after unsubscribing: in a read its connection is closed, between two reads no other follows", async () => {
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
  // The AWS SDK's handler clears its own once it has noticed the abort.
  expect(timers.active()).toBe(0);
  expect(server.requests).toHaveLength(2);
});

test("a thousand waits share one signal: one listener, no warning of Node's, and none left", async () => {
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

test("a settled wait does not keep the process alive, a waiting one does", async () => {
  await using emulator = await startEmulator({ timeline: "registers", timeScale: 600 });
  const script = `
    import { createFleetWiseClient, waitUntilRegistered } from "./src/index.ts";
    const client = createFleetWiseClient({ endpoint: "${emulator.endpoint}", region: "us-east-1", credentials: ${JSON.stringify(credentials)} });
    const { accountStatus } = await waitUntilRegistered({ client, minDelay: 0.05, maxDelay: 0.05 });
    console.log(accountStatus, process.getActiveResourcesInfo().filter((name) => name === "Timeout").length);
    process.on("exit", () => console.log("exits by itself"));
  `;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const output = (await child.stdout.toArray()).join("");
  expect(output).toBe("REGISTRATION_SUCCESS 0\nexits by itself\n");
});
