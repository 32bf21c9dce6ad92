/**
 * The exit code of each state that a target or the command can end in. If targets end in different states, the first one here
 * decides, because it most needs a person. 70 and 74 are codes of sysexits.h; 130 and 143 are 128 plus a signal's number.
 */
export const EXIT_CODES = {
  crashed: 70,
  unwritable: 74,
  interrupted: 130,
  terminated: 143,
  "wrong-usage": 2,
  failed: 1,
  refused: 6,
  different: 6,
  "call-failed": 4,
  "not-registered": 5,
  outdated: 3,
  "timed-out": 3,
  pending: 3,
  registered: 0,
} as const;

/** The state that a target or the whole command ends in. */
export type State = keyof typeof EXIT_CODES;

export const MEANINGS: Readonly<Record<(typeof EXIT_CODES)[State], string>> = {
  0: "the account is registered",
  1: "the registration failed",
  2: "an option or argument is invalid",
  3: "not finished: timed out, pending or unknown, or only a result older than --since",
  4: "a request failed or was not sent: region, credentials, access, network, quota, conflict",
  5: "the account is not registered",
  6: "left alone: other resources than requested, or Timestream metadata would be lost",
  70: "a bug in this program",
  74: "could not write the output",
  130: "interrupted by Ctrl-C (SIGINT)",
  143: "terminated by SIGTERM, SIGHUP or SIGQUIT",
};

/** The states in the order in which they decide for several targets. */
export const PRECEDENCE = Object.keys(EXIT_CODES) as readonly State[];

export function overall(states: readonly State[]): State {
  return PRECEDENCE.find((state) => states.includes(state)) ?? "registered";
}
