// Results on standard output, progress on standard error, and what becomes of them when nobody listens.
import { describe, expect, test } from "vitest";
import { program, start } from "./program.js";

describe.concurrent("streams", { timeout: 30_000 }, () => {
  test("a closed standard output is quiet, and the exit code is still the answer", async () => {
    const { child, outcome } = start(["wait", "--emulate=fails-iam", "--time-scale", "600", "--json"], {});
    child.stdout?.destroy();
    const { stderr, exitCode } = await outcome;
    expect({ stderr: stderr.replace(/^error: .*\n(next: .*\n)?/, ""), exitCode }).toEqual({
      stderr: "",
      exitCode: 1,
    });
  });

  test("a closed standard error is quiet too", async () => {
    const { child, outcome } = start(["wait", "--emulate", "--time-scale", "600"], {});
    child.stderr?.destroy();
    const { stdout, exitCode } = await outcome;
    expect(stdout).toMatch(/^account 123456789012: REGISTRATION_SUCCESS; .*\n$/);
    expect(exitCode).toBe(0);
  });

  test("progress goes to standard error, one line for each transition", async () => {
    const { stdout, stderr } = await program(["wait", "--emulate", "--time-scale", "60"], {});
    expect(stderr.replaceAll(/^ *\d+\.\d s/gm, "T").split("\n")).toEqual([
      "T  iam         REGISTRATION_PENDING",
      "T  timestream  REGISTRATION_PENDING",
      "T  account     REGISTRATION_PENDING",
      "T  iam         REGISTRATION_SUCCESS",
      "T  timestream  REGISTRATION_SUCCESS",
      "T  account     REGISTRATION_SUCCESS",
      "",
    ]);
    expect(stdout).toBe(
      "account 123456789012: REGISTRATION_SUCCESS; Timestream: REGISTRATION_SUCCESS; IAM: REGISTRATION_SUCCESS\n",
    );
  });

  test("FORCE_COLOR colors lines that nobody sees at a terminal; --no-color does not let it", async () => {
    const args = ["wait", "--emulate=registers-instantly"];
    expect((await program(args, { FORCE_COLOR: "1" })).stderr).toContain("\u001b[32mREGISTRATION_SUCCESS");
    expect((await program([...args, "--no-color"], { FORCE_COLOR: "1" })).stderr).not.toContain("\u001b");
  });
});
