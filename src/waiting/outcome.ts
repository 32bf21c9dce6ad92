import type { RegistrationSnapshot } from "../registration/snapshot.js";
import type { Cancel } from "../rx/timers.js";
import type { EnsureEvent } from "./events.js";
import type { Observer } from "./loop.js";

/** Starts a wait. */
type Start = (observer: Observer<EnsureEvent>) => Cancel;

/** Starts a wait. Resolves to its last response, rejects with its error. */
export function lastSnapshot(start: Start): Promise<RegistrationSnapshot> {
  return new Promise((resolve, reject) => {
    let last: RegistrationSnapshot | undefined;
    start({
      next: (event) => {
        if (event.type === "poll") last = event.snapshot;
      },
      error: reject,
      // A wait completes only after a response with a registration.
      complete: () => resolve(last as RegistrationSnapshot),
    });
  });
}

/** Starts a wait, and ends it with the first response that shows a registration. Rejects with the error of the wait. */
export function firstSnapshot(start: Start): Promise<RegistrationSnapshot> {
  return new Promise((resolve, reject) => {
    const stop = start({
      next: (event) => {
        if (event.type !== "poll" || event.snapshot === undefined) return;
        stop();
        resolve(event.snapshot);
      },
      error: reject,
      complete: () => {},
    });
  });
}
