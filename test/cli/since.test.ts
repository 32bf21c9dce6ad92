// Options with times: every form of --since, and durations.
import { describe, expect, test } from "vitest";
import { positiveSeconds, secondsOrInfinity, secondsOrZero, time } from "../../src/cli/option-values.js";
import { startEmulator } from "../../src/testing/index.js";
import { inside, parsed } from "./program.js";

describe("a time", () => {
  test.for([
    ["2026-11-05T10:00:00Z", "2026-11-05T10:00:00.000Z"],
    ["2026-11-05T10:00:00.250123+02:00", "2026-11-05T08:00:00.250Z"],
    ["2026-11-05", "2026-11-05T00:00:00.000Z"],
    ["1794391200", "2026-11-11T10:00:00.000Z"],
    ["1794391200.25", "2026-11-11T10:00:00.250Z"],
  ] as const)("--since takes %s", ([text, iso]) => {
    expect(time(text).toISOString()).toBe(iso);
  });

  test.for([
    ["now", 0],
    ["-10m", 600],
    ["-1h30m", 5400],
    ["-90", 90],
  ] as const)("--since %s is %i s ago", ([text, seconds]) => {
    const before = Date.now();
    const at = time(text).getTime() + 1000 * seconds;
    expect(at).toBeGreaterThanOrEqual(before - 1);
    expect(at).toBeLessThanOrEqual(Date.now() + 1);
  });

  test.for(["", "yesterday", "5", "1794391200000", "March 7", "2026-11-05T10:00:00", "--10m", "-"])(
    "--since %j is rejected",
    (text) => {
      expect(() => time(text)).toThrow(/ISO 8601.*epoch seconds.*now.*-10m/);
    },
  );
});

describe("a duration", () => {
  test.for([
    ["90", 90],
    ["90s", 90],
    ["10m", 600],
    ["1h", 3600],
    ["1h30m", 5400],
    ["0.5", 0.5],
    ["500ms", 0.5],
  ] as const)("the duration %s is %d s", ([text, seconds]) => {
    expect(positiveSeconds(text)).toBe(seconds);
    expect(secondsOrInfinity(text)).toBe(seconds);
  });

  test("a duration may be Infinity or 0 if the option allows it", () => {
    expect([secondsOrInfinity("Infinity"), secondsOrInfinity("inf"), secondsOrZero("0")]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      0,
    ]);
  });

  test.for(["", "soon", "0", "-5", "10 bananas", "1e999", "Infinity"])(
    "the duration %j is rejected",
    (text) => {
      expect(() => positiveSeconds(text)).toThrow(/a positive time such as 90, 90s, 10m or 1h/);
    },
  );
});

describe.concurrent("an older result is ignored", () => {
  const LATER = ["--since", "2999-01-01"];

  test("wait ends with 3 and the reason if the result is older than --since", async () => {
    const args = ["wait", "--emulate=registers-instantly", ...LATER, "--consistency-grace", "0.1"];
    const { stderr, exitCode } = await inside(args, { env: {} });
    expect(stderr).toMatch(
      /\nerror: .*older than .* \(2999-01-01T.*\), REGISTRATION_SUCCESS of 2.*\nnext: Compare --since/,
    );
    expect(exitCode).toBe(3);
  });

  test("status ends with 3 and the reason if the result is older than --since", async () => {
    const { stdout, stderr, exitCode } = await inside(["status", "--emulate=registers-instantly", ...LATER], {
      env: {},
    });
    expect(stdout).toContain("REGISTRATION_SUCCESS");
    expect(stderr).toMatch(/^error: .*older than .*\nnext: Compare --since/);
    expect(exitCode).toBe(3);
  });

  test("wait ends with outdated, not failed, if a failure is older than --since", async () => {
    const args = ["wait", "--emulate=outdated-result", ...LATER, "--consistency-grace", "0.1", "--json"];
    const { stdout, exitCode } = await inside(args);
    expect(parsed(stdout).at(-1)).toMatchObject({ state: "outdated", exitCode: 3 });
    expect(exitCode).toBe(3);
  });

  test("ensure ends with 3 and advises --reregister if the result is older than --since", async () => {
    const args = ["ensure", "--emulate=registers-instantly", ...LATER, "--consistency-grace", "0.1"];
    const { stderr, exitCode } = await inside(args);
    expect(stderr).toMatch(/older than .*\nnext: .*--reregister/);
    expect(exitCode).toBe(3);
  });

  test("wait accepts a newer result, whatever the form of --since", async () => {
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const to = ["--region", "eu-central-1", "--endpoint-url", emulator.endpoint];
    for (const since of ["-10m", String(Date.now() / 1000 - 60)]) {
      expect((await inside(["wait", "--since", since, ...to])).exitCode).toBe(0);
    }
  });
});
