/** The program's access to its process. */
export interface Host {
  /** The arguments, without Node's own. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly packageRoot: URL;
  readonly stdin: () => Promise<string>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted, with an {@link Interruption}, when the user or the system ends the program. */
  readonly signal: AbortSignal;
  /** Calls back before Ctrl-Z stops the program, and when it continues. Returns a function that removes the listener. */
  readonly onSuspension: (listener: (suspended: boolean) => void) => () => void;
  /** The time in epoch milliseconds, by a clock that does not jump. */
  readonly now: () => number;
  /** Whether the terminal can show more than ASCII. */
  readonly unicode: boolean;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly isPipe?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  on?(event: "resize", listener: () => void): unknown;
  off?(event: "resize", listener: () => void): unknown;
}

/** Reason of {@link Host.signal}: a signal ended the program before its work was done. */
export class Interruption extends Error {
  readonly state: "interrupted" | "terminated";
  readonly code: string;

  constructor(state: Interruption["state"]) {
    super(state === "interrupted" ? "Interrupted" : "Terminated");
    this.name = "AbortError";
    this.state = state;
    this.code = state.toUpperCase();
  }
}
