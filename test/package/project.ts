// Projects outside the repository with the packed package.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Outcome, root } from "../support/run.js";

/** The optional package. Some projects have it, others do not. */
const OFFICIAL = "@aws-sdk/client-iotfleetwise";

/** Report of `npm pack` on the tarball. */
interface PackReport {
  readonly filename: string;
  /** Bytes to download. */
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** A folder outside the repository with the package, but without the optional official package. */
export interface BareProject {
  readonly report: PackReport;
  readonly bare: string;
  remove(): Promise<void>;
}

export interface Project extends BareProject {
  /** Like `bare`, with a stand-in for the official package. */
  readonly official: string;
  /** Like `bare`, with the CDK. */
  readonly cdk: string;
  /** Folder without any installed package: a bundle must contain everything that it needs. */
  readonly nowhere: string;
}

/** Packages beside the package: rxjs, its only required peer, and Node's types. */
const BESIDE = ["rxjs", "@types/node"];

/**
 * Packs the built package and extracts it, without an install, which would need the registry. Of the repository's packages, the
 * project has only those that the package depends on.
 */
export async function extractPacked(): Promise<BareProject> {
  const { home, bare, report, remove } = await pack();
  // npm puts every file of a tarball below `package`.
  await runOrThrow("tar", ["-xzf", report.filename], home);
  await mkdir(join(bare, "node_modules"));
  await rename(join(home, "package"), installed(bare));
  const { dependencies } = JSON.parse(await readFile(join(installed(bare), "package.json"), "utf8"));
  for (const name of [...BESIDE, ...Object.keys(dependencies)]) await link(name, bare);
  return { report, bare, remove };
}

/** Packs the built package and installs it. */
export async function installPacked(): Promise<Project> {
  const { home, bare, report, remove } = await pack();
  const nowhere = join(home, "nowhere");
  const [official, cdk] = [join(bare, "official"), join(bare, "cdk")];
  const peers = await Promise.all(BESIDE.map(versioned));
  await npm(["install", join(home, report.filename), ...peers], bare);

  // Each folder has its own copy of the package, and finds the package's dependencies one folder further up.
  for (const folder of [official, cdk]) await cp(installed(bare), installed(folder), { recursive: true });
  await write(join(official, "node_modules", OFFICIAL), await standIn());
  for (const name of ["aws-cdk-lib", "constructs"]) await link(name, cdk);
  await mkdir(nowhere);
  return { report, bare, official, cdk, nowhere, remove };
}

/** Packs the built package into a new folder with an empty project. */
async function pack(): Promise<BareProject & { readonly home: string }> {
  const home = await mkdtemp(join(tmpdir(), "fleetwise-registration-"));
  const bare = join(home, "project");
  const [report] = JSON.parse(await npm(["pack", "--json", "--pack-destination", home], root));
  await write(bare, { "package.json": JSON.stringify({ private: true, type: "module" }) });
  return { home, bare, report, remove: () => rm(home, { recursive: true }) };
}

/** Links a package of the repository into a project. */
async function link(name: string, project: string): Promise<void> {
  const path = join(project, "node_modules", name);
  await mkdir(dirname(path), { recursive: true });
  await symlink(join(root, "node_modules", name), path, "junction");
}

/** Flags of Node's loader: the default, and one as strict as Jest's, which cannot require ES modules. */
export const loaders = [
  ["by default", []],
  ["without require() of ES modules", ["--no-experimental-require-module"]],
] as const;

/** Returns the package's folder in a project. */
export const installed = (project: string): string => join(project, "node_modules/fleetwise-registration");

/** Writes files into a folder, and creates the folder if needed. */
export async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** Runs a program. Returns its output and exit code. */
export function run(
  file: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(file, args, { cwd, env: { ...process.env, ...env } }, (_error, stdout, stderr) =>
      resolve({ stdout, stderr, exitCode: child.exitCode }),
    );
  });
}

/** Runs npm without audits, funding messages and scripts. Returns its output. */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
  const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  return runOrThrow("npm", [...args, ...flags], cwd);
}

/** Runs a program that must succeed. Returns its output. */
async function runOrThrow(file: string, args: readonly string[], cwd: string): Promise<string> {
  const { stdout, stderr, exitCode } = await run(file, args, cwd);
  if (exitCode !== 0) throw new Error(`${file} ${args.join(" ")} failed:\n${stderr}`);
  return stdout;
}

/** Returns `name@version`, with the version that the repository uses. */
async function versioned(name: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, "node_modules", name, "package.json"), "utf8"));
  return `${name}@${version}`;
}

/** Returns the stand-in for the official package: its commands in the SDK's form, and hand-written types. */
async function standIn(): Promise<Record<string, string>> {
  const commands = ["GetRegisterAccountStatusCommand", "RegisterAccountCommand"];
  const classes = commands.map(
    (name) =>
      `class ${name} { operation = "${name.replace("Command", "")}"; constructor(input) { this.input = input; } }`,
  );
  return {
    "package.json": JSON.stringify({
      name: OFFICIAL,
      version: "3.0.0",
      main: "./dist-cjs/index.js",
      module: "./dist-es/index.js",
      types: "./index.d.ts",
    }),
    "dist-cjs/index.js": [...classes, ...commands.map((name) => `exports.${name} = ${name};`)].join("\n"),
    "dist-es/index.js": classes.map((code) => `export ${code}`).join("\n"),
    "index.d.ts": await readFile(join(root, "test/support/official-signatures.ts"), "utf8"),
  };
}
