import { readdir } from "node:fs/promises";
import { RootCommand, script } from "@bomb.sh/tab";
import type { Command } from "commander";
import { readConfigFiles } from "../client/aws-config/config-files.js";
import { REGIONS } from "../text/regions.js";
import { TOPICS } from "./help.js";
import type { Host } from "./host.js";
import { SHELLS } from "./program.js";
import { scenarios } from "./scenarios.js";

/** Prints what makes a shell ask this program for what may follow. */
export function printScript(shell: string, program: Command): void {
  script(shell, program.name(), program.name());
}

/** Prints what may follow these words, as that script expects it. */
export async function printCompletions(
  words: readonly string[],
  program: Command,
  { env }: Host,
): Promise<void> {
  const root = new RootCommand();
  const offer = (values: readonly string[]) => (complete: (value: string, description: string) => void) => {
    for (const value of values) complete(value, "");
  };
  const values: Readonly<Record<string, readonly string[]>> = {
    "--region": REGIONS,
    "--emulate": scenarios,
    "--scenario": scenarios,
    "--profile": [...(await readConfigFiles(env)).profiles.keys()],
    "--targets": ["-", ...(await targetsFiles())],
  };
  for (const command of program.createHelp().visibleCommands(program)) {
    const known = root.command(command.name(), command.description());
    for (const { long, description, required, optional } of command.options) {
      const name = long?.slice(2) ?? "";
      if (required || optional) known.option(name, description, offer(values[`--${name}`] ?? []));
      else known.option(name, description);
    }
    if (command.name() === "help") known.argument("topic", offer(topics(program)));
    if (command.name() === "completion") known.argument("shell", offer(SHELLS));
  }
  root.parse([...words]);
}

function topics(program: Command): readonly string[] {
  const commands = program.createHelp().visibleCommands(program);
  return [...Object.keys(TOPICS), ...commands.map((command) => command.name())];
}

async function targetsFiles(): Promise<readonly string[]> {
  const names = await readdir(".").catch(() => []);
  return names.filter((name) => /\.(json|ndjson|jsonl|csv)$/.test(name));
}
