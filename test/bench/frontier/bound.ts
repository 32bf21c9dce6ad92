import { type Cost, costOf, geometricMean, type Schedule } from "./cost.js";
import type { Law } from "./laws.js";
import { cheapest, type Frontier, outOf } from "./optimum.js";

/** A law, and what can be reached by who knows it. */
export interface KnownLaw {
  readonly law: Law;
  readonly optimum: Frontier;
}

/** What the best schedule reaches that does not know which of the laws is true. */
export interface Bound {
  /** The geometric means over the laws, and that of the optima of each at the same number of calls. */
  readonly calls: number;
  readonly delay: number;
  readonly optimum: number;
  /** Delay over the optimum of the law that is held, at the same number of calls. */
  readonly held: number;
}

/**
 * The best schedule for all of the laws at once: the least geometric mean of delay over optimum, at so many calls in the
 * geometric mean, with the ratio for one more law held to a limit.
 *
 * That mean is a sum of logarithms, which its tangent at any schedule bounds from above; and the tangent is a price for a
 * second of delay and for a read under each law, whose best schedule is found exactly. So each round is no worse than the
 * one before, until it stays. The two limits are prices as well, that go up as long as they are exceeded.
 */
export function boundOf(laws: readonly KnownLaw[], calls: number, held: KnownLaw, limit: number): Bound {
  const outs = [...laws, held].map(({ law }) => outOf(law));
  let schedule: Schedule = Array.from({ length: 4000 }, (_, index) => (170 / calls) * index);
  let [pricePerCall, priceOfLimit] = [0, 0.2];
  let best: Bound | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const costs = laws.map(({ law }) => costOf(schedule, law));
    const heldCost = costOf(schedule, held.law);
    const bound = boundAt(costs, laws, heldCost, held);
    const keeps = bound.held <= 1.005 * limit && Math.abs(bound.calls / calls - 1) < 0.03;
    if (keeps && (best === undefined || ratio(bound) < ratio(best))) best = bound;

    const patience = 0.5 / Math.sqrt(1 + round / 10);
    pricePerCall += patience * Math.log(bound.calls / calls);
    priceOfLimit = Math.max(0, priceOfLimit + patience * Math.log(bound.held / limit));
    const weights = [...laws.map(() => 1 / laws.length), priceOfLimit];
    const prices = [...laws, held].map(({ optimum }, index) => {
      const { calls: made, delay } = costs[index] ?? heldCost;
      const own = weights[index] ?? 0;
      const perCall = index < laws.length ? pricePerCall / laws.length / made : 0;
      return { second: own / delay, call: Math.max(1e-6, own * optimum.gainAt(made) + perCall) };
    });
    schedule = cheapest(
      mixed(
        outs,
        prices.map(({ second }) => second),
      ),
      mixed(
        outs,
        prices.map(({ call }) => call),
      ),
    );
  }
  if (best === undefined) throw new Error(`No schedule of ${calls} calls was found within the limit`);
  return best;
}

const ROUNDS = 100;

export const ratio = ({ delay, optimum }: Bound): number => delay / optimum;

/** Delay over the optimum at the same number of calls. */
export function overOptimum({ calls, delay }: Cost, optimum: Frontier): number {
  return delay / optimum.delayAt(calls);
}

function boundAt(costs: readonly Cost[], laws: readonly KnownLaw[], heldCost: Cost, held: KnownLaw): Bound {
  return {
    calls: geometricMean(costs.map(({ calls }) => calls)),
    delay: geometricMean(costs.map(({ delay }) => delay)),
    optimum: geometricMean(
      costs.map(({ calls }, index) => laws[index]?.optimum.delayAt(calls) ?? Number.NaN),
    ),
    held: overOptimum(heldCost, held.optimum),
  };
}

/** The sum of arrays, each times its factor. */
function mixed(arrays: readonly Float64Array[], factors: readonly number[]): Float64Array {
  const sum = new Float64Array(arrays[0]?.length ?? 0);
  for (const [index, array] of arrays.entries()) {
    const factor = factors[index] ?? 0;
    for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] as number) + factor * (array[at] as number);
  }
  return sum;
}
