import { rmSync } from "node:fs";
import { join } from "node:path";
import { alone, bundle, root } from "./bundle.js";

/** Makes dist/cli of src/cli: few files, as loading many is what a cold start takes its time for. Gives what went into it. */
export function bundleCli() {
  rmSync(join(root, "dist/cli"), { recursive: true, force: true });
  return bundle({
    ...alone,
    entryPoints: ["src/cli/bin.ts"],
    outdir: "dist/cli",
    // What is imported lazily stays apart: the emulator, the live view.
    splitting: true,
    chunkNames: "[name]-[hash]",
    format: "esm",
    minify: true,
    // What is CommonJS among the packages asks for Node's modules by `require`.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
}
