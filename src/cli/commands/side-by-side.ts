import PQueue from "p-queue";
import { firstValueFrom, lastValueFrom, Observable, race } from "rxjs";
import type { FleetWiseClient } from "../../index.js";
import { abortable, aborted } from "../../rx/abort.js";
import { platformTimers } from "../../rx/timers.js";
import { repeatedFlags } from "../advice.js";
import { TargetError } from "../errors.js";
import type { Host } from "../host.js";
import { type Options, optionName, type StatusFlags, waitOptions } from "../options.js";
import { type Outcome, outcomeOfError } from "../outcome.js";
import type { Target, Targets } from "../targets/targets.js";
import type { View } from "../views/view.js";

/** Function whose observable emits the outcome of one target, within the time that is left of `--timeout`. */
export type Task = (target: Target, client: FleetWiseClient, secondsLeft: number) => Observable<Outcome>;

/**
 * Runs a task for every target, by default for all at once. A target that assumes a role starts when it has the role, because STS
 * limits requests. A failure does not stop the other targets.
 *
 * @param writes - Whether the command may register: if so, each target's account is passed to the view before the target's task starts.
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
  const { concurrency = Number.POSITIVE_INFINITY, timeout = Number.POSITIVE_INFINITY } = flags;
  for (const warning of [...warnings, ...longTimes(flags)]) view.warning(warning);
  const again = repeatedFlags(flags);
  const deadline = now() + 1000 * timeout;
  const late = new Observable<void>((subscriber) =>
    platformTimers.after(deadline - now(), () => subscriber.next()),
  );
  const identify = async ({ account, assumesRole, names }: Target, abortSignal: AbortSignal) => {
    // If this fails, the task fails for the same reason, and reports it.
    if (assumesRole) await account?.credentials().catch(() => {});
    if (!(writes || account?.expected) || abortSignal.aborted) return;
    const found = await account?.find();
    if (writes && found && !abortSignal.aborted) for (const name of names) view.identity(name, found);
  };
  const run = async (target: Target): Promise<Outcome> => {
    try {
      if (target.client instanceof Error) throw target.client;
      const identified = abortable(({ abortSignal }) => identify(target, abortSignal));
      await firstValueFrom(race(identified, late, aborted(signal)));
      for (const name of target.names) view.started(name);
      const secondsLeft = (deadline - now()) / 1000;
      if (secondsLeft > 0) return await lastValueFrom(task(target, target.client, secondsLeft));
      const message = `The target was not started within --timeout (${timeout} s).`;
      throw new TargetError(message, "Raise --timeout or --concurrency.", "NOT_STARTED");
    } catch (error) {
      return outcomeOfError(target.names[0], error);
    }
  };
  const queue = new PQueue({ concurrency });
  const outcomes = new Map<string, Outcome>();
  const settle = async (target: Target) => {
    const outcome = await run(target);
    const own = target.alone && repeatedFlags({ ...flags, targets: undefined, ...target.alone }).targetFlags;
    const ownFlags = list.length === 1 ? again.targetFlags : own;
    for (const name of target.names) {
      const settled = { ...outcome, target: name, ...again, ownFlags };
      outcomes.set(name, settled);
      view.settled(settled);
    }
  };
  await queue.addAll(list.map((target) => () => settle(target)));
  const inOrder = names.flatMap((name) => outcomes.get(name) ?? []);
  view.ended(inOrder);
  return inOrder;
}

const DAY = 86_400;

/** Returns a warning for each time that the user probably meant in milliseconds. */
function longTimes(flags: StatusFlags): readonly string[] {
  const options: Options = waitOptions;
  return Object.entries(flags).flatMap(([flag, value]) => {
    if (options[flag]?.takes !== "<time>" || typeof value !== "number") return [];
    if (value <= DAY || value === Number.POSITIVE_INFINITY) return [];
    const days = `${optionName(flag)} is ${(value / DAY).toFixed(1)} days`;
    return `${days}: a number without a unit is in seconds; write ms for milliseconds.`;
  });
}
