import { map, type SchedulerLike } from "rxjs";
import { retrying } from "../client/retrying.js";
import { readStatus } from "../client/source.js";
import type { WaitOptions } from "../options/waiter.js";
import type { RegistrationEvent } from "./events.js";
import type { StepMaker, Wait } from "./loop.js";
import { startOf } from "./progress.js";
import { readStep } from "./step.js";

/** A wait that only reads. The pipeline of a read is made for each anew: an idle wait holds nothing of it. */
export function reading(options: WaitOptions, scheduler: SchedulerLike): Wait<RegistrationEvent> {
  return {
    start: startOf(options.since),
    call: (_operation, _progress, context) => {
      const read$ = readStatus(options.client, options.requestTimeoutMs, scheduler);
      return retrying(read$, context, options, scheduler).pipe(
        map(
          (told): StepMaker<RegistrationEvent> =>
            (before, now) =>
              readStep(before, told, now, options),
        ),
      );
    },
  };
}
