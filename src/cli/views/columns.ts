import type { RegistrationResource } from "../../index.js";
import { hasBegun, type TargetProgress } from "./progress.js";
import { bar, mark, type Screen } from "./screen.js";
import type { Plan } from "./view.js";
import { clock, toneOf, wordOf } from "./wording.js";

/** What stands between two columns. */
export const GAP = "  ";

/** What a table tells of a target besides its name and its state. */
export interface Column {
  readonly title: string;
  readonly width: number;
  /** Which columns give way first: those with the greatest number. */
  readonly rank: number;
  readonly show: (target: TargetProgress) => string;
}

/** All columns, in the order in which they stand. */
export function columnsFor(screen: Screen, { expectedMs }: Plan, now: number): readonly Column[] {
  const { colors } = screen;
  const part = (resource: RegistrationResource) => (target: TargetProgress) => {
    const seen = target.resources[resource];
    if (seen === undefined) return colors.dim(target.account === undefined ? "" : "not used");
    const tone = toneOf(seen.status);
    return `${mark(screen, tone, target.outcome ? undefined : now)} ${wordOf(seen.status)}`;
  };
  const ageOf = ({ settledAt, beganAt, startedAt }: TargetProgress) =>
    (settledAt ?? now) - (beganAt ?? startedAt ?? now);
  return [
    { title: "IAM", width: 12, rank: 3, show: part("iam") },
    { title: "Timestream", width: 12, rank: 4, show: part("timestream") },
    {
      title: `age (usual ${clock(expectedMs)})`,
      width: 16,
      rank: 1,
      show: (target) => {
        if (!hasBegun(target)) return "";
        const age = ageOf(target);
        return age <= expectedMs || target.outcome ? clock(age) : colors.yellow(`${clock(age)} longer`);
      },
    },
    {
      title: "",
      width: 10,
      rank: 6,
      show: (target) =>
        target.outcome || !hasBegun(target) ? "" : bar(screen, 10, ageOf(target) / expectedMs),
    },
    {
      title: "next",
      width: 5,
      rank: 2,
      show: ({ nextReadAt }) =>
        nextReadAt === undefined ? "" : `${Math.max(0, Math.ceil((nextReadAt - now) / 1000))} s`,
    },
    { title: "reads", width: 5, rank: 5, show: ({ calls }) => String(calls) },
    {
      title: "throttled",
      width: 9,
      rank: 7,
      show: ({ throttled }) => (throttled > 0 ? colors.yellow(String(throttled)) : ""),
    },
  ];
}

/** Those for which there is room. */
export function fitting(columns: readonly Column[], width: number): readonly Column[] {
  let left = width + GAP.length;
  const kept = [...columns]
    .sort((a, b) => a.rank - b.rank)
    .filter((column) => {
      const fits = column.width + GAP.length <= left;
      if (fits) left -= column.width + GAP.length;
      return fits;
    });
  return columns.filter((column) => kept.includes(column));
}
