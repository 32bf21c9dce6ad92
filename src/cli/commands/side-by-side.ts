import {
  catchError,
  defer,
  firstValueFrom,
  from,
  lastValueFrom,
  mergeMap,
  Observable,
  of,
  race,
  tap,
  toArray,
} from "rxjs";
import type { FleetWiseClient } from "../../index.js";
import { abortable, aborted } from "../../rx/abort.js";
import { platformTimers } from "../../rx/timers.js";
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
 * Runs the same task for every registration, all at once by default: waiting is idle. Those that send requests to STS first start
 * one after the other, so that STS does not get hundreds in one moment. One that fails does not stop the others.
 *
 * @param writes - Whether the command may register: then it shows first whose account each target is.
 * @returns The outcomes, in the order of the targets.
 */
export async function sideBySide(
  { list, names, warnings }: Targets,
  flags: StatusFlags,
  { signal, now }: Host,
  view: View,
  writes: boolean,
  task: Task,
): Promise<readonly Outcome[]> {
  const { concurrency, timeout = Number.POSITIVE_INFINITY } = flags;
  for (const warning of [...warnings, ...longTimes(flags)]) view.warning(warning);
  const again = targetFlags(flags);
  const starts = rateLimiter();
  const deadline = now() + 1000 * timeout;
  const late = new Observable<void>((subscriber) =>
    platformTimers.after(deadline - now(), () => subscriber.next()),
  );
  const identify = async (target: Target, abortSignal: AbortSignal) => {
    const { client, identity, assumesRole, names } = target;
    const asks = identity !== undefined && (writes || identity.expected);
    const requests = Number(assumesRole) + Number(asks && identity.asksSts);
    for (let request = 0; request < requests; request++) await starts.add(() => {}, { signal: abortSignal });
    if (!asks || client instanceof Error) return;
    const found = await identity.find(abortSignal);
    if (writes && !abortSignal.aborted) for (const name of names) view.identity(name, found);
  };
  const run = (target: Target) =>
    defer(async () => {
      const identified = abortable(({ abortSignal }) => identify(target, abortSignal));
      await firstValueFrom(race(identified, late, aborted(signal)));
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
          { code: "NOT_STARTED" },
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
