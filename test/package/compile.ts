import { mkdtemp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../support/run.js";
import { run, write } from "./project.js";

export type CompilerOptions = Readonly<Record<string, unknown>>;

/** Strict settings of an application; declarations are checked too. */
const STRICT: CompilerOptions = {
  target: "es2022",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
};

/** Settings that Node's own types need. */
const node: CompilerOptions = { lib: ["es2022"], types: ["node"] };

/** Compiler options and extensions of the source files, by the kind of application. */
export const setups = {
  // TypeScript before 7 resolves modules as `node10` does; TypeScript 7 has no `node10` and resolves them as a bundler does.
  commonjs: { options: { ...node, module: "commonjs" }, extensions: ["ts"] },
  node16: { options: { ...node, module: "node16" }, extensions: ["mts", "cts"] },
  nodenext: { options: { ...node, module: "nodenext" }, extensions: ["mts", "cts"] },
  bundler: { options: { ...node, module: "esnext", moduleResolution: "bundler" }, extensions: ["ts"] },
} as const;

export type Setup = keyof typeof setups;
export const setupNames = Object.keys(setups) as Setup[];

/** Returns applications of `consumers` as source files for a set-up. */
export async function sources(setup: Setup, ...names: readonly string[]): Promise<Record<string, string>> {
  const files = names.map(async (name) => {
    const text = await readFile(new URL(`consumers/${name}.ts`, import.meta.url), "utf8");
    return setups[setup].extensions.map((extension) => [`${name}.${extension}`, text] as const);
  });
  return Object.fromEntries((await Promise.all(files)).flat());
}

/** The TypeScript compiler of this repository. */
const TSC = join(root, "node_modules/typescript/bin/tsc");

/** Compiles files in their own folder within a project. Returns the errors, each as `file code`. */
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
