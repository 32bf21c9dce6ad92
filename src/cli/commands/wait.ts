import { type Observable, tap } from "rxjs";
import {
  type EnsureEvent,
  expectedFinish,
  type FleetWiseClient,
  type RegistrationWaiterOptions,
  watchRegistrationEvents,
} from "../../index.js";
import { DEFAULTS } from "../../options/defaults.js";
import type { Asking } from "../advice.js";
import { UsageError } from "../errors.js";
import type { Host } from "../host.js";
import type { WaitFlags } from "../options.js";
import type { Outcome } from "../outcome.js";
import { UNTIMED } from "../targets/rate-limiter.js";
import { openTargets } from "../targets/targets.js";
import { isLive } from "../views/colors.js";
import { jsonView } from "../views/json.js";
import { linesView } from "../views/lines.js";
import { resultView } from "../views/results.js";
import type { Plan, View } from "../views/view.js";
import { follow } from "./follow.js";
import { sideBySide } from "./side-by-side.js";

export function wait(flags: WaitFlags, host: Host): Promise<readonly Outcome[]> {
  return waitForAll("wait", flags, host, watchRegistrationEvents);
}

/** Waits for every target, and shows the progress. The function `events` decides whether the command also registers accounts. */
export async function waitForAll(
  command: Asking,
  flags: WaitFlags,
  host: Host,
  events: (config: RegistrationWaiterOptions & { client: FleetWiseClient }) => Observable<EnsureEvent>,
): Promise<readonly Outcome[]> {
  await using targets = await openTargets(flags, host);
  const { expected, interval, maxWaitTime, ...pace } = waitConfig(flags, targets.timeScale);
  const { names, emulated } = targets;
  const times = { expectedMs: 1000 * expected, maxWaitMs: 1000 * maxWaitTime };
  const view = await createView(host, flags, { command, targets: names, emulated, ...times });
  const cadence = expectedFinish({ interval, expected });
  return await sideBySide(targets, flags, host, view, command === "ensure", (target, client, secondsLeft) => {
    let ageMs: number | undefined;
    const events$ = events({
      ...UNTIMED,
      ...pace,
      client,
      maxWaitTime: Math.min(maxWaitTime, secondsLeft),
      abortSignal: host.signal,
      // The view shows the age that the cadence gets.
      cadence: (context) => {
        ageMs = context.ageMs;
        return cadence(context);
      },
    }).pipe(
      tap((event) => {
        for (const name of target.names) view.event(name, { ...event, ageMs });
      }),
    );
    return follow(target.names[0], command, events$);
  });
}

/** Returns the times of a wait, in seconds. On an emulator, its time scale shortens the defaults, except that of `maxDelay`. */
export function waitConfig(flags: WaitFlags, timeScale: number) {
  const { minDelay, maxDelay, since } = flags;
  if (minDelay !== undefined && maxDelay !== undefined && minDelay > maxDelay)
    throw new UsageError(`Expected --min-delay to be at most --max-delay (${maxDelay}), got ${minDelay}.`);
  const time = (name: "expected" | "interval" | "maxWaitTime" | "consistencyGrace") =>
    flags[name] ?? DEFAULTS[name] / timeScale;
  return {
    expected: time("expected"),
    interval: time("interval"),
    maxWaitTime: time("maxWaitTime"),
    minDelay: minDelay ?? Math.min(DEFAULTS.minDelay / timeScale, maxDelay ?? Number.POSITIVE_INFINITY),
    maxDelay,
    consistencyGrace: time("consistencyGrace"),
    since,
  };
}

async function createView(host: Host, flags: WaitFlags, plan: Plan): Promise<View> {
  if (flags.json) return jsonView(host, flags, plan);
  const results = resultView(host, flags, plan);
  if (flags.quiet) return results;
  if (!isLive(host)) return linesView(host, flags, plan, results);
  // Loaded only if needed, because the libraries that measure text are large.
  const { liveView } = await import("../views/live.js");
  return liveView(host, flags, plan, results);
}
