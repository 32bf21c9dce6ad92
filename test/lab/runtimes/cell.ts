// An environment in which the package is tested: a runtime, bundler, package manager, test runner or browser.
import { cp } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { tools } from "../../package/tools.js";
import type { Outcome } from "../../support/run.js";

/** The packed package. */
export interface Packed {
  readonly tarball: string;
  /** Folder of a project with the package installed and the programs copied. */
  readonly project: string;
  /** Creates a folder with the programs inside that project. */
  folder(name: string): Promise<string>;
}

/** Result of a test that passed. */
export interface Result {
  /** Version of the environment, and the size or the layout if the test has one. */
  readonly version: string;
  /** The test, as the table describes it; environments with the same test share a row. */
  readonly did: string;
}

export interface Cell {
  /** Name on the command line. */
  readonly name: string;
  /** Group, which the command line accepts as well. */
  readonly group: "runtimes" | "bundlers" | "installers" | "clocks" | "browser";
  /** Runs the test. Rejects if it fails. */
  try(packed: Packed): Promise<Result>;
}

/** Thrown if an environment cannot be installed on this machine. */
export class Unavailable extends Error {}

/**
 * Installs tools like {@link tools}. Rejects with {@link Unavailable} if the registry lacks one or it does not support this
 * platform, which is not the package's fault.
 */
export async function hadTools(...packages: readonly string[]): Promise<string> {
  return tools(...packages).catch((error: Error) => {
    throw /\b(E404|ETARGET|EBADPLATFORM)\b/.test(error.message)
      ? new Unavailable(packages.join(", "), { cause: error })
      : error;
  });
}

/** Loads a module of the installed tools by name. */
// biome-ignore lint/suspicious/noExplicitAny: tools that a test installs have no types here.
export type Load = (module: string) => Promise<any>;

export function loader(home: string): Load {
  const require = createRequire(join(home, "package.json"));
  return (module) => import(pathToFileURL(require.resolve(module)).href);
}

const programs = fileURLToPath(new URL("programs", import.meta.url));
export const copyPrograms = (folder: string): Promise<void> => cp(programs, folder, { recursive: true });

/** Expected output of the consumer in every environment. */
const CONSUMED = `iam REGISTRATION_PENDING
account REGISTRATION_PENDING
iam REGISTRATION_SUCCESS
account REGISTRATION_SUCCESS
awaited REGISTRATION_SUCCESS
REGISTRATION_FAILED AWS IoT FleetWise registration of account 123456789012 failed: IAM: The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed; Timestream: The Timestream table VehicleDataTable was not found in the database FleetWiseDatabase.
aborted by hand
broken retry
broken poll
broken transition
broken transition
`;

/** Throws if the consumer's output differs. */
export function expectConsumed(printed: string): void {
  if (printed !== CONSUMED)
    throw new Error(`Expected the consumer to print\n${CONSUMED}\nbut it printed\n${printed}`);
}

/** Returns a program's standard output. Throws if it failed. */
export function succeeded({ stdout, stderr, exitCode }: Outcome): string {
  if (exitCode !== 0) throw new Error(`The program exited with ${exitCode}:\n${stdout}\n${stderr}`);
  return stdout;
}
