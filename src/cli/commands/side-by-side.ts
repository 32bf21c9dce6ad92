import {
  asyncScheduler,
  catchError,
  defer,
  firstValueFrom,
  from,
  lastValueFrom,
  mergeMap,
  type Observable,
  of,
  race,
  tap,
  toArray,
} from "rxjs";
import type { FleetWiseClient } from "../../index.js";
import { after } from "../../rx/after.js";
import { targetFlags } from "../command-line.js";
import type { Host } from "../host.js";
import type { StatusFlags } from "../options.js";
import { type Outcome, outcomeOfError } from "../outcome.js";
import { rateLimiter } from "../targets/rate-limiter.js";
import { TargetError } from "../targets/target-error.js";
import type { Target, Targets } from "../targets/targets.js";
import type { View } from "../views/view.js";
import { longTimes } from "./wait-config.js";

/** The work for one registration, within the time that is left of `--timeout`. Emits its outcome, once. */
export type Task = (target: Target, client: FleetWiseClient, secondsLeft: number) => Observable<Outcome>;

/**
 * Runs the same task for every registration, all at once by default: waiting is idle. Those that assume a role start one after
 * the other, so that STS does not get hundreds of requests in one moment. One that fails does not stop the others.
 *
 * @returns The outcomes, in the order of the targets.
 */
export async function sideBySide(
  { list, names, warnings }: Targets,
  flags: StatusFlags,
  { signal, now }: Host,
  view: View,
  task: Task,
): Promise<readonly Outcome[]> {
  const { concurrency, timeout = Number.POSITIVE_INFINITY } = flags;
  for (const warning of [...warnings, ...longTimes(flags)]) view.warning(warning);
  const again = targetFlags(flags);
  const starts = rateLimiter();
  const deadline = now() + 1000 * timeout;
  const turn = () =>
    firstValueFrom(
      race(
        starts.add(() => {}, { signal }),
        after(deadline - now(), asyncScheduler),
      ),
    );
  const run = (target: Target) =>
    defer(async () => {
      if (target.assumesRole) await turn();
      signal.throwIfAborted();
      if (target.client instanceof Error) throw target.client;
      return target.client;
    }).pipe(
      tap(() => {
        for (const name of target.names) view.started(name);
      }),
      mergeMap((client) => {
        const secondsLeft = (deadline - now()) / 1000;
        if (secondsLeft > 0) return task(target, client, secondsLeft);
        throw new TargetError(
          `The target was not started within --timeout (${timeout} s).`,
          "Raise --timeout or --concurrency.",
          "NOT_STARTED",
        );
      }),
      catchError((error: unknown) => of(outcomeOfError(target.names[0], error))),
      mergeMap((outcome) => target.names.map((name) => ({ ...outcome, target: name, targetFlags: again }))),
      tap((outcome) => view.settled(outcome)),
    );
  const outcomes = await lastValueFrom(from(list).pipe(mergeMap(run, concurrency), toArray()));
  const places = new Map(names.map((name, index) => [name, index]));
  const inOrder = outcomes.sort((a, b) => (places.get(a.target) ?? 0) - (places.get(b.target) ?? 0));
  view.ended(inOrder);
  return inOrder;
}
