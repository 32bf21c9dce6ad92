import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXIT_CODES, MEANINGS } from "../../src/cli/exit-codes.js";
import { TOPICS } from "../../src/cli/help.js";
import { root } from "../support/run.js";
import { inside, program } from "./program.js";

describe("help", () => {
  test("help exit-codes prints every exit code, from the real program", async () => {
    const { stdout, stderr, exitCode } = await program(["help", "exit-codes"]);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    for (const code of new Set(Object.values(EXIT_CODES))) {
      expect(stdout).toMatch(new RegExp(`^ +${code}  ${MEANINGS[code].slice(0, 10)}`, "m"));
    }
  });

  test.for(Object.keys(TOPICS))("help %s prints a text that fits a screen", async (topic) => {
    const { stdout, exitCode } = await inside(["help", topic]);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(TOPICS[topic]);
    for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(110);
  });

  test.for([["help"], ["help", "wait"], ["--help"]])("%j prints the help of a command", async (args) => {
    const { stdout, exitCode } = await inside(args);
    expect(stdout).toMatch(/^Usage: fleetwise-registration /);
    expect(exitCode).toBe(0);
  });

  test("help help prints its own help, and the help names every topic", async () => {
    expect(await inside(["help", "help"])).toMatchObject({ stderr: "", exitCode: 0 });
    const { stdout } = await inside(["help"]);
    expect(stdout).toMatch(/ Print help for a command, or for exit-codes, environment, targets$/m);
  });

  test("the guide has the order of the exit codes", () => {
    const guide = readFileSync(join(root, "docs/command-line.md"), "utf8");
    expect(guide).toContain(TOPICS["exit-codes"]?.trimEnd().split("\n").at(-1));
  });
});
