import { mkdtemp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../support/run.js";
import { run, write } from "./project.js";

export type CompilerOptions = Readonly<Record<string, unknown>>;

/** As strict as an application can be, all declarations checked too. */
const STRICT: CompilerOptions = {
  target: "es2022",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
};

/** What Node's own types need to be known by. */
const node: CompilerOptions = { lib: ["es2022"], types: ["node"] };

/** How applications are set up: the options, and which modules their files become. */
export const setups = {
  // Modules are looked up as `node10` did it; since TypeScript 7, which has no `node10`, as a bundler does.
  commonjs: { options: { ...node, module: "commonjs" }, extensions: ["ts"] },
  node16: { options: { ...node, module: "node16" }, extensions: ["mts", "cts"] },
  nodenext: { options: { ...node, module: "nodenext" }, extensions: ["mts", "cts"] },
  bundler: { options: { ...node, module: "esnext", moduleResolution: "bundler" }, extensions: ["ts"] },
} as const;

export type Setup = keyof typeof setups;
export const setupNames = Object.keys(setups) as Setup[];

/** The applications of `consumers`, as the files of such a set-up. */
export async function sources(setup: Setup, ...names: readonly string[]): Promise<Record<string, string>> {
  const files = names.map(async (name) => {
    const text = await readFile(new URL(`consumers/${name}.ts`, import.meta.url), "utf8");
    return setups[setup].extensions.map((extension) => [`${name}.${extension}`, text] as const);
  });
  return Object.fromEntries((await Promise.all(files)).flat());
}

/** This repository's compiler. */
const TSC = join(root, "node_modules/typescript/bin/tsc");

/** Compiles files in a folder of their own within a project. Gives the errors, each as `file code`. */
export async function compile(
  project: string,
  files: Readonly<Record<string, string>>,
  options: CompilerOptions = {},
  tsc: string = TSC,
): Promise<string[]> {
  const folder = await mkdtemp(join(project, "consumer-"));
  const tsconfig = { compilerOptions: { ...STRICT, ...options }, files: Object.keys(files) };
  await write(folder, { ...files, "tsconfig.json": JSON.stringify(tsconfig) });
  const { stdout, exitCode } = await run(process.execPath, [tsc, "-p", folder, "--pretty", "false"], folder);
  const errors = [...stdout.matchAll(/^(.+)\(\d+,\d+\): error (TS\d+)/gm)];
  if ((exitCode === 0) !== (errors.length === 0)) throw new Error(`tsc ended with ${exitCode}:\n${stdout}`);
  return errors.map(([, file, code]) => `${file?.replace(/^(\.\.\/)+/, "")} ${code}`);
}
