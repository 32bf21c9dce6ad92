// A wait emits the same events with every kind of client, except that one may see one more retry and poll: five minutes in virtual
// time, over real sockets, with each fault of the emulator but a slow body.
import {
  GetRegisterAccountStatusCommand,
  IoTFleetWise,
  IoTFleetWiseClient,
} from "@aws-sdk/client-iotfleetwise";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { transport as fetchTransport } from "../../src/client/built-in/browser/transport.js";
import {
  createFleetWiseClient,
  getRegistration,
  type StatusSource,
  watchRegistrationEvents,
} from "../../src/index.js";
import { type FaultInput, type FaultPlan, faultKinds, startEmulator } from "../../src/testing/index.js";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

const CLIENTS: Readonly<Record<string, (endpoint: string) => StatusSource>> = {
  "the built-in client": (endpoint) => createFleetWiseClient({ ...config, endpoint }),
  "the built-in client over fetch": (endpoint) =>
    createFleetWiseClient({ ...config, endpoint, requestHandler: fetchTransport() }),
  "the bare client of the SDK": (endpoint) => new IoTFleetWiseClient({ ...config, endpoint }),
  "the aggregated client of the SDK": (endpoint) => new IoTFleetWise({ ...config, endpoint, maxAttempts: 5 }),
  "a function of one's own": (endpoint) => {
    const client = new IoTFleetWiseClient({ ...config, endpoint, maxAttempts: 1 });
    return ({ abortSignal }) => client.send(new GetRegisterAccountStatusCommand({}), { abortSignal });
  },
};
const config = { region: "us-east-1", credentials };

/** The timers and the monotonic clock, but not `Date`, because the responses have the system's dates. */
const TIMERS = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] as const;

beforeAll(async () => {
  // The first request of each client loads modules, which takes real time. Load them before the clock is faked.
  await using emulator = await startEmulator({ timeline: "registersInstantly" });
  for (const makeClient of Object.values(CLIENTS))
    await getRegistration({ client: makeClient(emulator.endpoint) });
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: [...TIMERS] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Returns a client that reports the start and end of each request, whichever method the wait calls. */
function watched(source: StatusSource, began: () => void, ended: () => void): StatusSource {
  const told =
    <A extends readonly unknown[]>(call: (...args: A) => PromiseLike<unknown>) =>
    async (...args: A) => {
      began();
      try {
        return await call(...args);
      } finally {
        ended();
      }
    };
  if (typeof source === "function") return told(source);
  if ("send" in source) return Object.assign(source, { send: told(source.send.bind(source)) });
  return { getRegisterAccountStatus: told(source.getRegisterAccountStatus) };
}

const turn = () => new Promise(setImmediate);

/** Returns a plan that gives every third request the fault; a skewed clock affects every request. */
const planOf = (fault: FaultInput): FaultPlan =>
  fault === "skewedClock"
    ? { probability: 1, faults: [fault] }
    : Array.from({ length: 300 }, (_, n) => (n % 3 === 2 ? fault : "none"));

/** Returns the events of a wait of five minutes, and its number of retries. */
async function story(fault: FaultInput, makeClient: (endpoint: string) => StatusSource) {
  await using emulator = await startEmulator({
    timeline: "neverSettles",
    credentials,
    faults: planOf(fault),
  });
  let [onTheirWay, arrived] = [0, 0];
  const client = watched(
    makeClient(emulator.endpoint),
    () => {
      onTheirWay += 1;
      arrived = emulator.requests.length;
    },
    () => {
      onTheirWay -= 1;
    },
  );
  const hangs = fault === "hang" || (typeof fault === "object" && "by" in fault && fault.by === "hang");
  const isHanging = () =>
    hangs && emulator.requests.length > arrived && emulator.requests.at(-1)?.fault !== undefined;
  const told: string[] = [];
  let retries = 0;
  const wait = { client, minDelay: 60, maxDelay: 60, maxWaitTime: 300 };
  const ended = new Promise<string>((resolve) => {
    watchRegistrationEvents({ ...wait, random: () => 0.5 }).subscribe({
      next: (event) => {
        if (event.type === "retry") retries += 1;
        else if (event.type === "poll") told.push("poll");
        else told.push(`${event.resource} ${event.to}`);
      },
      error: (error) => resolve(error.code ?? String(error)),
      complete: () => resolve("registered"),
    });
  });
  let end: string | undefined;
  void ended.then((code) => {
    end = code;
  });
  while (end === undefined) {
    // The virtual clock stands still until every request has been answered or is known to hang, and the events are emitted.
    const since = Date.now();
    do {
      await turn();
      if (Date.now() - since > 20_000) throw new Error("A call waits for a timer of its own");
    } while (onTheirWay > 0 && !isHanging());
    for (let n = 0; n < 5; n++) await turn();
    if (end === undefined) await vi.advanceTimersToNextTimerAsync();
  }
  return { end, told, retries };
}

const FAULTS: readonly FaultInput[] = [
  // A slow body takes real time, so it cannot run in virtual time.
  ...faultKinds.filter((kind) => kind !== "drip"),
  { kind: "shortBody", of: "throttled" },
  { kind: "shortBody", of: "accessDenied" },
  { kind: "cutBody", of: "unavailable" },
  { kind: "cutBody", of: "accessDenied" },
  { kind: "lostAnswer", by: "hang" },
];

describe.each(FAULTS.map((fault) => ({ fault, name: JSON.stringify(fault) })))("$name", ({ fault }) => {
  test("a fault causes the same events with every client, within one retry", async () => {
    const stories = new Map<string, Awaited<ReturnType<typeof story>>>();
    for (const [name, makeClient] of Object.entries(CLIENTS))
      stories.set(name, await story(fault, makeClient));
    const [first] = stories.values();
    for (const [name, { end, told, retries }] of stories) {
      expect([name, end]).toEqual([name, first?.end]);
      expect(Math.abs(retries - (first?.retries ?? 0)), name).toBeLessThanOrEqual(1);
      expect(Math.abs(told.length - (first?.told.length ?? 0)), name).toBeLessThanOrEqual(1);
      expect(told.filter((what) => what !== "poll")).toEqual(first?.told.filter((what) => what !== "poll"));
    }
  });
});
