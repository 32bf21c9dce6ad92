import { type CallEvent, retrying } from "../client/retrying.js";
import { readStatus } from "../client/source.js";
import {
  type RegistrationWaiterOptions,
  type ResolvedWaiterOptions,
  resolveWaiterOptions,
} from "../options/waiter.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import type { Cancel, Timers } from "../rx/timers.js";
import type { RegistrationEvent } from "./events.js";
import { type Observer, platform, runWait, type Wait } from "./loop.js";
import { startOf } from "./progress.js";
import { pollStep } from "./step.js";

/** Starts a wait that only polls. @throws TypeError or RangeError that names an invalid option. */
export function startPolling(
  config: RegistrationWaiterOptions,
  observer: Observer<RegistrationEvent>,
): Cancel {
  const options = resolveWaiterOptions(config);
  const runtime = platform();
  return runWait(polling(options, runtime.timers), options, runtime, observer);
}

/** Returns a wait that only polls. */
export function polling(
  options: ResolvedWaiterOptions,
  timers: Timers,
): Wait<CallEvent<RegistrationSnapshot>, RegistrationEvent> {
  const poll = readStatus(options.client, options.requestTimeoutMs, timers);
  return {
    start: startOf(options.since),
    call: (_operation, _progress, context) => retrying(poll, context, options, timers),
    step: (progress, _operation, event, now) => pollStep(progress, event, now, options),
  };
}
