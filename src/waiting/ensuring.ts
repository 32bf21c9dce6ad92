import { map, type SchedulerLike } from "rxjs";
import { retrying } from "../client/retrying.js";
import type { EnsureOptions } from "../options/ensure.js";
import type { EnsureEvent } from "./events.js";
import type { StepMaker, Wait } from "./loop.js";
import { reading } from "./reading.js";
import { inputOf, registering, registerStep } from "./registering.js";
import { remedied } from "./remedy.js";

/** A wait that registers the account where that mends what would end it. */
export function ensuring(options: EnsureOptions, scheduler: SchedulerLike): Wait<EnsureEvent> {
  const read = reading(options, scheduler);
  return {
    // Nobody is known to have registered the account: the first "not found" is believed.
    start: { ...read.start, begun: false },
    call: (operation, progress, context) => {
      if (operation === "GetRegisterAccountStatus") {
        return read.call(operation, progress, context).pipe(
          map(
            (stepOf): StepMaker<EnsureEvent> =>
              (before, now) =>
                remedied(stepOf(before, now), now, options),
          ),
        );
      }
      const register$ = registering(options, inputOf(progress, options), scheduler);
      return retrying(register$, context, options, scheduler).pipe(
        map(
          (told): StepMaker<EnsureEvent> =>
            (before, now) =>
              registerStep(before, told, now, options),
        ),
      );
    },
  };
}
