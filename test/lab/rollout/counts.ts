import type { Clock } from "../../step-functions/interpreter/clock.js";

/**
 * Prints the number of accounts per state on standard error: in a terminal one line that changes, else a line at most every 2 s.
 */
export function liveCounts(accounts: number, clock: Clock) {
  const began = clock.now();
  const latest = new Map<unknown, string>();
  const count = (...states: string[]) =>
    [...latest.values()].filter((state) => states.includes(state)).length;
  const elapsed = () => {
    const seconds = Math.round((clock.now() - began) / 1000);
    return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
  };
  const line = () => {
    const failed = count(
      ...[
        "Registration failed",
        "Timestream at risk",
        "Resources differ",
        "Not registered",
        "Result outdated",
      ],
      ...["Register not accepted", "Register unknown", "Timed out", "Request failed", "Status unreadable"],
      "Wrong account",
    );
    const registered = count("Registered");
    const waiting = accounts - registered - failed;
    return `${elapsed()}  ${accounts} accounts: ${registered} registered, ${waiting} waiting, ${failed} not registered`;
  };
  const terminal = process.stderr.isTTY;
  let shown = "";
  const show = () => {
    if (line() === shown) return;
    shown = line();
    process.stderr.write(terminal ? `\r${shown}` : `${shown}\n`);
  };
  const timer = setInterval(show, terminal ? 100 : 2000);
  return {
    elapsed,
    /** Records the state that an account enters. */
    entered: (state: string, input: unknown) => {
      const { account } = input as { readonly account?: string };
      if (account !== undefined) latest.set(account, state);
    },
    end: () => {
      clearInterval(timer);
      show();
      if (terminal) process.stderr.write("\n");
    },
  };
}
