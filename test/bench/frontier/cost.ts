import type { Law } from "./laws.js";

/** What a way to wait costs, in the mean. */
export interface Cost {
  /** Status reads until the end is noticed. */
  readonly calls: number;
  /** Seconds between the end and the read that notices it. */
  readonly delay: number;
}

/** The moments at which a status is read while it is pending, in seconds, from 0. */
export type Schedule = readonly number[];

/** Exactly: the law is integrated, not sampled. */
export function costOf(schedule: Schedule, { finishedBy, meanSeconds }: Law): Cost {
  let [calls, noticed] = [1, 0];
  for (const [index, at] of schedule.entries()) {
    const next = schedule[index + 1];
    if (next === undefined) break;
    // As many as are still out here read again, and go on until then.
    const out = 1 - finishedBy(at);
    calls += out;
    noticed += out * (next - at);
  }
  return { calls, delay: noticed - meanSeconds };
}

export function meanCost(schedules: readonly Schedule[], law: Law): Cost {
  return meanOf(schedules.map((schedule) => costOf(schedule, law)));
}

export function meanOf(costs: readonly Cost[]): Cost {
  return { calls: mean(costs.map(({ calls }) => calls)), delay: mean(costs.map(({ delay }) => delay)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values.map(Math.log)));
}
