import type { RegistrationResource } from "../../index.js";
import { oneLine } from "../../text/one-line.js";
import type { State } from "../exit-codes.js";
import type { Colors } from "./colors.js";

export const RESOURCES: readonly RegistrationResource[] = ["iam", "timestream", "account"];

/** How a status looks to a person. One that AWS adds later is pending. */
export type Tone = "pending" | "good" | "bad" | "absent" | "troubled";

export function toneOf(status: string): Tone {
  switch (status) {
    case "REGISTRATION_SUCCESS":
      return "good";
    case "REGISTRATION_FAILURE":
      return "bad";
    case "NOT_REGISTERED":
      return "absent";
    default:
      return "pending";
  }
}

export function toneOfState(state: State): Tone {
  switch (state) {
    case "registered":
      return "good";
    case "pending":
      return "pending";
    case "timed-out":
    case "outdated":
    case "interrupted":
    case "terminated":
      return "troubled";
    case "not-registered":
      return "absent";
    default:
      return "bad";
  }
}

/** A status in plain English; one that is not known, in its own words. */
export function wordOf(status: string): string {
  switch (status) {
    case "REGISTRATION_SUCCESS":
      return "registered";
    case "REGISTRATION_FAILURE":
      return "failed";
    default:
      return oneLine(status)
        .replace(/^REGISTRATION_/, "")
        .replaceAll("_", " ")
        .toLowerCase();
  }
}

/** The note on everything that an emulator answered. */
export const NOT_ASKED = "emulated: no AWS account is asked";

/** How a target ended, in plain English. */
export function wordOfState(state: State): string {
  return state.replaceAll("-", " ");
}

export function paint(colors: Colors, tone: Tone): (text: string) => string {
  const { cyan: pending, green: good, red: bad, yellow } = colors;
  return { pending, good, bad, absent: yellow, troubled: yellow }[tone];
}

/** Minutes and seconds, as a stopwatch shows them. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A length of time in a sentence. */
export function span(ms: number): string {
  return ms < 60_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : `${clock(ms)} min`;
}

/** The time of day by the user's clock. */
export function timeOfDay(epochMs: number): string {
  return new Date(epochMs).toTimeString().slice(0, 8);
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
