import { adviceOf } from "../advice.js";
import { EXIT_CODES, overall, type State } from "../exit-codes.js";
import type { Host } from "../host.js";
import type { OutputFlags } from "../options.js";
import type { Outcome } from "../outcome.js";
import { reasonOf } from "../reason.js";
import type { ResultPlan } from "./results.js";
import type { View } from "./view.js";

/**
 * One JSON object a line, for programs: the library's events with their `target`, warnings, `settled` for each target, and a
 * last `result`. Each has the wall clock's `time`; a snapshot is there where it is another than before. Quiet, only the result.
 *
 * @param more - What else is told of a target in the end.
 */
export function jsonView(
  { stdout, now }: Host,
  { quiet }: Pick<OutputFlags, "quiet">,
  { command, emulated }: ResultPlan,
  more: (outcome: Outcome) => object = () => ({}),
): View {
  const mode = emulated ? { emulated } : {};
  const print = (type: string, line: object) => {
    stdout.write(jsonLine({ time: new Date(now()), type, ...mode, ...line }));
  };
  const shown = new Map<string, string>();
  const changed = (target: string, snapshot: unknown) => {
    const [before, after] = [shown.get(target), JSON.stringify(snapshot ?? null)];
    shown.set(target, after);
    return before === after ? {} : { snapshot: snapshot ?? null };
  };
  const warnings: string[] = [];
  const settlement = (outcome: Outcome) => {
    const { target, state, snapshot, error } = outcome;
    const [reason, advice] = [reasonOf(outcome), adviceOf(command, outcome)];
    const registrations = command === "ensure" ? { registrations: outcome.registrations ?? 0 } : {};
    const told = { target, state, exitCode: EXIT_CODES[state], ...registrations };
    return { ...told, snapshot, reason, advice, error, ...more(outcome) };
  };
  return {
    warning(message) {
      warnings.push(message);
      if (!quiet) print("warning", { message });
    },
    identity(target, identity) {
      if (!quiet) print("identity", { target, ...identity });
    },
    started() {},
    event(target, { ageMs: _, ...event }) {
      if (quiet) return;
      const { type, ...fields } = event;
      const { snapshot = undefined, nextDelayMs = undefined, ...rest } = fields as typeof fields & Timed;
      print(type, {
        target,
        ...rest,
        nextDelayMs: nextDelayMs === undefined ? undefined : Math.round(nextDelayMs),
        ...(type === "poll" ? changed(target, snapshot) : {}),
      });
    },
    settled(outcome) {
      if (!quiet) print("settled", settlement(outcome));
    },
    ended(outcomes) {
      const state = overall(outcomes.map((outcome) => outcome.state));
      const all = {
        state,
        exitCode: EXIT_CODES[state],
        warnings: warnings.length > 0 ? warnings : undefined,
      };
      print("result", { ...all, targets: outcomes.map(settlement) });
    },
  };
}

interface Timed {
  readonly snapshot?: unknown;
  readonly nextDelayMs?: number | undefined;
}

/** The last line where there is no target to tell of. */
export function jsonFailure({ stdout, now }: Pick<Host, "stdout" | "now">, state: State, error: Error): void {
  const exitCode = EXIT_CODES[state];
  stdout.write(jsonLine({ time: new Date(now()), type: "result", state, exitCode, targets: [], error }));
}

/** Errors as what programs go by, and no character that a terminal would act on. */
export function jsonLine(value: object): string {
  // Before any toJSON of theirs, which tells more than that.
  const json = JSON.stringify(value, function (this: Record<string, unknown>, key, member: unknown) {
    const original = this[key];
    return original instanceof Error ? errorFields(original) : member;
  });
  const escaped = json.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `${escaped}\n`;
}

function errorFields(error: Error): {
  readonly name: string;
  readonly message: string;
  readonly code: string;
} {
  const { name, message, code } = error as Error & { readonly code?: unknown };
  return { name, message, code: typeof code === "string" ? code : name };
}
