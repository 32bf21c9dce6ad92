import { catchError, concat, defer, ignoreElements, type Observable, of, tap } from "rxjs";
import {
  type AdviceTopic,
  type EnsureEvent,
  type RegistrationSnapshot,
  registrationState,
} from "../../index.js";
import type { Asking } from "../advice.js";
import { Interruption } from "../host.js";
import { type Outcome, outcomeOfError } from "../outcome.js";

/** Follows the events of one target, and emits its outcome at their end. */
export function follow(
  target: string,
  command: Asking,
  events$: Observable<EnsureEvent>,
): Observable<Outcome> {
  return defer(() => {
    let seen: Seen = NOTHING;
    const known = () => ({ snapshot: seen.snapshot, registrations: seen.registrations });
    const done$ = defer(() =>
      of({
        target,
        state: seen.snapshot ? registrationState(seen.snapshot) : "registered",
        ...known(),
      } as const),
    );
    return concat(
      events$.pipe(
        tap((event) => (seen = after(seen, event, command))),
        ignoreElements(),
      ),
      done$,
    ).pipe(
      catchError((error: unknown) => {
        const outcome = outcomeOfError(target, error);
        return of({
          ...known(),
          ...outcome,
          ...(error instanceof Interruption && { topic: seen.unfinished }),
        });
      }),
    );
  });
}

/** The facts that an interruption does not carry. */
interface Seen {
  readonly snapshot: RegistrationSnapshot | undefined;
  /** Number of RegisterAccount requests that may have been carried out. */
  readonly registrations: number;
  /** Start time of the registration that RegisterAccount started, by the service's clock. */
  readonly since: Date | undefined;
  /** The advice if the program is interrupted now. */
  readonly unfinished: AdviceTopic | undefined;
}

const NOTHING: Seen = { snapshot: undefined, registrations: 0, since: undefined, unfinished: undefined };

function after(before: Seen, event: EnsureEvent, command: Asking): Seen {
  switch (event.type) {
    case "register": {
      const { registration: registrations, since } = event;
      return { ...before, registrations, since, unfinished: "continues" };
    }
    case "retry":
      return event.operation === "RegisterAccount" && event.sent && !event.throttled
        ? { ...before, registrations: before.registrations + 1, unfinished: "look-again" }
        : before;
    case "poll": {
      const { snapshot, nextDelayMs } = event;
      const believed = snapshot !== undefined && registrationState(snapshot, before.since) !== "pending";
      const pending = snapshot !== undefined && registrationState(snapshot) === "pending";
      // No poll follows: RegisterAccount is called.
      const registers = command === "ensure" && nextDelayMs === undefined && !pending;
      const unfinished = believed ? undefined : pending ? "continues" : before.unfinished;
      return {
        ...before,
        snapshot: snapshot ?? before.snapshot,
        unfinished: registers ? "look-again" : unfinished,
      };
    }
    case "transition":
      return before;
  }
}
