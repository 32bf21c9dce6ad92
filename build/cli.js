import { rmSync } from "node:fs";
import { join } from "node:path";
import { alone, bundle, root } from "./bundle.js";

/** Bundles src/cli into few files of dist/cli, because Node takes longer to load many. Returns the paths of the bundled files. */
export function bundleCli() {
  rmSync(join(root, "dist/cli"), { recursive: true, force: true });
  return bundle({
    ...alone,
    entryPoints: ["src/cli/bin.ts"],
    outdir: "dist/cli",
    // Lazily imported modules get files of their own: the emulator, the live view.
    splitting: true,
    chunkNames: "[name]-[hash]",
    format: "esm",
    minify: true,
    // Dependencies in CommonJS load Node's modules by `require`, which an ES module does not have.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
}
