// `node --import tsx test/lab/bench/frontier/reachable.ts` computes the least delays that schedules reach and writes optima.json.
// It takes minutes and depends only on the distributions and the goal `frontier.memoryless`, so its result is checked in.
import { writeFileSync } from "node:fs";
import { GOALS } from "../goals.js";
import { type Cost, costOf, geometricMean, meanOf, type Schedule } from "./cost.js";
import { type Curve, delayAt, gainAt } from "./curve.js";
import { HORIZON_SECONDS, type Law, memoryless, sevenLaws } from "./laws.js";

/** Possible times of polls: dense at first and during a usual wait. */
const MOMENTS: number[] = [];
for (let at = 0; at < HORIZON_SECONDS; at += at < 10 ? 0.05 : Math.max(0.25, at / 1200)) MOMENTS.push(at);

/** Share that is pending at each moment, or a sum of such shares times their prices. */
type Weights = readonly number[];

const pendingBy = ({ finishedBy }: Law): Weights => MOMENTS.map((at) => 1 - finishedBy(at));
const weighted = (shares: readonly Weights[], prices: readonly number[]): Weights =>
  MOMENTS.map((_, at) => shares.reduce((sum, share, law) => sum + (prices[law] ?? 0) * (share[at] ?? 0), 0));

/**
 * Returns the cheapest schedule that starts with a poll at 0, by dynamic programming over the next poll.
 *
 * @param second - Price of a second of delay, at each moment.
 * @param call - Price of a poll, at each moment.
 */
function cheapest(second: Weights, call: Weights): Schedule {
  const cost = new Float64Array(MOMENTS.length);
  const following = new Int32Array(MOMENTS.length);
  for (let index = MOMENTS.length - 2; index >= 0; index--) {
    const [at = 0, weight = 0, price = 0] = [MOMENTS[index], second[index], call[index]];
    if (price < 1e-9 && weight < 1e-9) continue;
    let least = Number.POSITIVE_INFINITY;
    for (let next = index + 1; next < MOMENTS.length; next++) {
      const pause = (MOMENTS[next] as number) - at;
      if (pause > Math.max(400, at / 2)) break;
      const candidate = pause * weight + (cost[next] as number);
      if (candidate < least) [least, following[index]] = [candidate, next];
    }
    cost[index] = least + price;
  }
  const schedule = [0];
  for (let index = following[0]; index; index = following[index]) schedule.push(MOMENTS[index] as number);
  return schedule;
}

/** Returns the curve of the best schedules for a known distribution. */
function optimumOf(law: Law): Curve {
  const pending = pendingBy(law);
  const points: Cost[] = [];
  for (let price = 0.002; price < 5000; price *= 1.6)
    points.unshift(costOf(cheapest(pending, weighted([pending], [price])), law));
  return curveOf(points);
}

const rounded = (value: number) => Number(value.toPrecision(6));

function curveOf(points: readonly Cost[]): Curve {
  return {
    calls: points.map(({ calls }) => rounded(calls)),
    delay: points.map(({ delay }) => rounded(delay)),
  };
}

/** Cost of a schedule, and the delay of the optima at the same numbers of polls: geometric means over the distributions. */
interface Bound extends Cost {
  readonly optimum: number;
}

/**
 * Returns the cost of the best schedule found that does not know the true distribution: with the least geometric mean of delay
 * over optimum at this number of polls (within 3%), and with the ratio for the memoryless distribution limited to its goal
 * (within 0.5%).
 *
 * The mean is a sum of logarithms, and its tangent at any schedule is an upper bound. The tangent sets a price for a second of
 * delay and for a poll under each distribution, and the best schedule for these prices is found exactly. So no round is worse
 * than the previous one, as long as the prices of the two limits stay the same: each rises while its limit is exceeded, and falls
 * otherwise.
 */
function boundAt(calls: number, optima: readonly Curve[], held: Law, heldOptimum: Curve): Bound {
  const laws = [...sevenLaws, held];
  const curves = [...optima, heldOptimum];
  const shares = laws.map(pendingBy);
  const limit = GOALS["frontier.memoryless"].atMost;
  let schedule: Schedule = Array.from({ length: 4000 }, (_, index) => (170 / calls) * index);
  let [pricePerCall, priceOfLimit] = [0, 0.2];
  let best: Bound = { calls, delay: Number.POSITIVE_INFINITY, optimum: 1 };
  for (let round = 0; round < 200; round++) {
    const costs = laws.map((law) => costOf(schedule, law));
    const optimal = costs.map((cost, index) => delayAt(curves[index] as Curve, cost.calls));
    const over = (costs.at(-1)?.delay ?? 0) / (optimal.at(-1) ?? 0);
    const { calls: made, delay } = meanOf(costs.slice(0, -1), geometricMean);
    const optimum = geometricMean(optimal.slice(0, -1));
    const keeps = over <= 1.005 * limit && Math.abs(made / calls - 1) < 0.03;
    if (keeps && delay / optimum < best.delay / best.optimum) best = { calls: made, delay, optimum };
    const patience = 0.5 / Math.sqrt(1 + round / 10);
    pricePerCall += patience * Math.log(made / calls);
    priceOfLimit = Math.max(0, priceOfLimit + patience * Math.log(over / limit));
    const shareOf = (index: number) => (index < sevenLaws.length ? 1 / sevenLaws.length : priceOfLimit);
    const perSecond = costs.map(({ delay }, index) => shareOf(index) / delay);
    const perCall = costs.map((cost, index) => {
      const own = index < sevenLaws.length ? pricePerCall / sevenLaws.length / cost.calls : 0;
      return Math.max(1e-6, shareOf(index) * gainAt(curves[index] as Curve, cost.calls) + own);
    });
    schedule = cheapest(weighted(shares, perSecond), weighted(shares, perCall));
  }
  if (best.delay === Number.POSITIVE_INFINITY)
    throw new Error(`No schedule of ${calls} calls keeps the limit`);
  return best;
}

const held = memoryless(300);
const heldOptimum = optimumOf(held);
const optima = sevenLaws.map(optimumOf);
const bounds = [8, 12, 18, 27, 40, 60, 90, 140].map((calls) => boundAt(calls, optima, held, heldOptimum));
const reachable = {
  optima: Object.fromEntries(sevenLaws.map(({ name }, index) => [name, optima[index]])),
  bound: { ...curveOf(bounds), optimum: bounds.map(({ optimum }) => rounded(optimum)) },
};
const file = new URL("./optima.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(reachable, undefined, 2)}\n`);
