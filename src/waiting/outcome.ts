import type { RegistrationSnapshot } from "../registration/snapshot.js";
import type { Cancel } from "../rx/timers.js";
import type { EnsureEvent } from "./events.js";
import type { Observer } from "./loop.js";

/**
 * Starts a wait. Resolves to the wait's last response, or stops it at the first response with a registration and resolves to that
 * response. Rejects with the error of the wait.
 */
export function outcomeOf(
  which: "first" | "last",
  start: (observer: Observer<EnsureEvent>) => Cancel,
): Promise<RegistrationSnapshot> {
  return new Promise((resolve, reject) => {
    let latest: RegistrationSnapshot | undefined;
    const stop = start({
      next: (event) => {
        if (event.type !== "poll") return;
        latest = event.snapshot;
        if (which === "last" || latest === undefined) return;
        stop();
        resolve(latest);
      },
      error: reject,
      // A wait completes only after a response with a registration.
      complete: () => resolve(latest as RegistrationSnapshot),
    });
  });
}
