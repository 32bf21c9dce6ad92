import { StateFailure } from "./failure.js";
import type { Fields } from "./fields.js";
import { checkSize } from "./history.js";
import type { Entered, Outcome, Run, States, World } from "./run.js";

/** The functions that run a map's items. */
interface Running {
  execute(definition: States, input: unknown, world: World): Promise<Outcome>;
  goThrough(states: States, run: Run): Promise<unknown>;
}

/** Returns the results of a map's items, in order. @throws StateFailure */
export async function runMap(
  state: Fields,
  { value }: Entered,
  run: Run,
  running: Running,
): Promise<unknown> {
  const items = await value(state["Items"]);
  if (!Array.isArray(items)) throw new StateFailure("States.QueryEvaluationError", "Items is not a list");
  const processor = state["ItemProcessor"] as Fields & States;
  const distributed = (processor["ProcessorConfig"] as Fields | undefined)?.["Mode"] === "DISTRIBUTED";
  const most = (state["MaxConcurrency"] as number | undefined) || Number.POSITIVE_INFINITY;
  run.history.add(2);
  if (!distributed) {
    // Step Functions runs at most 40 at a time.
    return await atATime(Math.min(most, 40), items, run, (item) => inlineItem(processor, item, run, running));
  }
  const outcomes = await atATime(most, items, run, (item) => running.execute(processor, item, run.world));
  for (const { transitions } of outcomes) run.elsewhere.transitions += transitions;
  tolerate(outcomes, Number(state["ToleratedFailurePercentage"] ?? 0));
  const results = outcomes.filter(({ status }) => status === "SUCCEEDED").map(({ output }) => output);
  checkSize(results);
  return results;
}

function inlineItem(processor: States, item: unknown, run: Run, { goThrough }: Running): Promise<unknown> {
  return run.world.clock.run(() => {
    run.history.add(2);
    const outer = { ...run.outer, ...run.own };
    return goThrough(processor, { ...run, input: item, outer, own: {}, states: [] });
  });
}

async function atATime<T, R>(
  most: number,
  items: readonly T[],
  { world }: Run,
  work: (item: T) => Promise<R>,
) {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as T);
    }
  };
  await world.clock.join(Promise.all(Array.from({ length: Math.min(most, items.length) }, worker)));
  return results;
}

function tolerate(outcomes: readonly Outcome[], percentage: number): void {
  const failed = outcomes.filter(({ status }) => status === "FAILED");
  if ((100 * failed.length) / outcomes.length > percentage)
    throw new StateFailure(
      "States.ExceedToleratedFailureThreshold",
      `${failed[0]?.error}: ${failed[0]?.cause}`,
    );
}
