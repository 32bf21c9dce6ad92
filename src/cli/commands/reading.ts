import { map, takeWhile } from "rxjs";
import { registrationEvents, verdictOf } from "../../index.js";
import { DEFAULTS } from "../../options/defaults.js";
import { targetFlags } from "../command-line.js";
import type { StatusFlags } from "../flags.js";
import type { Host } from "../host.js";
import type { Outcome } from "../outcome.js";
import { UNTIMED } from "../targets/rate-limiter.js";
import type { Targets } from "../targets/targets.js";
import type { View } from "../views/view.js";
import { follow } from "./follow.js";
import { sideBySide } from "./side-by-side.js";

/** Polls every target until it is answered once, and passes each outcome through `conclude`. */
export function readAll(
  targets: Targets,
  flags: StatusFlags,
  host: Host,
  view: View,
  conclude: (outcome: Outcome) => Outcome = (outcome) => outcome,
): Promise<readonly Outcome[]> {
  const { maxWaitTime = DEFAULTS.maxReadTime, since } = flags;
  const config = { ...UNTIMED, since, consistencyGrace: 0, abortSignal: host.signal };
  return sideBySide(targets, flags, host, view, ({ names: [name] }, client, secondsLeft) => {
    // The wait judges the response, also by `since`; here it ends with a pending one too.
    const events$ = registrationEvents({
      ...config,
      client,
      maxWaitTime: Math.min(maxWaitTime, secondsLeft),
    }).pipe(
      takeWhile(
        (event) => !(event.type === "poll" && event.snapshot && verdictOf(event.snapshot) === "pending"),
        true,
      ),
    );
    return follow(name, "status", events$).pipe(
      map((outcome) => conclude({ ...outcome, targetFlags: targetFlags(flags) })),
    );
  });
}
