import { catchError, defer, from, lastValueFrom, mergeMap, type Observable, of, tap, toArray } from "rxjs";
import type { FleetWiseClient } from "../../index.js";
import type { Host } from "../host.js";
import { type Outcome, outcomeOfError } from "../outcome.js";
import type { Target, Targets } from "../targets/targets.js";
import { REQUESTS_PER_SECOND, turns } from "../targets/turns.js";
import type { View } from "../views/view.js";

/** What is done for one target. Emits how it ends, once. */
export type Task = (name: string, client: FleetWiseClient) => Observable<Outcome>;

/**
 * Runs the same for every target, all at once unless told otherwise: waiting is idle. They begin one after the other, so that
 * the roles of hundreds are not assumed in one moment. One that fails does not stop the others.
 *
 * @param writes - Whether it may register: then whose account it is comes first.
 * @returns How each ended, in the order of the targets.
 */
export async function sideBySide(
  { list, warnings, emulated }: Targets,
  concurrency: number | undefined,
  { signal }: Host,
  view: View,
  writes: boolean,
  task: Task,
): Promise<readonly Outcome[]> {
  for (const warning of warnings) view.warning(warning);
  // An emulator has no quota that others need.
  const turn = turns(emulated ? Number.POSITIVE_INFINITY : REQUESTS_PER_SECOND);
  const run = ({ name, client, identify, accountExpected }: Target) =>
    defer(async () => {
      await turn(signal);
      if (client instanceof Error) throw client;
      const identity = writes || accountExpected ? await identify?.(signal) : undefined;
      if (identity !== undefined && writes) view.identity(name, identity);
      return client;
    }).pipe(
      tap(() => view.started(name)),
      mergeMap((ready) => task(name, ready)),
      catchError((error: unknown) => of(outcomeOfError(name, error))),
      tap((outcome) => view.settled(outcome)),
    );
  const outcomes = await lastValueFrom(from(list).pipe(mergeMap(run, concurrency), toArray()));
  const places = new Map(list.map(({ name }, index) => [name, index]));
  const inOrder = outcomes.sort((a, b) => (places.get(a.target) ?? 0) - (places.get(b.target) ?? 0));
  view.ended(inOrder);
  return inOrder;
}
