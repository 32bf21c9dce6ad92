// The command line uses the library's defaults.
import { expect, test } from "vitest";
import { waitConfig } from "../../src/cli/commands/wait.js";
import { DEFAULTS } from "../../src/options/defaults.js";
import { inside } from "./program.js";

const flags = { concurrency: 1, color: false };

test("a wait without options has the library's defaults", () => {
  const { maxWaitTime, minDelay, consistencyGrace, expected, interval } = DEFAULTS;
  const times = { maxWaitTime, minDelay, consistencyGrace, expected, interval };
  expect(waitConfig(flags, 1)).toEqual({ ...times, maxDelay: undefined, since: undefined });
});

test("a faster emulator shortens the defaults, but not the given times", () => {
  const { maxWaitTime, minDelay, expected } = DEFAULTS;
  const times = waitConfig({ ...flags, interval: 2, consistencyGrace: 7 }, 10);
  expect(times).toMatchObject({
    ...{ maxWaitTime: maxWaitTime / 10, minDelay: minDelay / 10, expected: expected / 10 },
    ...{ interval: 2, consistencyGrace: 7 },
  });
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
] as const)("the help of %s contains the library's defaults", async ([command, defaults]) => {
  const help = (await inside([command, "--help"])).stdout.replaceAll(/\n {10,}/g, " ");
  for (const [name, value] of Object.entries(defaults)) {
    expect(help).toMatch(new RegExp(`--${name} <.*\\(default: ${value}\\)`));
  }
});
