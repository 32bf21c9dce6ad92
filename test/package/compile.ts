import { mkdtemp } from "node:fs/promises";
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

/** Compiles files in a folder of their own within a project. Gives the errors, each as `file code`. */
export async function compile(
  project: string,
  files: Readonly<Record<string, string>>,
  options: CompilerOptions = {},
): Promise<string[]> {
  const folder = await mkdtemp(join(project, "consumer-"));
  const tsconfig = { compilerOptions: { ...STRICT, ...options }, files: Object.keys(files) };
  await write(folder, { ...files, "tsconfig.json": JSON.stringify(tsconfig) });
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { stdout, exitCode } = await run(process.execPath, [tsc, "-p", folder, "--pretty", "false"], folder);
  const errors = [...stdout.matchAll(/^(.+)\(\d+,\d+\): error (TS\d+)/gm)];
  if ((exitCode === 0) !== (errors.length === 0)) throw new Error(`tsc ended with ${exitCode}:\n${stdout}`);
  return errors.map(([, file, code]) => `${file?.replace(/^(\.\.\/)+/, "")} ${code}`);
}
