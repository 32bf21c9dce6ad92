import { filter, map, type Observable } from "rxjs";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import type { EnsureEvent } from "./events.js";

/** The answers that told of a registration. */
export function snapshots(events$: Observable<EnsureEvent>): Observable<RegistrationSnapshot> {
  return events$.pipe(
    map((event) => (event.type === "poll" ? event.snapshot : undefined)),
    filter((snapshot) => snapshot !== undefined),
  );
}

/** The outcome of a wait as a promise: the answer that said that the account is registered, or why it is not. */
export async function lastSnapshot(events$: Observable<EnsureEvent>): Promise<RegistrationSnapshot> {
  let last: RegistrationSnapshot | undefined;
  await events$.forEach((event) => {
    if (event.type === "poll") last = event.snapshot;
  });
  // It completes on nothing but an answer.
  return last as RegistrationSnapshot;
}
