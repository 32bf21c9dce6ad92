import { concat, firstValueFrom, from, throwError } from "rxjs";
import { expect, test } from "vitest";
import { follow } from "../../src/cli/commands/follow.js";
import { Interruption } from "../../src/cli/host.js";
import type { EnsureEvent } from "../../src/index.js";
import { snapshot } from "../support/answers.js";

const at = { attempt: 1, elapsedMs: 0 };
const poll = (states: string | undefined, nextDelayMs?: number): EnsureEvent => ({
  type: "poll",
  snapshot: states === undefined ? undefined : snapshot(states),
  nextDelayMs,
  ...at,
});
const register = (since?: Date): EnsureEvent => ({
  type: "register",
  registration: 1,
  registerAccountStatus: "REGISTRATION_PENDING",
  since,
  ...at,
});
const retry = (sent: boolean): EnsureEvent => ({
  type: "retry",
  operation: "RegisterAccount",
  error: new Error("no"),
  failure: { name: "Error", message: "no", status: undefined, reason: "no." },
  throttled: false,
  sent,
  nextDelayMs: 5,
  ...at,
});
const LATER = new Date("2026-06-01T00:00:00Z");

test.for([
  ["nothing was seen", [], undefined, 0],
  ["the account is not registered", [poll(undefined, 5)], undefined, 0],
  ["a registration is pending", [poll("PP", 5)], "continues", 0],
  ["RegisterAccount is in flight", [poll(undefined)], "look-again", 1],
  ["RegisterAccount is repeated", [poll(undefined), retry(false)], "look-again", 1],
  ["a second RegisterAccount is in flight", [poll(undefined), register(), poll("FF")], "look-again", 2],
  ["the response to RegisterAccount was lost", [poll(undefined), retry(true)], "look-again", 1],
  ["RegisterAccount was accepted", [poll(undefined), register()], "continues", 1],
  [
    "RegisterAccount was accepted after a lost one",
    [poll(undefined), retry(true), register()],
    "continues",
    1,
  ],
  ["its registration is not visible yet", [poll("FF"), register(LATER), poll("FF", 5)], "continues", 1],
  ["its registration failed", [poll("FF"), register(new Date(0)), poll("FF", 5)], undefined, 1],
] as const)(
  "an interruption of ensure has the right advice if %s",
  async ([, events, topic, registrations]) => {
    const interrupted = throwError(() => new Interruption("interrupted"));
    const outcome = await firstValueFrom(
      follow("t", "ensure", concat(from<EnsureEvent[]>([...events]), interrupted)),
    );
    expect(outcome).toMatchObject({ state: "interrupted", registrations });
    expect(outcome.topic).toBe(topic);
  },
);
