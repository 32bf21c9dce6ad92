import { type Observable, tap } from "rxjs";
import {
  type EnsureEvent,
  type FleetWiseClient,
  type RegistrationWaiterOptions,
  watchRegistrationEvents,
} from "../../index.js";
import type { Asking } from "../advice.js";
import type { Host } from "../host.js";
import type { OutputFlags, WaitFlags } from "../options.js";
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
import { waitConfig } from "./wait-config.js";

export function wait(flags: WaitFlags, host: Host): Promise<readonly Outcome[]> {
  return waitForAll("wait", flags, host, watchRegistrationEvents);
}

/** Waits for every target, by polling alone or by registering too, and shows it. */
export async function waitForAll(
  command: Asking,
  flags: WaitFlags,
  host: Host,
  events: (config: RegistrationWaiterOptions & { client: FleetWiseClient }) => Observable<EnsureEvent>,
): Promise<readonly Outcome[]> {
  await using targets = await openTargets(flags, host);
  const { expectedMs, cadence, maxWaitTime, ...pace } = waitConfig(flags, targets.timeScale);
  const { names, emulated } = targets;
  const plan = { command, targets: names, emulated, expectedMs, maxWaitMs: 1000 * maxWaitTime };
  const view = await createView(host, flags, plan);

  return await sideBySide(targets, flags, host, view, command === "ensure", (target, client, secondsLeft) => {
    let ageMs: number | undefined;
    const config = {
      ...UNTIMED,
      ...pace,
      client,
      maxWaitTime: Math.min(maxWaitTime, secondsLeft),
      abortSignal: host.signal,
      // The cadence gets the registration's age: so the view need not find it out again.
      cadence: (context: Parameters<typeof cadence>[0]) => {
        ageMs = context.ageMs;
        return cadence(context);
      },
    };
    const events$ = events(config).pipe(
      tap((event) => {
        for (const name of target.names) view.event(name, { ...event, ageMs });
      }),
    );
    return follow(target.names[0], command, events$);
  });
}

/** Returns the view that the flags and the terminal ask for. */
async function createView(host: Host, flags: OutputFlags, plan: Plan): Promise<View> {
  if (flags.json) return jsonView(host, flags, plan);
  const results = resultView(host, flags, plan);
  if (flags.quiet) return results;
  if (!isLive(host)) return linesView(host, flags, plan, results);
  // Loaded only if needed, because the libraries that measure the width of text take long to load.
  const { liveView } = await import("../views/live.js");
  return liveView(host, flags, plan, results);
}
