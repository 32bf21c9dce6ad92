// The commands status, wait, ensure and emulate read each of their options.
import { expect, test } from "vitest";
import { emulate } from "../../src/cli/commands/emulate.js";
import { ensure } from "../../src/cli/commands/ensure.js";
import { status } from "../../src/cli/commands/status.js";
import { wait } from "../../src/cli/commands/wait.js";
import {
  emulateOptions,
  ensureOptions,
  optionName,
  statusOptions,
  waitOptions,
} from "../../src/cli/options.js";
import { createProgram } from "../../src/cli/program.js";
import { startEmulator } from "../../src/testing/index.js";
import { hostOf, KEYS } from "./program.js";

/** Returns the flags, and records the name of each flag that a command reads. */
function noted<F extends object>(flags: F, read: Set<string>): F {
  return new Proxy(flags, {
    get(target, name) {
      read.add(String(name));
      return Reflect.get(target, name);
    },
  });
}

test.for([
  ["status", status, statusOptions],
  ["wait", wait, waitOptions],
  ["ensure", ensure, ensureOptions],
] as const)("%s reads the flag of each of its options", async ([, command, options]) => {
  await using emulator = await startEmulator({ timeline: "registersInstantly" });
  const read = new Set<string>();
  const reached = { region: ["eu-central-1"], endpointUrl: emulator.endpoint };
  for (const flags of [{ emulate: "registers-instantly", json: true } as const, reached]) {
    const [outcome] = await command(noted(flags, read), hostOf({ env: KEYS }));
    expect(outcome).toMatchObject({ state: "registered" });
  }
  expect(Object.keys(options).filter((flag) => !read.has(flag))).toEqual([]);
});

test("emulate reads the flag of each of its options", async () => {
  const read = new Set<string>();
  const flags = { port: 0, scenario: "registers", timeScale: 1 } as const;
  await emulate(noted(flags, read), hostOf({ signal: AbortSignal.abort("SIGINT") }));
  expect(Object.keys(emulateOptions).filter((flag) => !read.has(flag))).toEqual([]);
});

test("each option of ensure has the name of its flag", () => {
  const ignore = async () => {};
  const actions = { status: ignore, wait: ignore, ensure: ignore, emulate: ignore, template: ignore };
  const program = createProgram({ ...actions, completion: ignore, complete: ignore }, "");
  const options = program.commands.find((command) => command.name() === "ensure")?.options ?? [];
  const shown = options.filter((option) => !option.hidden);
  expect(shown.map((option) => option.attributeName())).toEqual(Object.keys(ensureOptions));
  expect(optionName("maxWaitTime")).toBe("--max-wait-time");
});
