import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../../support/run.js";

/** Runs Node and returns its standard output. A separate process keeps one measurement from affecting the next. */
export async function printed(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const output = (await child.stdout.toArray()).join("");
  const code = await exited;
  if (code !== 0) throw new Error(`node ${args.join(" ")} exited with ${code}`);
  return output;
}

/** Compiles a program to JavaScript as it would be shipped: tsx would wrap every function to keep its name. */
export async function built(file: string): Promise<string> {
  const folder = join(root, "node_modules/.cache/bench");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${file.replaceAll("/", "-")}.mjs`);
  await build({
    entryPoints: [join(root, file)],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "error",
  });
  return outfile;
}

/** Measures each cell in alternation, so that the machine's load affects all alike. Returns the median of each. */
export async function inTurns<Name extends string>(
  cells: Readonly<Record<Name, () => Promise<number>>>,
  rounds: number,
): Promise<Readonly<Record<Name, number>>> {
  const names = Object.keys(cells) as Name[];
  const measured = names.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, name] of names.entries()) measured[index]?.push(await cells[name]());
  }
  return Object.fromEntries(names.map((name, index) => [name, median(measured[index] ?? [])])) as Record<
    Name,
    number
  >;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
