import { map, takeWhile } from "rxjs";
import { type EnsureEvent, registrationState, watchRegistrationEvents } from "../../index.js";
import { DEFAULTS } from "../../options/defaults.js";
import type { Host } from "../host.js";
import type { StatusFlags } from "../options.js";
import type { Outcome } from "../outcome.js";
import { UNTIMED } from "../targets/rate-limiter.js";
import { openTargets, type Targets } from "../targets/targets.js";
import { colorsOf } from "../views/colors.js";
import { jsonView } from "../views/json.js";
import { resultView } from "../views/results.js";
import { statusText } from "../views/status-text.js";
import type { View } from "../views/view.js";
import { follow } from "./follow.js";
import { sideBySide } from "./side-by-side.js";

export async function status(flags: StatusFlags, host: Host): Promise<readonly Outcome[]> {
  await using targets = await openTargets(flags, host);
  const { names, emulated } = targets;
  const plan = { command: "status", emulated } as const;
  const colors = colorsOf("stdout", host, flags);
  const text = (outcome: Outcome) => statusText(outcome, colors, emulated);
  const words = names.length > 1 ? {} : ({ text, explained: "failed" } as const);
  const view = flags.json ? jsonView(host, flags, plan) : resultView(host, flags, plan, words);
  return await pollAll(targets, flags, host, view);
}

/**
 * Polls every target until its first response, and passes each outcome through `conclude`.
 *
 * @param writes - Whether this is the dry run of a command that may register: if so, it first shows the account of each target.
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
    const events$ = watchRegistrationEvents({
      ...{ ...UNTIMED, client, since, consistencyGrace: 0, abortSignal: host.signal },
      maxWaitTime: Math.min(maxWaitTime, secondsLeft),
    });
    // The events end at a final status; `takeWhile` also ends them at a pending one.
    return follow(name, "status", events$.pipe(takeWhile(isNotPending, true))).pipe(map(conclude));
  });
}

function isNotPending(event: EnsureEvent): boolean {
  return event.type !== "poll" || !event.snapshot || registrationState(event.snapshot) !== "pending";
}
