import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root } from "../../support/run.js";

export function gzipped(code: Uint8Array): number {
  return gzipSync(code, { level: 9 }).byteLength;
}

/** The bytes of an entry of the build, minified and compressed, with all that it needs but the official client and the credential chain. */
export async function minified(entry: string): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [join(root, "dist", entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    legalComments: "none",
    logLevel: "error",
    external: ["@aws-sdk/client-iotfleetwise", "@aws-sdk/credential-providers"],
  });
  return gzipped(outputFiles[0]?.contents ?? new Uint8Array());
}
