// Builds packages with one file for projects outside the repository: the library, or the official package with or without
// schemas.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";

export const LIBRARY = "fleetwise-registration";
export const OFFICIAL = "@aws-sdk/client-iotfleetwise";

export const packageIn = (home: string, name: string): string => join(home, "packages", name);

/** Makes a package that contains its dependencies, except the official package. */
export async function makePackage(home: string, name: string, options: BuildOptions): Promise<void> {
  const folder = packageIn(home, name);
  const outfile = join(folder, "index.cjs");
  await build({
    ...options,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: [OFFICIAL],
    outfile,
    logLevel: "error",
  });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name, main: "./index.cjs" }));
}
