// Results on standard output, progress on standard error, and closed streams.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { startEmulator } from "../../src/testing/index.js";
import { advanceWhenRead, handClock } from "../support/hand-clock.js";
import type { Outcome } from "../support/run.js";
import { inside, parsed, program, start } from "./program.js";
import { BIN } from "./terminal.js";

describe.concurrent("streams", () => {
  test("a closed standard output causes no error, and the exit code is still the result", async () => {
    const { child, outcome } = start(
      ["wait", "--emulate=fails-iam", "--time-scale", "600", "--max-wait-time", "60", "--json"],
      {},
    );
    child.stdout?.destroy();
    const { stderr, exitCode } = await outcome;
    expect({ stderr: stderr.replace(/^error: .*\n(next: .*\n)?/, ""), exitCode }).toEqual({
      stderr: "",
      exitCode: 1,
    });
  });

  test("a closed standard error causes no error", async () => {
    const { child, outcome } = start(
      ["wait", "--emulate", "--time-scale", "600", "--max-wait-time", "60"],
      {},
    );
    child.stderr?.destroy();
    const { stdout, exitCode } = await outcome;
    expect(stdout).toMatch(/^account 123456789012: REGISTRATION_SUCCESS; .*\n$/);
    expect(exitCode).toBe(0);
  });

  test("progress goes to standard error, one line for each transition", async () => {
    const clock = handClock();
    await using emulator = await startEmulator({ timeline: "registersWithTimestream", now: clock.now });
    const args = ["--endpoint-url", emulator.endpoint, "--region", "us-east-1", "--max-delay", "0.05"];
    const [{ stdout, stderr }] = await Promise.all([
      program(["wait", ...args]),
      advanceWhenRead(emulator, clock, [60, 120, 120]),
    ]);
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
      "account 123456789012: REGISTRATION_SUCCESS; IAM: REGISTRATION_SUCCESS; Timestream: REGISTRATION_SUCCESS\n",
    );
  });

  test("FORCE_COLOR colors lines without a terminal, unless --no-color is given", async () => {
    const args = ["wait", "--emulate=registers-instantly"];
    expect((await inside(args, { env: { FORCE_COLOR: "1" } })).stderr).toContain(
      "\u001b[32mREGISTRATION_SUCCESS",
    );
    expect((await inside([...args, "--no-color"], { env: { FORCE_COLOR: "1" } })).stderr).not.toContain(
      "\u001b",
    );
  });
});

describe.concurrent("faults of the program itself", () => {
  test.skipIf(!existsSync("/dev/full"))("standard output that cannot be written ends with 74", async () => {
    for (const args of ["wait --emulate --json --time-scale 600", "help exit-codes"]) {
      const { stderr, exitCode } = await shell(`${BIN} ${args} >/dev/full`);
      expect(stderr).toMatch(/error: Could not write to standard output: ENOSPC/);
      expect(stderr).not.toMatch(/^ +at /m);
      expect(exitCode).toBe(74);
    }
  });

  test.skipIf(!existsSync("/dev/full"))(
    "progress that cannot be written does not change the result",
    async () => {
      const { stdout, exitCode } = await shell(
        `${BIN} wait --emulate --time-scale 600 --max-wait-time 60 2>/dev/full`,
      );
      expect(stdout).toMatch(/^account 123456789012: REGISTRATION_SUCCESS; /);
      expect(exitCode).toBe(0);
    },
  );

  test("a crash ends with 70 and the stack", async () => {
    const NODE_OPTIONS =
      "--import=data:text/javascript,setInterval(()=>{if(process.listenerCount('uncaughtException'))throw(new(Error)('boom'))},50)";
    const { stderr, stdout, exitCode } = await program(["wait", "--emulate=never-settles", "--json"], {
      NODE_OPTIONS,
    });
    expect(stderr).toMatch(
      /^error: This is a bug in fleetwise-registration\. .*\nhttps:\S+\/issues\nError: boom\n +at /,
    );
    expect(parsed(stdout).at(-1)).toMatchObject({
      state: "crashed",
      exitCode: 70,
      error: { message: "boom" },
    });
    expect(exitCode).toBe(70);
  });

  test("an unexpected error ends with 70 and the stack", async () => {
    const { stderr, exitCode } = await inside(["status", "--emulate"], {
      stdout: {
        write() {
          throw new Error("boom");
        },
      },
    });
    expect(stderr).toMatch(/^error: This is a bug in fleetwise-registration/);
    expect(exitCode).toBe(70);
  });

  test.for([
    [["wait", "--endpoint-url", "ftp://user:PASSWORD@host"], /to be an http or https URL/],
    [["wait", "--endpoint-url", "https://user:PASSWORD@host", "--json"], /without a user and a password/],
    [["wait", "--endpoint-url", "user:PASSWORD@host"], /to be an http or https URL/],
  ] as const)("no password is printed: %j", async ([args, message]) => {
    const { stdout, stderr, exitCode } = await inside(args);
    expect(stderr).toMatch(message);
    expect(stdout + stderr).not.toContain("PASSWORD");
    expect(exitCode).toBe(2);
  });
});

/** Runs a shell command. */
function shell(line: string): Promise<Outcome> {
  const child = spawn("sh", ["-c", line], { env: { PATH: process.env["PATH"], HOME: "/nonexistent" } });
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  const outputs = [child.stdout, child.stderr].map(async (stream) => (await stream.toArray()).join(""));
  return Promise.all([...outputs, closed] as const).then(([stdout = "", stderr = "", exitCode]) => ({
    stdout: String(stdout),
    stderr: String(stderr),
    exitCode: exitCode as number | null,
  }));
}
