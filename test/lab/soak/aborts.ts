// 10,000 waits over real connections, each aborted at a random moment: while connecting, during a hanging poll, during a retry
// delay, or between two polls. Nothing may be left behind.
import { getEventListeners } from "node:events";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { createFleetWiseClient, watchRegistrationEvents } from "../../../src/index.js";
import { seeded } from "../../support/seeded.js";
import { countTimers } from "../../support/timers.js";
import { credentials, emulatorApart } from "./emulator-apart.js";
import { figure } from "./figure.js";

const WAITS = 10_000;
const AT_ONCE = 100;
/** Latest time of an abort, in milliseconds. */
const LATEST_MS = 150;

await using emulator = await emulatorApart({
  timeline: "neverSettles",
  faults: { probability: 0.5, seed: 1, faults: ["hang", "drip", "throttled", "internalError", "reset"] },
});
const { endpoint } = emulator;
const client = createFleetWiseClient({ endpoint, region: "us-east-1", credentials });
const dice = seeded(1);
const signals: AbortSignal[] = [];
const abortedAfter = { nothing: 0, poll: 0, retry: 0, transition: 0 };
let settled = 0;

/** Records the signals that the source receives. */
const source = {
  getRegisterAccountStatus(input: Record<never, never>, options: { abortSignal?: AbortSignal } = {}) {
    if (options.abortSignal) signals.push(options.abortSignal);
    return client.getRegisterAccountStatus(input, options);
  },
};

async function abortedWait(): Promise<void> {
  const controller = new AbortController();
  signals.push(controller.signal);
  let last: keyof typeof abortedAfter = "nothing";
  const config = { client: source, abortSignal: controller.signal, minDelay: 0.01, maxDelay: 0.02 };
  const end = new Promise((resolve) => {
    watchRegistrationEvents(config).subscribe({ next: ({ type }) => (last = type), error: resolve });
  });
  await sleep(dice() * LATEST_MS);
  abortedAfter[last] += 1;
  const reason = Symbol("enough");
  controller.abort(reason);
  if ((await end) === reason) settled += 1;
}

using timers = countTimers();
for (let done = 0; done < WAITS; done += AT_ONCE) {
  await Promise.all(Array.from({ length: AT_ONCE }, abortedWait));
}
// Sockets close in the next turn of the event loop after an abort.
const sockets = () => process.getActiveResourcesInfo().filter((name) => /^TCP/.test(name)).length;
const until = performance.now() + 10_000;
while (timers.active() + sockets() > 0 && performance.now() < until) await setImmediate();

figure("waits that rejected with the signal's reason", settled, { is: WAITS });
for (const [event, count] of Object.entries(abortedAfter)) {
  figure(`aborted after the event ${event}`, count, { atLeast: 10 });
}
figure("checked signals", signals.length, { atLeast: 2 * WAITS });
figure("listeners left", signals.flatMap((signal) => getEventListeners(signal, "abort")).length, { is: 0 });
figure("timers left", timers.active(), { is: 0 });
figure("sockets left", sockets(), { is: 0 });
