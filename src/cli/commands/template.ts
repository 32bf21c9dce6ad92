import { readFile } from "node:fs/promises";
import type { Host } from "../host.js";

/** Prints the plain CloudFormation template that lies in the package. */
export async function template({ stdout, packageRoot }: Pick<Host, "stdout" | "packageRoot">): Promise<void> {
  stdout.write(await readFile(new URL(TEMPLATE, packageRoot), "utf8"));
}

const TEMPLATE = "dist/cloudformation/fleetwise-registration.template.json";
