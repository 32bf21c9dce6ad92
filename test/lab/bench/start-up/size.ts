import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type BuildOptions, build } from "esbuild";
import { root } from "../../../support/run.js";

export function gzipped(code: Uint8Array): number {
  return gzipSync(code, { level: 9 }).byteLength;
}

/**
 * Returns the bytes of an entry point for Node, minified and compressed with its dependencies, except the AWS SDK's own packages.
 */
export function minified(entry: string): Promise<number> {
  return sizeOf({
    entryPoints: [join(root, "dist", entry)],
    platform: "node",
    mainFields: ["module", "main"],
    external: ["@aws-sdk/*"],
  });
}

/** Returns the bytes of one export in a bundle for browsers, minified and compressed with its dependencies. */
export function inPage(name: string): Promise<number> {
  const contents = `export { ${name} } from "./dist/index.js";`;
  return sizeOf({ stdin: { contents, resolveDir: root }, platform: "browser", external: [...OPTIONAL] });
}

const OPTIONAL = ["@aws-sdk/client-iotfleetwise"];

async function sizeOf(options: BuildOptions): Promise<number> {
  const { outputFiles } = await build({
    ...options,
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    legalComments: "none",
    // Uses package.json's `imports` as users do, not the paths of this repository's compiler.
    tsconfigRaw: "{}",
    logLevel: "error",
  });
  return gzipped(outputFiles?.[0]?.contents ?? new Uint8Array());
}
