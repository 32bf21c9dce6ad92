import { map, type Observable, tap } from "rxjs";
import type { EnsureEvent, FleetWiseClient, RegistrationWaiterConfig } from "../../index.js";
import type { Asking } from "../advice.js";
import { targetFlags } from "../command-line.js";
import type { WaitFlags } from "../flags.js";
import type { Host } from "../host.js";
import type { Outcome } from "../outcome.js";
import { UNTIMED } from "../targets/rate-limiter.js";
import { openTargets } from "../targets/targets.js";
import { createView } from "../views/create-view.js";
import { follow } from "./follow.js";
import { sideBySide } from "./side-by-side.js";
import { waitConfig } from "./wait-config.js";

/** Waits for every target, by polling alone or by registering too, and shows it. */
export async function waitForAll(
  command: Asking,
  flags: WaitFlags,
  host: Host,
  events: (config: RegistrationWaiterConfig & { client: FleetWiseClient }) => Observable<EnsureEvent>,
): Promise<readonly Outcome[]> {
  await using targets = await openTargets(flags, host);
  const { expectedMs, cadence, maxWaitTime, ...pace } = waitConfig(flags, targets.timeScale);
  const view = await createView(host, flags, {
    command,
    targets: targets.names,
    emulated: targets.emulated,
    expectedMs,
    maxWaitMs: 1000 * maxWaitTime,
  });

  return await sideBySide(targets, flags, host, view, ({ names }, client, secondsLeft) => {
    const [name] = names;
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
        for (const one of names) view.event(one, { ...event, ageMs });
      }),
    );
    return follow(name, command, events$).pipe(
      map((outcome) => ({ ...outcome, targetFlags: targetFlags(flags) })),
    );
  });
}
