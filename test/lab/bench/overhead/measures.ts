import { getEventListeners } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createFleetWiseClient, type FleetWiseClient } from "../../../../src/client/fleetwise-client.js";
import { waitUntilRegistered } from "../../../../src/wait.js";
import { median } from "../processes.js";
import { type SubjectName, sourceOf, subjects } from "./subjects.js";

/** Returns microseconds of this process's CPU per poll, on all threads: 10,000 waits of 10 polls. */
export async function cpuPerPoll(subject: SubjectName): Promise<number> {
  const [waiters, polls] = [10_000, 10];
  return cpuOf(async () => {
    await Promise.all(Array.from({ length: waiters }, () => subjects[subject](sourceOf(polls), 0.1)));
  }, waiters * polls);
}

/** Returns bytes of heap per wait between two polls, over 10,000 waits. */
export async function heapPerWaiter(subject: SubjectName): Promise<number> {
  const waiters = 10_000;
  // Warms up, so that compiled code and caches do not count.
  await subjects[subject](sourceOf(2), 0.001);
  const before = await heap();
  const waits = Array.from({ length: waiters }, () =>
    subjects[subject](sourceOf(Number.POSITIVE_INFINITY), 600),
  );
  return ((await heap()) - before) / waits.length;
}

/** Returns bytes of heap that each poll leaves behind, over 10,000 polls of one wait. */
export async function growthPerPoll(): Promise<number> {
  const [warm, polls] = [1000, 10_000];
  let asked = 0;
  let [atFirst, atLast] = [0, 0];
  const client = async () => {
    asked += 1;
    if (asked === warm) atFirst = await heap();
    if (asked === warm + polls) atLast = await heap();
    const accountStatus = asked < warm + polls ? "REGISTRATION_PENDING" : "REGISTRATION_SUCCESS";
    return { customerAccountId: "123456789012", accountStatus };
  };
  await waitUntilRegistered({ client, minDelay: 0.001, maxDelay: 0.001 });
  return (atLast - atFirst) / polls;
}

/** Returns microseconds of CPU per wait when one signal aborts this number of waits. */
export async function settling(waiters: number): Promise<number> {
  const controller = new AbortController();
  const waits = idle(waiters, controller.signal);
  await heap();
  return cpuOf(async () => {
    controller.abort(new Error("Enough"));
    await waits;
  }, waiters);
}

/** Returns the number of timers and abort listeners that remain after 1,000 waits have resolved and 1,000 were aborted. */
export async function leftBehind(): Promise<number> {
  const { signal } = new AbortController();
  const client = () => sourceOf(1)();
  await Promise.all(Array.from({ length: 1000 }, () => waitUntilRegistered({ client, abortSignal: signal })));
  const controller = new AbortController();
  const waits = idle(1000, controller.signal);
  await sleep(50);
  controller.abort(new Error("Enough"));
  await waits;
  const timers = process.getActiveResourcesInfo().filter((name) => name === "Timeout");
  const listeners = [signal, controller.signal].flatMap((each) => getEventListeners(each, "abort"));
  return timers.length + listeners.length;
}

/** Microseconds of CPU per poll over HTTP, by a wait and by a bare loop of the same client, and their ratio. */
export interface OverHttp {
  readonly wait: number;
  readonly loop: number;
  /** Median of the ratios of the pairs. */
  readonly ratio: number;
}

/**
 * Compares a wait with a bare loop of the same client, in pairs of alternating runs in one warm process, so that compiled code and
 * the machine's load affect both alike. Measures the main thread separately, because V8 compiles and collects garbage on other
 * threads.
 */
export async function cpuOverHttp(
  endpoint: string,
): Promise<{ readonly main: OverHttp; readonly whole: OverHttp }> {
  const client = createFleetWiseClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  });
  const [warm, polls, pairs] = [3000, 100, 150];
  const ways = { wait: pollByWaiting, loop: pollInLoop };
  for (const poll of Object.values(ways)) await poll(client, warm);
  const taken: Record<string, Cpu>[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const order = pair % 2 === 0 ? (["wait", "loop"] as const) : (["loop", "wait"] as const);
    const runs: (typeof taken)[number] = {};
    for (const way of order) runs[way] = await ways[way](client, polls);
    taken.push(runs);
  }
  const summary = (what: "main" | "whole"): OverHttp => {
    const of = (way: string) => taken.map((runs) => runs[way]?.[what] ?? Number.NaN);
    const ratios = of("wait").map((wait, index) => wait / (of("loop")[index] ?? Number.NaN));
    return { wait: median(of("wait")), loop: median(of("loop")), ratio: median(ratios) };
  };
  return { main: summary("main"), whole: summary("whole") };
}

/** Returns the CPU time of the main thread. Node 20 has no `threadCpuUsage()`, so there it needs Linux. */
function mainThreadMicroseconds(): number {
  if ("threadCpuUsage" in process) {
    const { user, system } = (process.threadCpuUsage as typeof process.cpuUsage)();
    return user + system;
  }
  const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ");
  return Number(nanoseconds) / 1000;
}

/** Microseconds of CPU per poll. */
interface Cpu {
  readonly main: number;
  readonly whole: number;
}

async function pollByWaiting(client: FleetWiseClient, polls: number): Promise<Cpu> {
  const controller = new AbortController();
  const { metered, taken } = meter(client, polls, () => controller.abort());
  const { signal: abortSignal } = controller;
  await waitUntilRegistered({ client: metered, abortSignal, minDelay: 0.001, maxDelay: 0.001 }).catch(
    () => {},
  );
  return taken();
}

async function pollInLoop(client: FleetWiseClient, polls: number): Promise<Cpu> {
  let over = false;
  const { metered, taken } = meter(client, polls, () => {
    over = true;
  });
  while (!over) {
    // Any loop that can be aborted needs a signal per request, so its cost counts.
    await metered.getRegisterAccountStatus({}, { abortSignal: new AbortController().signal });
    await sleep(1);
  }
  return taken();
}

/** Returns a client that measures the CPU from its second request until `polls` requests later, then calls `end`. */
function meter(client: FleetWiseClient, polls: number, end: () => void) {
  let asked = 0;
  let [whole, main] = [process.cpuUsage(), 0];
  const metered = {
    getRegisterAccountStatus: (...args: Parameters<FleetWiseClient["getRegisterAccountStatus"]>) => {
      asked += 1;
      if (asked === 2) [whole, main] = [process.cpuUsage(), mainThreadMicroseconds()];
      if (asked === polls + 2) {
        [whole, main] = [process.cpuUsage(whole), mainThreadMicroseconds() - main];
        end();
      }
      return client.getRegisterAccountStatus(...args);
    },
  };
  const taken = (): Cpu => ({ main: main / polls, whole: (whole.user + whole.system) / polls });
  return { metered, taken };
}

async function idle(waiters: number, abortSignal: AbortSignal): Promise<void> {
  const client = sourceOf(Number.POSITIVE_INFINITY);
  const wait = () =>
    waitUntilRegistered({ client, abortSignal, minDelay: 600, maxDelay: 600 }).catch(() => {});
  await Promise.all(Array.from({ length: waiters }, wait));
}

async function cpuOf(work: () => Promise<void>, times: number): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

async function heap(): Promise<number> {
  // Lets pending responses settle first.
  await sleep(100);
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
