import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { createFleetWiseClient, type FleetWiseClient } from "../../../src/client/fleetwise-client.js";
import { waitUntilRegistered } from "../../../src/wait.js";
import { type SubjectName, sourceOf, subjects } from "./subjects.js";

/** Microseconds of this process's CPU a poll, all threads: 10,000 waiters of 10 polls. */
export async function cpuPerPoll(subject: SubjectName): Promise<number> {
  const [waiters, polls] = [10_000, 10];
  return cpuOf(async () => {
    await Promise.all(Array.from({ length: waiters }, () => subjects[subject](sourceOf(polls), 0.1)));
  }, waiters * polls);
}

/** Bytes of heap for a wait between two polls: 10,000 of them. */
export async function heapPerWaiter(subject: SubjectName): Promise<number> {
  const waiters = 10_000;
  // What is compiled and cached at first is nobody's.
  await subjects[subject](sourceOf(2), 0.001);
  const before = await heap();
  const waits = Array.from({ length: waiters }, () =>
    subjects[subject](sourceOf(Number.POSITIVE_INFINITY), 600),
  );
  return ((await heap()) - before) / waits.length;
}

/** Bytes of heap that one more poll leaves behind, over 10,000 of one wait. */
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

/** Microseconds for each of so many waits that one signal ends. */
export async function settling(waiters: number): Promise<number> {
  const controller = new AbortController();
  const waits = idle(waiters, controller.signal);
  await heap();
  return cpuOf(async () => {
    controller.abort(new Error("Enough"));
    await waits;
  }, waiters);
}

/** Timers, listeners and calls that are left by waits that were answered, and by waits that were aborted. */
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

/** Microseconds of this process's CPU a poll over HTTP: by a wait, or by a bare loop of the same client. */
export async function cpuOverHttp(how: "wait" | "loop", endpoint: string): Promise<number> {
  const client = createFleetWiseClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  });
  const [warm, polls] = [1500, 1000];
  const run = how === "wait" ? pollByWaiting : pollInLoop;
  await run(client, warm);
  return cpuOf(() => run(client, polls), polls);
}

async function pollByWaiting(client: FleetWiseClient, polls: number): Promise<void> {
  const controller = new AbortController();
  let asked = 0;
  const counted = {
    getRegisterAccountStatus: (...args: Parameters<FleetWiseClient["getRegisterAccountStatus"]>) => {
      asked += 1;
      if (asked > polls) controller.abort();
      return client.getRegisterAccountStatus(...args);
    },
  };
  const { signal: abortSignal } = controller;
  await waitUntilRegistered({ client: counted, abortSignal, minDelay: 0.001, maxDelay: 0.001 }).catch(
    () => {},
  );
}

async function pollInLoop(client: FleetWiseClient, polls: number): Promise<void> {
  for (let asked = 0; asked < polls; asked++) {
    // A signal for each call, as everybody has who can be stopped.
    await client.getRegisterAccountStatus({}, { abortSignal: new AbortController().signal });
    await sleep(1);
  }
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
  // What has been answered is settled by then.
  await sleep(100);
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
