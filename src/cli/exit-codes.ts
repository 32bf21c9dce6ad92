/** How a target of a command can end, or the whole command. */
export type State =
  | "registered"
  | "failed"
  | "wrong-usage"
  | "pending"
  | "outdated"
  | "timed-out"
  | "unreadable"
  | "not-registered"
  | "crashed"
  | "unwritable"
  | "interrupted"
  | "terminated";

/** The exit code that tells of each. Those from 70 on are of sysexits.h: no verdict of the service is among them. */
export const EXIT_CODES = {
  registered: 0,
  failed: 1,
  "wrong-usage": 2,
  pending: 3,
  outdated: 3,
  "timed-out": 3,
  unreadable: 4,
  "not-registered": 5,
  crashed: 70,
  unwritable: 74,
  interrupted: 130,
  terminated: 143,
} as const satisfies Record<State, number>;

/** What each exit code means, for help. */
export const MEANINGS: Readonly<Record<(typeof EXIT_CODES)[State], string>> = {
  0: "registered",
  1: "the registration failed",
  2: "wrong usage",
  3: "not finished: timed out, pending or unknown, or a verdict older than --since",
  4: "could not read: region, credentials, access, network",
  5: "not registered",
  70: "a fault of the program itself",
  74: "could not write its output",
  130: "interrupted",
  143: "terminated",
};

/** Which state speaks for several targets: what needs a person most comes first. */
export const PRECEDENCE: readonly State[] = [
  "crashed",
  "unwritable",
  "interrupted",
  "terminated",
  "wrong-usage",
  "failed",
  "unreadable",
  "not-registered",
  "outdated",
  "timed-out",
  "pending",
  "registered",
];

/** The state of several targets together. */
export function overall(states: readonly State[]): State {
  return PRECEDENCE.find((state) => states.includes(state)) ?? "registered";
}
