import type { PollEvent } from "../../index.js";
import { UNSAFE } from "../../text/one-line.js";
import { adviceOf } from "../advice.js";
import { EXIT_CODES, overall, type State } from "../exit-codes.js";
import type { Host } from "../host.js";
import type { OutputFlags } from "../options.js";
import { type Outcome, reasonOf } from "../outcome.js";
import type { Plan, View, ViewEvent } from "./view.js";

/** Returns a view of one JSON object a line. `more` returns further members of a settled target. */
export function jsonView(
  { stdout, now }: Pick<Host, "stdout" | "now">,
  { quiet }: OutputFlags,
  { command, emulated }: Pick<Plan, "command" | "emulated">,
  more: (outcome: Outcome) => object | undefined = () => undefined,
): View {
  const print = (type: string, line: object) =>
    stdout.write(jsonLine({ time: new Date(now()), type, ...(emulated && { emulated }), ...line }));
  const note = quiet ? () => {} : print;
  const shown = new Map<string, string>();
  const changed = (target: string, snapshot: unknown = null) => {
    const [before, after] = [shown.get(target), JSON.stringify(snapshot)];
    shown.set(target, after);
    return before === after ? {} : { snapshot };
  };
  const fields = (target: string, { ageMs: _, type, ...event }: ViewEvent) => {
    const { snapshot, nextDelayMs, ...rest } = event as Partial<PollEvent>;
    const delay = nextDelayMs === undefined ? {} : { nextDelayMs: Math.round(nextDelayMs) };
    return { ...rest, ...delay, ...(type === "poll" && changed(target, snapshot)) };
  };
  const warnings: string[] = [];
  const settlement = (outcome: Outcome) => {
    const { target, state, registrations = 0, snapshot, error } = outcome;
    const counted = command === "ensure" && { registrations };
    const [reason, advice] = [reasonOf(outcome), adviceOf(command, outcome)];
    const ending = { target, state, exitCode: EXIT_CODES[state], ...counted };
    return { ...ending, snapshot, reason, advice, error, ...more(outcome) };
  };
  return {
    warning(message) {
      warnings.push(message);
      note("warning", { message });
    },
    identity: (target, identity) => note("identity", { target, ...identity }),
    started() {},
    event: (target, event) => note(event.type, { target, ...fields(target, event) }),
    settled: (outcome) => note("settled", settlement(outcome)),
    ended(outcomes) {
      const state = overall(outcomes.map((outcome) => outcome.state));
      const warned = warnings.length > 0 && { warnings };
      print("result", { state, exitCode: EXIT_CODES[state], ...warned, targets: outcomes.map(settlement) });
    },
  };
}

/** Prints the result of a command that failed as a whole, so that its targets have no outcomes. */
export function jsonFailure({ stdout, now }: Pick<Host, "stdout" | "now">, state: State, error: Error): void {
  const exitCode = EXIT_CODES[state];
  stdout.write(jsonLine({ time: new Date(now()), type: "result", state, exitCode, targets: [], error }));
}

/** Returns a line of JSON without characters that a terminal interprets. An error has its name, message and code. */
export function jsonLine(value: object): string {
  const json = JSON.stringify(value, function (this: Record<string, unknown>, key, member: unknown) {
    // Reads the original error, because `member` is the result of its toJSON, which has more members.
    const original = this[key];
    if (!(original instanceof Error)) return member;
    const { name, message, code } = original as Error & { readonly code?: unknown };
    return { name, message, code: typeof code === "string" ? code : name };
  });
  const escaped = (control: string) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `${json.replace(UNSAFE, (unsafe) => unsafe.replace(/./gs, escaped))}\n`;
}
