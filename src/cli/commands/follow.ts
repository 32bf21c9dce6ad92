import { catchError, defer, map, type Observable, of, reduce } from "rxjs";
import {
  type AdviceTopic,
  type EnsureEvent,
  type RegistrationSnapshot,
  registrationState,
} from "../../index.js";
import type { Asking } from "../advice.js";
import { Interruption } from "../host.js";
import { type Outcome, outcomeOfError } from "../outcome.js";
import { isRegisterDue } from "../views/progress.js";

/** Emits the outcome of one target at the end of its events. */
export function follow(target: string, command: Asking, events$: Observable<EnsureEvent>) {
  return defer(() => {
    let seen: Seen = { registrations: 0 };
    const known = () => ({ target, snapshot: seen.snapshot, registrations: seen.registrations });
    return events$.pipe(
      reduce((_, event) => (seen = after(seen, event, command)), seen),
      map(({ snapshot }): Outcome => {
        return { ...known(), state: snapshot ? registrationState(snapshot) : "registered" };
      }),
      catchError((error: unknown) => {
        const { registrations, inFlight, unfinished: topic } = seen;
        const possible = registrations + (inFlight ? 1 : 0);
        const cut = error instanceof Interruption && { topic, registrations: possible };
        return of({ ...known(), ...outcomeOfError(target, error), ...cut });
      }),
    );
  });
}

/** The facts that an interruption does not carry. */
interface Seen {
  readonly snapshot?: RegistrationSnapshot | undefined;
  /** Number of RegisterAccount requests that may have been carried out, besides the one in flight. */
  readonly registrations: number;
  /** Whether a RegisterAccount request may be in flight. */
  readonly inFlight?: boolean | undefined;
  /** Start time of the registration that RegisterAccount started, by the service's clock. */
  readonly since?: Date | undefined;
  /** Topic of the advice if the program is interrupted now. */
  readonly unfinished?: AdviceTopic | undefined;
}

function after({ inFlight, ...before }: Seen, event: EnsureEvent, command: Asking): Seen {
  switch (event.type) {
    case "register":
      return { ...before, registrations: event.registration, since: event.since, unfinished: "continues" };
    case "retry":
      return event.operation === "RegisterAccount" && event.sent && !event.throttled
        ? { ...before, registrations: before.registrations + 1, unfinished: "look-again" }
        : { ...before, inFlight };
    case "poll": {
      const { snapshot } = event;
      const believed = snapshot !== undefined && registrationState(snapshot, before.since) !== "pending";
      const pending = snapshot !== undefined && registrationState(snapshot) === "pending";
      const registers = command === "ensure" && isRegisterDue(event);
      const unfinished = believed ? undefined : pending ? "continues" : before.unfinished;
      const topic = registers ? "look-again" : unfinished;
      return { ...before, snapshot: snapshot ?? before.snapshot, inFlight: registers, unfinished: topic };
    }
    case "transition":
      return { ...before, inFlight };
  }
}
