import { map, takeWhile } from "rxjs";
import { registrationEvents, verdictOf } from "../../index.js";
import { DEFAULTS } from "../../options/defaults.js";
import { targetFlags } from "../command-line.js";
import type { StatusFlags } from "../flags.js";
import type { Host } from "../host.js";
import type { Outcome } from "../outcome.js";
import type { Targets } from "../targets/targets.js";
import type { View } from "../views/view.js";
import { follow } from "./follow.js";
import { sideBySide } from "./side-by-side.js";

/**
 * Polls every target until it is answered once, and passes each outcome through `conclude`.
 *
 * @param writes - Whether this is a rehearsal of a command that may register: then whose account it is comes first.
 */
export function readAll(
  targets: Targets,
  flags: StatusFlags,
  host: Host,
  view: View,
  writes = false,
  conclude: (outcome: Outcome) => Outcome = (outcome) => outcome,
): Promise<readonly Outcome[]> {
  const { maxWaitTime = DEFAULTS.maxReadTime, since, concurrency } = flags;
  const config = { maxWaitTime, since, consistencyGrace: 0, abortSignal: host.signal };
  return sideBySide(targets, concurrency, host, view, writes, (name, client) => {
    // The wait judges the response, also by `since`; here it ends with a pending one too.
    const events$ = registrationEvents({ ...config, client }).pipe(
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
