// All output about an emulated account is marked as emulated.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.js";
import { guides } from "../support/guides.js";
import { root } from "../support/run.js";
import { inside, parsed } from "./program.js";

const REGION = ["--region", "eu-central-1"];
// A deadline scaled like the other times would be too short for a busy machine.
const FAST = ["--time-scale", "600", "--max-wait-time", "60"];

describe.concurrent("emulated", () => {
  test("wait --emulate marks its output as emulated, also with a real region", async () => {
    const { stdout, stderr, exitCode } = await inside(["wait", "--emulate", ...FAST, ...REGION], { env: {} });
    expect(stderr).toMatch(/^emulated: nothing is sent to AWS\n/);
    expect(stdout).toMatch(/^account 123456789012: REGISTRATION_SUCCESS; .* \(emulated\)\n$/);
    expect(exitCode).toBe(0);
  });

  test("status, ensure and ensure --dry-run mark emulated output", async () => {
    const status = await inside(["status", "--emulate=registers-instantly", ...REGION], { env: {} });
    expect(status.stdout).toMatch(/^account {5}123456789012 {2}REGISTRATION_SUCCESS {2}\(emulated\)\n/);
    const plan = await inside(["ensure", "--dry-run", "--emulate=not-registered", ...REGION]);
    expect(plan.stdout).toBe(
      "would call RegisterAccount, then wait: the account is not registered (emulated)\n",
    );
    const several = await inside([
      "ensure",
      "--quiet",
      "--emulate=registers-instantly",
      ...REGION,
      "--region",
      "b",
    ]);
    expect(several.stdout).toMatch(/\n2 targets: 2 registered \(emulated\)\n$/);
  });

  test("every line of --json is marked as emulated", async () => {
    const { stdout } = await inside(["wait", "--emulate", ...FAST, "--json", ...REGION], { env: {} });
    for (const line of parsed(stdout)) expect(line).toMatchObject({ emulated: true });
  });

  test("output without an emulator is not marked as emulated", async () => {
    const { stdout, stderr } = await inside([
      "status",
      "--endpoint-url",
      "http://127.0.0.1:1",
      ...REGION,
      "--json",
      "--max-wait-time",
      "0.2",
    ]);
    expect(stdout + stderr).not.toContain("emulated");
  });
});

test("npm start uses an emulator, also with further options", async () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const [, args = ""] = /src\/cli\/bin\.ts (.*)$/.exec(scripts.start) ?? [];
  const { stdout } = await inside([...args.split(" "), ...FAST, ...REGION], { env: {} });
  expect(stdout).toMatch(/\(emulated\)\n$/);
  const failing = await inside([...args.split(" "), "--emulate=fails-iam", ...FAST], { env: {} });
  expect(failing.exitCode).toBe(1);
});

/** The lines of the guides and the examples that contain a command of this program. */
const COMMANDS = [...guides, ...readdirSync(join(root, "examples")).map((name) => `examples/${name}`)]
  .filter((file) => /\.(ts|md)$/.test(file))
  .flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const lines =
      text.match(
        /^.*(?:npm start|fleetwise-registration (?:status|wait|ensure|emulate|help|completion)\b).*$/gm,
      ) ?? [];
    return lines.map((line) => ({ file, line }));
  });

describe("a command of this program that a guide or the header of an example names", () => {
  test.for(COMMANDS)("the program accepts the command in $file: $line", ({ file, line }) => {
    const ignore = async () => {};
    const actions = { status: ignore, wait: ignore, ensure: ignore, emulate: ignore, template: ignore };
    const { commands } = createProgram({ ...actions, completion: ignore, complete: ignore }, "");
    // In a copied example, `npm start` would run the user's own program.
    if (file.startsWith("examples/")) expect(line).not.toContain("npm start");
    for (const [, name, rest = ""] of line.matchAll(/fleetwise-registration (\w+)([^`"'|)>#]*)/g)) {
      const command = commands.find((one) => one.name() === name);
      expect(command, line).toBeDefined();
      for (const [option] of rest.matchAll(/--[\w-]+/g)) {
        expect(
          command?.options.some(({ long }) => long === option),
          `${name} ${option}`,
        ).toBe(true);
      }
    }
  });
});
