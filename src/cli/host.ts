/** What the program is given: the only way in which it meets its process. */
export interface Host {
  /** The arguments, without those of Node. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the package. */
  readonly version: string;
  /** Where the package lies. */
  readonly packageRoot: URL;
  /** What is piped into it, read to its end. */
  readonly stdin: () => Promise<string>;
  /** Results. */
  readonly stdout: Output;
  /** Progress, and what went wrong. */
  readonly stderr: Output;
  /** Aborted, with an {@link Interruption}, when the user or the system wants the program to end. */
  readonly signal: AbortSignal;
  /** Calls back before the program is stopped by Ctrl-Z, and when it goes on. @returns What ends that. */
  readonly onSuspension: (listener: (suspended: boolean) => void) => () => void;
  /** The time in epoch milliseconds, by a clock that does not jump. */
  readonly now: () => number;
  /** Whether the terminal can show more than ASCII. */
  readonly unicode: boolean;
}

/** A stream to write to: a terminal, a pipe, a file. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** Whether it is a pipe, whose reader probably writes to the same terminal. */
  readonly isPipe?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  on?(event: "resize", listener: () => void): unknown;
  off?(event: "resize", listener: () => void): unknown;
  /** Node's own function that reads the size of a terminal now, and emits `resize` if it has changed. */
  _refreshSize?(): void;
}

/** Why the program ends before its work is done. */
export class Interruption extends Error {
  readonly state: "interrupted" | "terminated";

  constructor(state: "interrupted" | "terminated") {
    super(state === "interrupted" ? "Interrupted" : "Terminated");
    this.name = "AbortError";
    this.state = state;
  }

  /** For the errors of `--json`. */
  get code(): string {
    return this.state.toUpperCase();
  }
}
