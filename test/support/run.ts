import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, parse, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The repository's root: tsx finds the module aliases in its tsconfig. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Environment with credentials that are obviously not real, and a region. */
export const environment = {
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_REGION: "eu-central-1",
  AWS_DEFAULT_REGION: "eu-central-1", // the AWS CLI's name for it
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", // silences the SDK's warning about Node 20
};

/** Output and exit code of a program. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** Options of a program run. */
export interface RunOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Acts on the program while it runs. */
  readonly running?: (child: ChildProcess) => Promise<void>;
  /** Ends a program that runs for longer, in milliseconds. */
  readonly timeout?: number;
}

/** Runs a TypeScript file of the repository. */
export async function runTypeScript(
  file: string,
  { args = [], ...options }: RunOptions = {},
): Promise<Outcome> {
  // The construct finds its functions beside its own file, so it is not bundled.
  if (/from "aws-cdk-lib/.test(readFileSync(resolve(root, file), "utf8")))
    return runNode(["--import", "tsx", file, ...args], options);
  const program = programs.get(file) ?? compile(file);
  programs.set(file, program);
  return runNode([await program, ...args], options);
}

/** Compiled programs by source file. Compiling once is faster than a TypeScript loader in each run. */
const programs = new Map<string, Promise<string>>();

/** Folder of the compiled programs, deleted at the end. */
let compiled: string | undefined;
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "programs-"));
  process.once("exit", () => rmSync(folder, { recursive: true }));
  return folder;
}

/** Compiles a program with all packages that it imports into a folder. Returns its path. */
async function compile(file: string): Promise<string> {
  compiled ??= temporaryFolder();
  const outdir = mkdtempSync(join(compiled, "program-"));
  await build({
    absWorkingDir: root,
    // Programs in temporary folders need the aliases of this tsconfig too.
    tsconfig: join(root, "tsconfig.json"),
    entryPoints: [file],
    outdir,
    bundle: true,
    // Without splitting, lazy imports would be loaded at start.
    splitting: true,
    format: "esm",
    outExtension: { ".js": ".mjs" },
    platform: "node",
    target: "node20.19",
    banner: {
      js: 'import { createRequire as _createRequire } from "node:module"; const require = _createRequire(import.meta.url);',
    },
    logLevel: "silent",
  });
  return join(outdir, `${parse(file).name}.mjs`);
}

/** Runs Node with only `PATH` and `HOME` from this process's environment. */
export async function runNode(
  args: readonly string[],
  { env = {}, running, timeout }: RunOptions = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout,
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const outputs = Promise.all([child.stdout.toArray(), child.stderr.toArray()]);
  await running?.(child);
  const [stdout, stderr] = await outputs;
  return { stdout: stdout.join(""), stderr: stderr.join(""), exitCode: await exited };
}
