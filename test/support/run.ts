import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's root: tsx finds the module aliases in its tsconfig. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Credentials that no test can mistake for real ones. */
const environment = {
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_REGION: "eu-central-1",
  AWS_DEFAULT_REGION: "eu-central-1", // the AWS CLI's name for it
  AWS_EC2_METADATA_DISABLED: "true",
};

/** What a program printed, and how it ended. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** Runs a TypeScript file as a user would, with nothing of this process's environment but the path. */
export async function runTypeScript(
  file: string,
  {
    args = [],
    env = {},
  }: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, ["--import", "tsx", file, ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [stdout, stderr] = await Promise.all([child.stdout.toArray(), child.stderr.toArray()]);
  return { stdout: stdout.join(""), stderr: stderr.join(""), exitCode: await exited };
}
