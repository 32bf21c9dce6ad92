// What is reachable, by dynamic programming over a grid of moments: each read is followed by the one that costs least.
import { type Cost, costOf, type Schedule } from "./cost.js";
import { HORIZON_SECONDS, type Law } from "./laws.js";

/** The moments at which a read may be: close together where registrations may be done at once, and in a usual wait. */
const MOMENTS: Float64Array = Float64Array.from(moments());

function* moments(): Generator<number> {
  for (let at = 0; at < HORIZON_SECONDS; at += at < 10 ? 0.05 : Math.max(0.25, at / 1200)) yield at;
}

/** The share that is still out at each moment. */
export function outOf(law: Law): Float64Array {
  return MOMENTS.map((at) => 1 - law.finishedBy(at));
}

/**
 * The schedule, from a read at 0 on, that costs least: a second of delay is weighed by `delayed`, a read by `called`, each
 * the share (times its price) that is still out at a moment.
 */
export function cheapest(delayed: Float64Array, called: Float64Array): Schedule {
  const count = MOMENTS.length;
  const cost = new Float64Array(count);
  const following = new Int32Array(count);
  for (let index = count - 2; index >= 0; index--) {
    const at = MOMENTS[index] as number;
    const weight = delayed[index] as number;
    const price = called[index] as number;
    if (price < NEGLIGIBLE && weight < NEGLIGIBLE) continue;
    const latest = at + Math.max(400, at / 2);
    let least = Number.POSITIVE_INFINITY;
    for (let next = index + 1; next < count; next++) {
      const then = MOMENTS[next] as number;
      if (then > latest) break;
      const candidate = (then - at) * weight + (cost[next] as number);
      if (candidate < least) [least, following[index]] = [candidate, next];
    }
    cost[index] = least + price;
  }
  const schedule = [0];
  for (let index = following[0]; index; index = following[index]) schedule.push(MOMENTS[index] as number);
  return schedule;
}

const NEGLIGIBLE = 1e-9;

/** The least delay that a number of calls can buy. */
export interface Frontier {
  delayAt(calls: number): number;
  /** How much less delay, as a share of it, one more call would bring. */
  gainAt(calls: number): number;
}

/** Between two of its points a frontier is a power law, as it nearly is everywhere. */
function frontierOf(points: readonly Cost[]): Frontier {
  const sorted = [...points].sort((one, other) => one.calls - other.calls);
  const slopeAt = (calls: number) => {
    const found = sorted.findIndex((point) => point.calls >= calls);
    const index = found < 0 ? sorted.length - 1 : Math.max(1, found);
    const [from, to] = [sorted[index - 1], sorted[index]] as [Cost, Cost];
    return { from, slope: Math.log(to.delay / from.delay) / Math.log(to.calls / from.calls) };
  };
  return {
    delayAt: (calls) => {
      const { from, slope } = slopeAt(calls);
      return from.delay * (calls / from.calls) ** slope;
    },
    gainAt: (calls) => -slopeAt(calls).slope / calls,
  };
}

/** What a schedule can reach that knows the law, and reads at once as all do. */
export function optimumOf(law: Law): Frontier {
  const out = outOf(law);
  const points: Cost[] = [];
  for (let price = 0.002; price < 5000; price *= 1.6) {
    points.push(
      costOf(
        cheapest(
          out,
          out.map((share) => price * share),
        ),
        law,
      ),
    );
  }
  return frontierOf(points);
}
