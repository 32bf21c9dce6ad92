import { costOf, type Schedule } from "./cost.js";
import { HORIZON_SECONDS, type Law } from "./laws.js";

function everySeconds(interval: number): Schedule {
  return Array.from({ length: Math.ceil(HORIZON_SECONDS / interval) + 1 }, (_, index) => index * interval);
}

/** The delay of the fixed interval that makes as many calls. */
export function fixedDelayAt(calls: number, law: Law): number {
  let [short, long] = [0.05, 600];
  while (long / short > 1.0001) {
    const interval = Math.sqrt(short * long);
    if (costOf(everySeconds(interval), law).calls > calls) short = interval;
    else long = interval;
  }
  return costOf(everySeconds(short), law).delay;
}
