import { catchError, concat, defer, ignoreElements, type Observable, of, tap } from "rxjs";
import type {
  EnsureEvent,
  FleetWiseClient,
  RegistrationSnapshot,
  RegistrationWaiterConfig,
} from "../../index.js";
import type { Asking } from "../advice.js";
import type { WaitFlags } from "../flags.js";
import type { Host } from "../host.js";
import { type Outcome, outcomeOfAnswer, outcomeOfError } from "../outcome.js";
import { UNTIMED } from "../targets/rate-limiter.js";
import { openTargets } from "../targets/targets.js";
import { createView } from "../views/create-view.js";
import { sideBySide } from "./side-by-side.js";
import { waitConfig } from "./wait-config.js";

/** How a command waits for one target: by reading alone, or by registering too. */
export interface Waiting {
  readonly command: Asking;
  events(client: FleetWiseClient, config: Omit<RegistrationWaiterConfig, "client">): Observable<EnsureEvent>;
  /** What was asked for and is not so, of a target that is registered; `undefined` where all is well. */
  unmet?(snapshot: RegistrationSnapshot): string | undefined;
}

/** Waits for every target, and shows it. */
export async function waitForAll(
  { command, events, unmet }: Waiting,
  flags: WaitFlags,
  host: Host,
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
    let answered = false;
    let last: RegistrationSnapshot | undefined;
    const config = {
      ...UNTIMED,
      ...pace,
      maxWaitTime: Math.min(maxWaitTime, secondsLeft),
      abortSignal: host.signal,
      // The cadence is told the registration's age: so the view need not find it out again.
      cadence: (context: Parameters<typeof cadence>[0]) => {
        ageMs = context.ageMs;
        return cadence(context);
      },
    };
    const told$ = events(client, config).pipe(
      tap((event) => {
        if (event.type === "poll") {
          answered = true;
          last = event.snapshot ?? last;
        }
        for (const one of names) view.event(one, { ...event, ageMs });
      }),
      ignoreElements(),
    );
    // The library believes an older verdict in the end; who gives --since asks for a newer one, and for no other.
    const judged = (snapshot: RegistrationSnapshot, otherwise: Outcome): Outcome => {
      const outcome = outcomeOfAnswer(name, snapshot, flags.since);
      return outcome.state === "outdated" ? outcome : otherwise;
    };
    const registered$ = defer(() => {
      const warning = last && unmet?.(last);
      if (warning) for (const one of names) view.warning(warning, one);
      const outcome: Outcome = { target: name, state: "registered", snapshot: last };
      return of(last ? judged(last, outcome) : outcome);
    });
    return concat(told$, registered$).pipe(
      catchError((error: unknown) => {
        // An interruption does not tell what was seen.
        const outcome = { snapshot: last, ...outcomeOfError(name, error, answered) };
        return of(
          outcome.state === "failed" && outcome.snapshot ? judged(outcome.snapshot, outcome) : outcome,
        );
      }),
    );
  });
}
