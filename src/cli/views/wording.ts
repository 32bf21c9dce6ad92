import type { RegistrationResource } from "../../index.js";
import { plainText } from "../plain-text.js";
import type { Colors } from "./colors.js";

export const RESOURCES: readonly RegistrationResource[] = ["iam", "timestream", "account"];

export const LABELS: Readonly<Record<RegistrationResource, string>> = {
  iam: "IAM",
  timestream: "Timestream",
  account: "account",
};

/** What a status is to a person. One that AWS adds later is a thing that goes on. */
export type Tone = "pending" | "good" | "bad" | "absent";

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

/** A status in plain English; one that is not known, in its own words. */
export function wordOf(status: string): string {
  switch (status) {
    case "REGISTRATION_SUCCESS":
      return "registered";
    case "REGISTRATION_FAILURE":
      return "failed";
    default:
      return plainText(status)
        .replace(/^REGISTRATION_/, "")
        .replaceAll("_", " ")
        .toLowerCase();
  }
}

export function paint(colors: Colors, tone: Tone): (text: string) => string {
  return { pending: colors.cyan, good: colors.green, bad: colors.red, absent: colors.yellow }[tone];
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

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
