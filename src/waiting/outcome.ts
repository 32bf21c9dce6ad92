import { filter, map, type Observable } from "rxjs";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import type { EnsureEvent } from "./events.js";

/** Returns the responses with a registration. */
export function snapshots(events$: Observable<EnsureEvent>): Observable<RegistrationSnapshot> {
  return events$.pipe(
    map((event) => (event.type === "poll" ? event.snapshot : undefined)),
    filter((snapshot) => snapshot !== undefined),
  );
}

/** Returns the result of a wait as a promise: resolves to the last response, rejects with the error of the wait. */
export async function lastSnapshot(events$: Observable<EnsureEvent>): Promise<RegistrationSnapshot> {
  let last: RegistrationSnapshot | undefined;
  await events$.forEach((event) => {
    if (event.type === "poll") last = event.snapshot;
  });
  // A wait completes only after a response with a registration.
  return last as RegistrationSnapshot;
}
