import { catchError, concat, defer, ignoreElements, type Observable, of, tap } from "rxjs";
import type { EnsureEvent, RegistrationSnapshot, RegistrationWaiterConfig } from "../../index.js";
import type { Asking } from "../advice.js";
import type { Host } from "../host.js";
import { type Outcome, outcomeOfError } from "../outcome.js";
import type { WaitFlags } from "../program.js";
import { openTargets, type Target } from "../targets/targets.js";
import { viewOf } from "../views/choosing.js";
import { paceOf } from "./pace.js";
import { sideBySide } from "./side-by-side.js";

/** How a command waits for one target: by reading alone, or by registering too. */
export type Waiting = (
  target: Target,
  config: Omit<RegistrationWaiterConfig, "client">,
) => Observable<EnsureEvent>;

/** Waits for every target, and shows it. */
export async function waitForAll(
  command: Asking,
  flags: WaitFlags,
  host: Host,
  waiting: Waiting,
): Promise<readonly Outcome[]> {
  await using targets = await openTargets(flags, host.env);
  const { expectedMs, cadence, ...pace } = paceOf(flags, targets.timeScale);
  const view = await viewOf(host, flags, {
    command,
    targets: targets.list.map(({ name }) => name),
    expectedMs,
  });

  return await sideBySide(targets.list, flags.concurrency, view, (target) => {
    let ageMs: number | undefined;
    let last: RegistrationSnapshot | undefined;
    const config = {
      ...pace,
      abortSignal: host.signal,
      // The cadence is told the registration's age: so the view need not find it out again.
      cadence: (context: Parameters<typeof cadence>[0]) => {
        ageMs = context.ageMs;
        return cadence(context);
      },
    };
    const registered$ = defer(() =>
      of<Outcome>({ target: target.name, state: "registered", snapshot: last }),
    );
    const waiting$ = waiting(target, config).pipe(
      tap((event) => {
        if (event.type === "poll") last = event.snapshot;
        view.event(target.name, { ...event, ageMs });
      }),
      ignoreElements(),
    );
    return concat(waiting$, registered$).pipe(
      // An interruption does not tell what was seen.
      catchError((error: unknown) => of({ snapshot: last, ...outcomeOfError(target.name, error) })),
    );
  });
}
