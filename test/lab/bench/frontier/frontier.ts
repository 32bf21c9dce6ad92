// Compares how late the library and other waiters notice a finished registration, and with how many polls, under assumed
// distributions of the duration. The library's own steps and the other waiters' real code run in virtual time.
import { readFileSync } from "node:fs";
import { DEFAULTS } from "../../../../src/options/defaults.js";
import { type Cadence, expectedFinish } from "../../../../src/timing/cadence.js";
import { seeded } from "../../../support/seeded.js";
import type { Figures } from "../goals.js";
import { type Cost, fixedDelayAt, geometricMean, meanCost, meanOf, type Schedule } from "./cost.js";
import { type Curve, delayAt } from "./curve.js";
import { atOnce, attachedLate, type Law, memoryless, mostlyAtOnce, sevenLaws, usual } from "./laws.js";
import { ourSchedule, pending } from "./ours.js";
import { type Course, costOfCourse, courses, followsSoon, noHint } from "./parts.js";
import { awsDefault, peers, schedulesOf } from "./peers.js";

/** A way to wait, with its costs. */
export interface Policy {
  readonly name: string;
  readonly usual: Cost;
  readonly atOnce: Cost;
  readonly mostlyAtOnce: Cost;
  /** Like `usual`, for a wait that starts 200 s after the registration. */
  readonly late: Cost;
  /** Geometric means over the seven distributions. */
  readonly seven: Cost & { readonly overOptimum: number };
}

export interface Frontier {
  readonly policies: readonly Policy[];
  readonly ours: Policy;
  /** Benefit of the resources' statuses in the responses: delay x polls with them, divided by the same without them. */
  readonly parts: readonly {
    readonly course: Course;
    readonly visible: Cost;
    readonly hidden: Cost;
    readonly ratio: number;
  }[];
  readonly figures: Figures;
}

const LATE_SECONDS = 200;
const joinedLate: Law = attachedLate(usual, LATE_SECONDS);

/** The results of reachable.ts. */
export const reachable: {
  readonly optima: Readonly<Record<string, Curve>>;
  readonly bound: Curve & { readonly optimum: readonly number[] };
} = JSON.parse(readFileSync(new URL("./optima.json", import.meta.url), "utf8"));

export async function frontier(seeds: number): Promise<Frontier> {
  const our = (ageSeconds = 0, cadence?: Cadence, untilSeconds?: number): readonly Schedule[] =>
    Array.from({ length: seeds }, (_, seed) =>
      ourSchedule(seeded(seed), () => pending(ageSeconds), { cadence }, untilSeconds),
    );
  const ours = policyOf("fleetwise-registration", our(), our(LATE_SECONDS));
  const others: Policy[] = [];
  for (const peer of peers) {
    const schedules = await schedulesOf(peer, seeds);
    others.push(policyOf(peer.name, schedules, schedules));
  }
  const aws = others.find(({ name }) => name === awsDefault.name);
  if (aws === undefined) throw new Error("The AWS SDK's waiter is not among the peers");

  const overFixed = (schedules: readonly Schedule[], law: Law) => {
    const { calls, delay } = meanCost(schedules, law);
    return delay / fixedDelayAt(calls, law);
  };
  const wrongGuesses = [DEFAULTS.expected / 3, DEFAULTS.expected * 3].map((expected) =>
    overFixed(our(0, expectedFinish({ expected })), usual),
  );
  const clocks = [-60, -20, -5, 5, 20, 60].map((skew) => meanCost(our(skew, undefined, 60), atOnce).delay);
  const parts = courses.map((course) => {
    const visible = costOfCourse(course, true, seeds);
    const hidden = costOfCourse(course, false, seeds);
    const ratio = (visible.calls * visible.delay) / (hidden.calls * hidden.delay);
    return { course, visible, hidden, ratio };
  });
  const worthOf = (wanted: Course) => parts.find(({ course }) => course === wanted)?.ratio ?? Number.NaN;

  return {
    policies: [ours, ...others],
    ours,
    parts,
    figures: {
      "frontier.usual": ours.usual.delay / aws.usual.delay,
      "frontier.usual.calls": ours.usual.calls,
      "frontier.optimum": ours.seven.overOptimum,
      "frontier.at-once": ours.atOnce.delay,
      "frontier.at-once.calls": ours.atOnce.calls,
      "frontier.mostly-at-once": ours.mostlyAtOnce.delay / aws.mostlyAtOnce.delay,
      "frontier.wrong-guess": Math.max(...wrongGuesses),
      "frontier.memoryless": overFixed(our(), memoryless(300)),
      "frontier.clock": Math.max(...clocks),
      "frontier.parts": worthOf(followsSoon),
      "frontier.parts.cost": worthOf(noHint),
    },
  };
}

function policyOf(name: string, schedules: readonly Schedule[], late: readonly Schedule[]): Policy {
  const costs = sevenLaws.map((law) => meanCost(schedules, law));
  const ratios = costs.map(({ calls, delay }, index) => delay / delayAt(optimumOf(sevenLaws[index]), calls));
  return {
    name,
    usual: meanCost(schedules, usual),
    atOnce: meanCost(schedules, atOnce),
    mostlyAtOnce: meanCost(schedules, mostlyAtOnce),
    late: meanCost(late, joinedLate),
    seven: { ...meanOf(costs, geometricMean), overOptimum: geometricMean(ratios) },
  };
}

function optimumOf(law: Law | undefined): Curve {
  const optimum = reachable.optima[law?.name ?? ""];
  if (optimum === undefined)
    throw new Error(`optima.json has no optimum for ${law?.name}: run reachable.ts again`);
  return optimum;
}
