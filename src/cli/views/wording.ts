import type { RegistrationResource } from "../../index.js";
import { oneLine } from "../../text/one-line.js";
import { EXIT_CODES, type State } from "../exit-codes.js";
import type { Colors } from "./colors.js";

export const RESOURCES: readonly RegistrationResource[] = ["iam", "timestream", "account"];
export const LABELS = { iam: "IAM", timestream: "Timestream", account: "account" } as const;

/** The note in the progress and the summary of a wait if an emulator responds. */
export const NOT_ASKED = "emulated: nothing is sent to AWS";

/** The severity of a status, which decides its color and its mark. */
export type Tone = "pending" | "good" | "bad" | "absent" | "troubled";

const STATUSES = new Map<string, readonly [tone: Tone, word: string]>([
  ["REGISTRATION_SUCCESS", ["good", "registered"]],
  ["REGISTRATION_FAILURE", ["bad", "failed"]],
  ["NOT_REGISTERED", ["absent", "not registered"]],
]);

/** Returns the tone of a status. A status that AWS adds later is pending. */
export function toneOf(status: string): Tone {
  return STATUSES.get(status)?.[0] ?? "pending";
}

/** Returns a status in plain English; an unknown one without AWS's prefix. */
export function wordOf(status: string): string {
  const unknown = oneLine(status).replace(/^REGISTRATION_/, "");
  return STATUSES.get(status)?.[1] ?? unknown.replaceAll("_", " ").toLowerCase();
}

export function toneOfState(state: State): Tone {
  if (state === "pending") return "pending";
  const tones: Readonly<Record<number, Tone>> = { 0: "good", 3: "troubled", 5: "absent" };
  return tones[EXIT_CODES[state]] ?? (EXIT_CODES[state] > 100 ? "troubled" : "bad");
}

export function wordOfState(state: State): string {
  return state.replaceAll("-", " ");
}

export function paint(colors: Colors, tone: Tone): (text: string) => string {
  const { cyan: pending, green: good, red: bad, yellow } = colors;
  return { pending, good, bad, absent: yellow, troubled: yellow }[tone];
}

/** Returns minutes and seconds, as a stopwatch shows them. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function span(ms: number): string {
  return ms < 60_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : `${clock(ms)} min`;
}

/** Returns the time of day by the user's clock. */
export function timeOfDay(epochMs: number): string {
  return new Date(epochMs).toTimeString().slice(0, 8);
}
