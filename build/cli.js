import { readFileSync, rmSync } from "node:fs";
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
    plugins: [oneSharedFile],
    chunkNames: "[name]-[hash]",
    format: "esm",
    minify: true,
    // Dependencies in CommonJS load Node's modules by `require`, which an ES module does not have.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    // The import that the plugin adds is only for the split.
    logOverride: { "ignored-bare-import": "silent" },
  });
}

/**
 * Makes each lazily imported module import the command line. esbuild puts modules into one file if the same entry points and
 * lazily imported modules need them, so everything that every command loads is then in one file, and not in fifteen.
 */
const oneSharedFile = {
  name: "one-shared-file",
  setup({ onResolve, onLoad, resolve }) {
    const lazy = new Set();
    onResolve({ filter: /^[.#]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind !== "dynamic-import" || pluginData === lazy) return undefined;
      const resolved = await resolve(path, { kind, importer, resolveDir, pluginData: lazy });
      lazy.add(resolved.path);
      return resolved;
    });
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (!lazy.has(path)) return undefined;
      const main = JSON.stringify(join(root, "src/cli/run.ts"));
      return { contents: `${readFileSync(path, "utf8")}\nimport ${main};`, loader: "ts" };
    });
  },
};
