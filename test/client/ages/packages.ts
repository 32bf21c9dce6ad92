// Packages of one file, for projects outside the repository: the library, and the official package of an age.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";

export const OFFICIAL = "@aws-sdk/client-iotfleetwise";
export const LIBRARY = "fleetwise-registration";

export const packageIn = (home: string, name: string): string => join(home, "packages", name);

/** Makes a package with everything that it depends on in it, but the optional packages. */
export async function makePackage(home: string, name: string, options: BuildOptions): Promise<void> {
  const folder = packageIn(home, name);
  const external = [OFFICIAL, "@aws-sdk/credential-providers"];
  const outfile = join(folder, "index.cjs");
  await build({
    ...options,
    bundle: true,
    platform: "node",
    format: "cjs",
    external,
    outfile,
    logLevel: "error",
  });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name, main: "./index.cjs" }));
}
