import { HORIZON_SECONDS, type Law } from "./laws.js";

/** Mean cost of a polling schedule. */
export interface Cost {
  /** Number of polls until the result is noticed. */
  readonly calls: number;
  /** Seconds from the result to the poll that notices it. */
  readonly delay: number;
}

/** Times of the polls while the status is pending, in seconds, starting at 0. */
export type Schedule = readonly number[];

/** Computes the cost exactly, by integrating the distribution instead of sampling it. */
export function costOf(schedule: Schedule, { finishedBy, meanSeconds }: Law): Cost {
  let [calls, noticed] = [1, 0];
  for (const [index, at] of schedule.entries()) {
    const next = schedule[index + 1];
    if (next === undefined) break;
    // Registrations that are still pending need another poll, and wait for it.
    const pending = 1 - finishedBy(at);
    calls += pending;
    noticed += pending * (next - at);
  }
  return { calls, delay: noticed - meanSeconds };
}

export function meanCost(schedules: readonly Schedule[], law: Law): Cost {
  return meanOf(schedules.map((schedule) => costOf(schedule, law)));
}

export function meanOf(
  costs: readonly Cost[],
  mean: (values: readonly number[]) => number = arithmetic,
): Cost {
  return { calls: mean(costs.map(({ calls }) => calls)), delay: mean(costs.map(({ delay }) => delay)) };
}

function arithmetic(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(arithmetic(values.map(Math.log)));
}

/** Returns the delay of the fixed interval that needs this many polls. */
export function fixedDelayAt(calls: number, law: Law): number {
  let [short, long] = [0.05, 600];
  const every = (interval: number) =>
    costOf(
      Array.from({ length: Math.ceil(HORIZON_SECONDS / interval) + 1 }, (_, index) => index * interval),
      law,
    );
  while (long / short > 1.0001) {
    const interval = Math.sqrt(short * long);
    if (every(interval).calls > calls) short = interval;
    else long = interval;
  }
  return every(short).delay;
}
