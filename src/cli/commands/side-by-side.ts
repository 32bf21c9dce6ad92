import { catchError, defer, from, lastValueFrom, mergeMap, type Observable, of, tap, toArray } from "rxjs";
import type { Outcome } from "../outcome.js";
import { outcomeOfError } from "../outcome.js";
import type { Target } from "../targets/targets.js";
import type { View } from "../views/view.js";

/**
 * Runs the same for every target, so many at a time. One that fails does not stop the others.
 *
 * @param run - Emits how it ends, once.
 * @returns How each ended, in the order of the targets.
 */
export async function sideBySide(
  targets: readonly Target[],
  concurrency: number,
  view: View,
  run: (target: Target) => Observable<Outcome>,
): Promise<readonly Outcome[]> {
  const outcomes = await lastValueFrom(
    from(targets).pipe(
      mergeMap(
        (target) =>
          defer(() => {
            view.started(target.name);
            return run(target);
          }).pipe(
            catchError((error: unknown) => of(outcomeOfError(target.name, error))),
            tap((outcome) => view.settled(outcome)),
          ),
        concurrency,
      ),
      toArray(),
    ),
  );
  const places = new Map(targets.map(({ name }, index) => [name, index]));
  const inOrder = outcomes.sort((a, b) => (places.get(a.target) ?? 0) - (places.get(b.target) ?? 0));
  view.ended(inOrder);
  return inOrder;
}
