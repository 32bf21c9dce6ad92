import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./run.js";

/** Makes a temporary folder whose programs find the packages of this project. */
export function projectFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fleetwise-registration-"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  return folder;
}
