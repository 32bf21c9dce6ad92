// Every scenario of --emulate and its exit code.
import { describe, expect, test } from "vitest";
import { type Scenario, scenarios, timelineOf } from "../../src/cli/scenarios.js";
import { timelineNames } from "../../src/testing/index.js";
import { inside, parsed } from "./program.js";

describe.concurrent("every scenario ends as it should", () => {
  const ends: Readonly<
    Record<Scenario, { readonly status: number; readonly wait: number; readonly ensure: number }>
  > = {
    registers: { status: 3, wait: 0, ensure: 0 },
    "registers-instantly": { status: 0, wait: 0, ensure: 0 },
    "registers-with-timestream": { status: 3, wait: 0, ensure: 0 },
    "fails-iam": { status: 3, wait: 1, ensure: 1 },
    "fails-timestream": { status: 3, wait: 1, ensure: 6 },
    "fails-both": { status: 3, wait: 1, ensure: 6 },
    "fails-then-registers": { status: 3, wait: 1, ensure: 0 },
    "never-settles": { status: 3, wait: 3, ensure: 3 },
    "not-registered": { status: 5, wait: 5, ensure: 0 },
    "outdated-result": { status: 1, wait: 1, ensure: 0 },
    "unknown-status": { status: 3, wait: 0, ensure: 0 },
    "loses-timestream": { status: 3, wait: 0, ensure: 0 },
  };

  /** Enough time on a busy machine; `never-settles` ends at the default limit, which `--time-scale` shortens. */
  const limitOf = (scenario: Scenario) => (scenario === "never-settles" ? [] : ["--max-wait-time", "60"]);

  test.for(scenarios)("wait --emulate=%s ends with its exit code", async (scenario) => {
    const { stdout, stderr, exitCode } = await inside(
      ["wait", `--emulate=${scenario}`, "--time-scale", "200", ...limitOf(scenario)],
      { env: {} },
    );
    expect(exitCode, stderr).toBe(ends[scenario].wait);
    expect(stdout + stderr).not.toContain("\u001b");
  });

  test.for(scenarios)("status --emulate=%s ends with its exit code", async (scenario) => {
    const { exitCode, stdout } = await inside([
      "status",
      `--emulate=${scenario}`,
      "--time-scale",
      "0.01",
      "--json",
    ]);
    expect(exitCode).toBe(ends[scenario].status);
    expect(parsed(stdout).at(-1)).toMatchObject({ type: "result", exitCode });
  });

  test.for(scenarios)("ensure --emulate=%s ends with its exit code", async (scenario) => {
    const args = [
      "ensure",
      `--emulate=${scenario}`,
      "--time-scale",
      "200",
      "--json",
      "--max-registrations",
      "2",
      ...limitOf(scenario),
    ];
    const { exitCode, stdout } = await inside(args);
    expect(exitCode, stdout).toBe(ends[scenario].ensure);
    expect(parsed(stdout).at(-1)).toMatchObject({ type: "result", exitCode });
  });

  test("the scenarios are the emulator's timelines", () => {
    expect(scenarios.map(timelineOf)).toEqual([...timelineNames]);
  });
});
