/** How a target of a command can end. */
export type State =
  | "registered"
  | "failed"
  | "wrong-usage"
  | "pending"
  | "timed-out"
  | "unreadable"
  | "not-registered"
  | "interrupted"
  | "terminated";

/** The exit code that tells of each. */
export const EXIT_CODES = {
  registered: 0,
  failed: 1,
  "wrong-usage": 2,
  pending: 3,
  "timed-out": 3,
  unreadable: 4,
  "not-registered": 5,
  interrupted: 130,
  terminated: 143,
} as const satisfies Record<State, number>;

/** Which state speaks for several targets: what needs a person most comes first. */
const PRECEDENCE: readonly State[] = [
  "interrupted",
  "terminated",
  "wrong-usage",
  "failed",
  "unreadable",
  "not-registered",
  "timed-out",
  "pending",
  "registered",
];

/** The state of several targets together. */
export function overall(states: readonly State[]): State {
  return PRECEDENCE.find((state) => states.includes(state)) ?? "registered";
}
