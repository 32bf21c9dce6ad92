import { cumulativeLogNormal } from "vega-statistics";

/** How long a registration takes, by assumption: AWS says only that it takes "approximately five minutes". */
export interface Law {
  readonly name: string;
  /** The share of registrations that are finished so many seconds after they began. */
  readonly finishedBy: (seconds: number) => number;
  readonly meanSeconds: number;
}

/** Mostly around the median, less often far from it. */
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

/** A heavy tail, cut off: Pareto's law with the exponent 2. */
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

/** However long it has taken, the end is as near as before. */
export function memoryless(meanSeconds: number): Law {
  const finishedBy = (seconds: number) => 1 - Math.exp(-Math.max(0, seconds) / meanSeconds);
  return { name: `memoryless ${meanSeconds} s`, finishedBy, meanSeconds };
}

/** A share goes by one law, the rest by another. */
function either(share: number, one: Law, other: Law): Law {
  return {
    name: `${100 * share} % ${one.name}, else ${other.name}`,
    finishedBy: (seconds) => share * one.finishedBy(seconds) + (1 - share) * other.finishedBy(seconds),
    meanSeconds: share * one.meanSeconds + (1 - share) * other.meanSeconds,
  };
}

/** Registrations that are already going on for so long when the waiting begins, told from then on. */
export function attachedLate(law: Law, afterSeconds: number): Law {
  const before = law.finishedBy(afterSeconds);
  const finishedBy = (seconds: number) =>
    (law.finishedBy(afterSeconds + Math.max(0, seconds)) - before) / (1 - before);
  let meanSeconds = 0;
  for (let at = 0; at < HORIZON_SECONDS; at += STEP) meanSeconds += (1 - finishedBy(at + STEP / 2)) * STEP;
  return { name: `${law.name}, ${afterSeconds} s late`, finishedBy, meanSeconds };
}

const STEP = 0.5;

/** By then every law here has finished, but for one in a million. */
export const HORIZON_SECONDS = 12_000;

export const usual: Law = logNormal(300, 0.4);
export const atOnce: Law = uniform(0, 3);
export const mostlyAtOnce: Law = either(0.7, atOnce, usual);

/** When a share of all registrations has finished, in seconds. */
export function momentOf({ finishedBy }: Law, share: number): number {
  let [before, by] = [0, HORIZON_SECONDS];
  while (by - before > 0.001) {
    const middle = (before + by) / 2;
    if (finishedBy(middle) < share) before = middle;
    else by = middle;
  }
  return by;
}

/** What a cadence is judged by: it must fare well whichever of these is true. */
export const sevenLaws: readonly Law[] = [
  logNormal(300, 0.2),
  usual,
  logNormal(300, 0.7),
  uniform(60, 600),
  mostlyAtOnce,
  either(0.5, atOnce, usual),
  heavyTail(150, 1800),
];
