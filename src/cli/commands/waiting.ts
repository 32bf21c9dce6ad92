import { catchError, concat, defer, ignoreElements, type Observable, of, tap } from "rxjs";
import type { EnsureEvent, RegistrationSnapshot, RegistrationWaiterConfig } from "../../index.js";
import type { Asking } from "../advice.js";
import type { Host } from "../host.js";
import { type Outcome, outcomeOfError } from "../outcome.js";
import type { WaitOptions } from "../program.js";
import type { Target } from "../targets/target.js";
import { openTargets } from "../targets/targets.js";
import { viewOf } from "../views/choosing.js";
import { paceOf } from "./pace.js";
import { sideBySide } from "./side-by-side.js";

/** Everything of a wait but which it is. */
export type Waiting = (
  target: Target,
  config: Omit<RegistrationWaiterConfig, "client">,
) => Observable<EnsureEvent>;

/** Waits for every target, and shows it. */
export async function waitForAll(
  command: Asking,
  options: WaitOptions,
  host: Host,
  waiting: Waiting,
): Promise<readonly Outcome[]> {
  await using targets = await openTargets(options, host.env);
  const { expectedMs, cadence, ...pace } = paceOf(options, targets.timeScale);
  const view = await viewOf(host, options, {
    command,
    targets: targets.list.map(({ name }) => name),
    expectedMs,
  });

  return await sideBySide(targets.list, options.concurrency, view, (target) => {
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
