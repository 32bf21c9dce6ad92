import { map, takeWhile } from "rxjs";
import { registrationState, watchRegistrationEvents } from "../../index.js";
import { DEFAULTS } from "../../options/defaults.js";
import type { Host } from "../host.js";
import type { StatusFlags } from "../options.js";
import type { Outcome } from "../outcome.js";
import { UNTIMED } from "../targets/rate-limiter.js";
import { openTargets, type Targets } from "../targets/targets.js";
import { AT_LENGTH } from "../views/groups.js";
import { jsonView } from "../views/json.js";
import { resultView } from "../views/results.js";
import { statusText } from "../views/status-text.js";
import type { View } from "../views/view.js";
import { follow } from "./follow.js";
import { sideBySide } from "./side-by-side.js";

export async function status(flags: StatusFlags, host: Host): Promise<readonly Outcome[]> {
  await using targets = await openTargets(flags, host);
  const plan = { command: "status", emulated: targets.emulated } as const;
  // Many targets have a line each, as with `wait --quiet`.
  const words =
    targets.names.length > AT_LENGTH
      ? {}
      : { text: statusText(host, flags, targets.emulated), told: ["failed"] as const };
  const view = flags.json ? jsonView(host, flags, plan) : resultView(host, flags, plan, words);
  return await pollAll(targets, flags, host, view);
}

/**
 * Polls every target until it is answered once, and passes each outcome through `conclude`.
 *
 * @param writes - Whether this is a rehearsal of a command that may register: then it shows first whose account each target is.
 */
export function pollAll(
  targets: Targets,
  flags: StatusFlags,
  host: Host,
  view: View,
  writes = false,
  conclude: (outcome: Outcome) => Outcome = (outcome) => outcome,
): Promise<readonly Outcome[]> {
  const { maxWaitTime = DEFAULTS.maxReadTime, since } = flags;
  return sideBySide(targets, flags, host, view, writes, ({ names: [name] }, client, secondsLeft) => {
    // The wait judges the response, also by `since`; here it ends with a pending one too.
    const events$ = watchRegistrationEvents({
      ...{ ...UNTIMED, client, since, consistencyGrace: 0, abortSignal: host.signal },
      maxWaitTime: Math.min(maxWaitTime, secondsLeft),
    }).pipe(
      takeWhile(
        (event) =>
          !(event.type === "poll" && event.snapshot && registrationState(event.snapshot) === "pending"),
        true,
      ),
    );
    return follow(name, "status", events$).pipe(map(conclude));
  });
}
