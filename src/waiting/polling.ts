import { type CallEvent, retrying } from "../client/retrying.js";
import { readStatus } from "../client/source.js";
import type { ResolvedWaiterOptions } from "../options/waiter.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import type { Timers } from "../rx/timers.js";
import type { RegistrationEvent } from "./events.js";
import type { Wait } from "./loop.js";
import { startOf } from "./progress.js";
import { pollStep } from "./step.js";

/** A wait that only polls. The pipeline is built for each poll, so that an idle wait keeps nothing of it in memory. */
export function polling(
  options: ResolvedWaiterOptions,
  timers: Timers,
): Wait<CallEvent<RegistrationSnapshot>, RegistrationEvent> {
  return {
    start: startOf(options.since),
    call: (_operation, _progress, context) =>
      retrying(readStatus(options.client, options.requestTimeoutMs, timers), context, options, timers),
    step: (progress, _operation, event, now) => pollStep(progress, event, now, options),
  };
}
