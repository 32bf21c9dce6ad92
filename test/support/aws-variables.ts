import { vi } from "vitest";

/** Removes the variables of AWS from the environment, until `vi.unstubAllEnvs()`. */
export function removeAwsVariables(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
}
