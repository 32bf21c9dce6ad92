// An application's project outside the repository, with the packed package in it.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Outcome, root } from "../support/run.js";

/** The optional package whose types and commands some of the projects have, and others lack. */
const OFFICIAL = "@aws-sdk/client-iotfleetwise";

/** What `npm pack` says that it has put into the tarball. */
interface PackReport {
  readonly filename: string;
  /** Bytes to download. */
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

export interface Project {
  readonly report: PackReport;
  /** Where the package is installed, and the optional official one is not. */
  readonly bare: string;
  /** The same with the official package, or rather a stand-in. */
  readonly official: string;
  /** The same with the CDK. */
  readonly cdk: string;
  /** Where nothing is installed: a bundle finds only what is in it. */
  readonly nowhere: string;
  remove(): Promise<void>;
}

/** Packs the built package and installs it with its peers. */
export async function installPacked(): Promise<Project> {
  const home = await mkdtemp(join(tmpdir(), "fleetwise-registration-"));
  const [bare, nowhere] = [join(home, "project"), join(home, "nowhere")];
  const [official, cdk] = [join(bare, "official"), join(bare, "cdk")];
  const [report] = JSON.parse(await npm(["pack", "--json", "--pack-destination", home], root));

  await write(bare, { "package.json": JSON.stringify({ private: true, type: "module" }) });
  const peers = await Promise.all(["rxjs", "@types/node"].map(versioned));
  await npm(["install", join(home, report.filename), ...peers], bare);

  // What is looked up beside the package is found here; all else, as its dependencies, one folder further up.
  for (const folder of [official, cdk]) await cp(installed(bare), installed(folder), { recursive: true });
  await write(join(official, "node_modules", OFFICIAL), await standIn());
  for (const name of ["aws-cdk-lib", "constructs"]) {
    await symlink(join(root, "node_modules", name), join(cdk, "node_modules", name), "junction");
  }
  await mkdir(nowhere);
  return { report, bare, official, cdk, nowhere, remove: () => rm(home, { recursive: true }) };
}

/** Node's loader as it is, and as strict as Jest's: Node can require ES modules, and is told not to. */
export const loaders = [
  ["as Node is", []],
  ["where ES modules cannot be required", ["--no-experimental-require-module"]],
] as const;

/** The package's own folder in a project. */
export const installed = (project: string): string => join(project, "node_modules/fleetwise-registration");

/** Writes files into a folder, which is made if it is not there. */
export async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** Runs a program, and tells how it ended. */
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

/** Runs npm, without what only delays it. Gives what it printed. */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
  const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  const { stdout, stderr, exitCode } = await run("npm", [...args, ...flags], cwd);
  if (exitCode !== 0) throw new Error(`npm ${args.join(" ")} failed:\n${stderr}`);
  return stdout;
}

/** A package in the version that the repository has. */
async function versioned(name: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, "node_modules", name, "package.json"), "utf8"));
  return `${name}@${version}`;
}

/** The official package's commands, in the form of the SDK's packages, and its types as a hand-written copy has them. */
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
