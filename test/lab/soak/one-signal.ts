// One signal for 20,000 waits, half of which have unsubscribed when it aborts: one listener, no warning by Node, and the others
// reject.
import { getEventListeners } from "node:events";
import { setImmediate } from "node:timers/promises";
import { firstValueFrom, take } from "rxjs";
import { waitUntilRegistered, watchRegistration } from "../../../src/index.js";
import { answer } from "../../support/answers.js";
import { countTimers } from "../../support/timers.js";
import { figure } from "./figure.js";

const WAITS = 20_000;

let warnings = 0;
process.on("warning", () => {
  warnings += 1;
});
using timers = countTimers();
const controller = new AbortController();
const config = { client: async () => answer("PP"), abortSignal: controller.signal };
const listeners = () => getEventListeners(controller.signal, "abort").length;

const left = Array.from({ length: WAITS / 2 }, () => firstValueFrom(watchRegistration(config).pipe(take(1))));
const aborted = Array.from({ length: WAITS / 2 }, () =>
  waitUntilRegistered(config).catch((reason) => reason),
);
figure("listeners during the waits", listeners(), { is: 1 });
await Promise.all(left);
figure("listeners after half have unsubscribed", listeners(), { is: 1 });
figure("timers then: a deadline and a delay each", timers.active(), { is: WAITS });

controller.abort("enough");
const reasons = await Promise.all(aborted);
await setImmediate();
figure(
  "waits that rejected with the signal's reason",
  reasons.filter((reason) => reason === "enough").length,
  {
    is: WAITS / 2,
  },
);
figure("listeners left", listeners(), { is: 0 });
figure("timers left", timers.active(), { is: 0 });
figure("warnings", warnings, { is: 0 });

const { signal: silent } = new AbortController();
const waits = Array.from({ length: WAITS }, () =>
  firstValueFrom(watchRegistration({ ...config, abortSignal: silent })),
);
await Promise.all(waits);
figure("listeners left on a signal that never aborts", getEventListeners(silent, "abort").length, { is: 0 });
