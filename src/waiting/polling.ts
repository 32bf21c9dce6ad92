import type { SchedulerLike } from "rxjs";
import { type CallEvent, retrying } from "../client/retrying.js";
import { readStatus } from "../client/source.js";
import type { WaitOptions } from "../options/waiter.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import type { RegistrationEvent } from "./events.js";
import type { Wait } from "./loop.js";
import { startOf } from "./progress.js";
import { pollStep } from "./step.js";

/** A wait that only polls. The pipeline of a poll is built for each again: an idle wait holds nothing of it. */
export function polling(
  options: WaitOptions,
  scheduler: SchedulerLike,
): Wait<CallEvent<RegistrationSnapshot>, RegistrationEvent> {
  return {
    start: startOf(options.since),
    call: (_operation, _progress, context) =>
      retrying(readStatus(options.client, options.requestTimeoutMs, scheduler), context, options, scheduler),
    step: (progress, _operation, event, now) => pollStep(progress, event, now, options),
  };
}
