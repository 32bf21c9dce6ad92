// One thing that the package is tried in: a runtime, a bundler, an installer, a test runner's clock, a browser.
import { cp } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { tools } from "../package/tools.js";
import type { Outcome } from "../support/run.js";

/** The packed package. */
export interface Packed {
  readonly tarball: string;
  /** A project that it is installed in, with the programs. */
  readonly project: string;
  /** An empty folder of one's own, with the programs, inside that project. */
  folder(name: string): Promise<string>;
}

/** What came of it. */
export interface Result {
  /** The version that it was tried in. */
  readonly version: string;
  /** What was done, and figures. */
  readonly did: string;
}

export interface Cell {
  /** As on the command line. */
  readonly name: string;
  /** Of which group it is, by which it can be asked for too. */
  readonly group: "runtimes" | "bundlers" | "installers" | "clocks" | "browser";
  /** Tries it; throws where anything is not as it should be. */
  try(packed: Packed): Promise<Result>;
}

/** It can't be installed here. */
export class NotToBeHad extends Error {}

/** As {@link tools}; where a registry does not have one of them, that is no failure of the package. */
export async function hadTools(...packages: readonly string[]): Promise<string> {
  return tools(...packages).catch((error: Error) => {
    throw /\b(E404|ETARGET|EBADPLATFORM)\b/.test(error.message)
      ? new NotToBeHad(packages.join(", "), { cause: error })
      : error;
  });
}

/** Loads a module of what was installed so, by its name. */
// biome-ignore lint/suspicious/noExplicitAny: what is installed by a test comes without types.
export type Load = (module: string) => Promise<any>;

export function loader(home: string): Load {
  const require = createRequire(join(home, "package.json"));
  return (module) => import(pathToFileURL(require.resolve(module)).href);
}

const programs = fileURLToPath(new URL("programs", import.meta.url));
export const copyPrograms = (folder: string): Promise<void> => cp(programs, folder, { recursive: true });

/** What the consumer prints, everywhere. */
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

/** Throws where the consumer did not do all that it should. */
export function expectConsumed(printed: string): void {
  if (printed !== CONSUMED)
    throw new Error(`Expected the consumer to print\n${CONSUMED}\nbut it printed\n${printed}`);
}

/** What a program printed; throws where it failed. */
export function succeeded({ stdout, stderr, exitCode }: Outcome): string {
  if (exitCode !== 0) throw new Error(`It ended with ${exitCode}:\n${stdout}\n${stderr}`);
  return stdout;
}
