import { cumulativeLogNormal } from "vega-statistics";

/** An assumed distribution of a registration's duration: AWS states only that it takes "approximately five minutes". */
export interface Law {
  readonly name: string;
  /** Returns the share of registrations that finish within some seconds. */
  readonly finishedBy: (seconds: number) => number;
  readonly meanSeconds: number;
}

/** A lognormal distribution: most durations are near the median. */
function logNormal(medianSeconds: number, sigma: number): Law {
  const finishedBy = (seconds: number) =>
    seconds > 0 ? cumulativeLogNormal(seconds, Math.log(medianSeconds), sigma) : 0;
  return {
    name: `lognormal ${medianSeconds} s, sigma ${sigma}`,
    finishedBy,
    meanSeconds: medianSeconds * Math.exp(sigma ** 2 / 2),
  };
}

export function uniform(from: number, to: number): Law {
  const finishedBy = (seconds: number) => Math.min(1, Math.max(0, (seconds - from) / (to - from)));
  return { name: `uniform ${from} to ${to} s`, finishedBy, meanSeconds: (from + to) / 2 };
}

/** A truncated heavy tail: a Pareto distribution with the exponent 2. */
function heavyTail(from: number, to: number): Law {
  const within = 1 - (from / to) ** 2;
  const finishedBy = (seconds: number) =>
    seconds <= from ? 0 : Math.min(1, (1 - (from / seconds) ** 2) / within);
  return {
    name: `heavy tail ${from} to ${to} s`,
    finishedBy,
    meanSeconds: (2 * from * (1 - from / to)) / within,
  };
}

/** An exponential distribution: the expected remaining time never changes. */
export function memoryless(meanSeconds: number): Law {
  const finishedBy = (seconds: number) => 1 - Math.exp(-Math.max(0, seconds) / meanSeconds);
  return { name: `memoryless ${meanSeconds} s`, finishedBy, meanSeconds };
}

/** A mixture: a share follows one distribution, the rest another. */
function either(share: number, one: Law, other: Law): Law {
  return {
    name: `${100 * share} % ${one.name}, else ${other.name}`,
    finishedBy: (seconds) => share * one.finishedBy(seconds) + (1 - share) * other.finishedBy(seconds),
    meanSeconds: share * one.meanSeconds + (1 - share) * other.meanSeconds,
  };
}

/** Remaining durations of the registrations that are still pending after some seconds. */
export function attachedLate(law: Law, afterSeconds: number): Law {
  const before = law.finishedBy(afterSeconds);
  const finishedBy = (seconds: number) =>
    (law.finishedBy(afterSeconds + Math.max(0, seconds)) - before) / (1 - before);
  let meanSeconds = 0;
  for (let at = 0; at < HORIZON_SECONDS; at += STEP) meanSeconds += (1 - finishedBy(at + STEP / 2)) * STEP;
  return { name: `${law.name}, ${afterSeconds} s late`, finishedBy, meanSeconds };
}

const STEP = 0.5;

/** Under every distribution here, all but one in a million registrations have finished by then. */
export const HORIZON_SECONDS = 12_000;

export const usual: Law = logNormal(300, 0.4);
export const atOnce: Law = uniform(0, 3);
export const mostlyAtOnce: Law = either(0.7, atOnce, usual);

/** Returns the time at which a share of all registrations has finished, in seconds. */
export function momentOf({ finishedBy }: Law, share: number): number {
  let [before, by] = [0, HORIZON_SECONDS];
  while (by - before > 0.001) {
    const middle = (before + by) / 2;
    if (finishedBy(middle) < share) before = middle;
    else by = middle;
  }
  return by;
}

/** The distributions of the benchmark. A cadence must do well under each of them. */
export const sevenLaws: readonly Law[] = [
  logNormal(300, 0.2),
  usual,
  logNormal(300, 0.7),
  uniform(60, 600),
  mostlyAtOnce,
  either(0.5, atOnce, usual),
  heavyTail(150, 1800),
];
