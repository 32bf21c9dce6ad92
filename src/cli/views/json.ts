import { EXIT_CODES, overall } from "../exit-codes.js";
import type { Output } from "../host.js";
import type { Outcome } from "../outcome.js";
import type { View } from "./view.js";

/**
 * One JSON object a line, for programs: the library's events with their `target`, `settled` for each target, and a last
 * `result`. Quiet, only the result.
 *
 * @param more - What else is told of a target in the end.
 */
export function jsonView(
  stdout: Output,
  quiet: boolean,
  more: (outcome: Outcome) => object = () => ({}),
): View {
  const print = (line: object) => stdout.write(jsonLine(line));
  const settlement = ({ target, state, snapshot, error }: Outcome) => ({
    target,
    state,
    exitCode: EXIT_CODES[state],
    snapshot,
    error,
    ...more({ target, state, snapshot, error }),
  });
  return {
    started() {},
    event(target, { ageMs: _, ...event }) {
      if (!quiet) print({ ...event, target });
    },
    settled(outcome) {
      if (!quiet) print({ type: "settled", ...settlement(outcome) });
    },
    ended(outcomes) {
      const state = overall(outcomes.map((outcome) => outcome.state));
      print({ type: "result", state, exitCode: EXIT_CODES[state], targets: outcomes.map(settlement) });
    },
  };
}

/** Errors as what programs go by, and no character that a terminal would act on. */
export function jsonLine(value: object): string {
  // Before any toJSON of theirs, which tells more than that.
  const json = JSON.stringify(value, function (this: Record<string, unknown>, key, member: unknown) {
    const original = this[key];
    return original instanceof Error ? errorFields(original) : member;
  });
  const escaped = json.replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
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
