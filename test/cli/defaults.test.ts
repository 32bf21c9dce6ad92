// The command line has no defaults of its own where the library has one.
import { expect, test } from "vitest";
import { waitConfig } from "../../src/cli/commands/wait-config.js";
import { expectedFinish } from "../../src/index.js";
import { DEFAULTS } from "../../src/options/defaults.js";
import { inside } from "./program.js";

const flags = { concurrency: 1, color: false };
const at = (seconds: number) => ({
  attempt: 9,
  elapsedMs: 1000 * seconds,
  ageMs: 1000 * seconds,
  snapshot: undefined,
});

test("a wait without options goes by the library's defaults", () => {
  const { maxWaitTime, minDelay, consistencyGrace, expected } = DEFAULTS;
  const { cadence, expectedMs, ...pace } = waitConfig(flags, 1);
  expect(pace).toEqual({ maxWaitTime, minDelay, consistencyGrace, maxDelay: undefined, since: undefined });
  expect(expectedMs).toBe(1000 * expected);
  for (const seconds of [0, 3, 60, expected, 900]) {
    expect(cadence(at(seconds))).toBe(expectedFinish()(at(seconds)));
  }
});

test("on an emulator that is faster, they are as much shorter; what is given is not", () => {
  const { expectedMs, cadence, ...pace } = waitConfig({ ...flags, interval: 2, consistencyGrace: 7 }, 10);
  expect(pace).toMatchObject({ maxWaitTime: DEFAULTS.maxWaitTime / 10, minDelay: DEFAULTS.minDelay / 10 });
  expect([expectedMs, pace.consistencyGrace]).toEqual([100 * DEFAULTS.expected, 7]);
  expect(cadence(at(DEFAULTS.expected / 10))).toBe(2);
});

test.for([
  ["status", { "max-wait-time": DEFAULTS.maxReadTime }],
  [
    "wait",
    {
      "max-wait-time": DEFAULTS.maxWaitTime,
      "min-delay": DEFAULTS.minDelay,
      "max-delay": DEFAULTS.maxDelay,
      interval: DEFAULTS.interval,
      expected: DEFAULTS.expected,
      "consistency-grace": DEFAULTS.consistencyGrace,
    },
  ],
  ["ensure", { "max-registrations": DEFAULTS.maxRegistrations, "max-wait-time": DEFAULTS.maxWaitTime }],
] as const)("the help of %s tells them", async ([command, defaults]) => {
  const help = (await inside([command, "--help"])).stdout.replaceAll(/\n {10,}/g, " ");
  for (const [name, value] of Object.entries(defaults)) {
    expect(help).toMatch(new RegExp(`--${name} <.*\\(default: ${value}\\)`));
  }
});
