// How each bundler makes one file for Node or for a page, without settings that a user would have to discover.
import { join } from "node:path";
import type { Load } from "./cell.js";

export type Platform = "node" | "browser";

interface Work {
  readonly folder: string;
  readonly entry: string;
  readonly out: string;
  readonly platform: Platform;
}

export interface Bundling {
  /** The bundler as `name@version`, and other packages that it needs. */
  readonly packages: readonly string[];
  /** Bundles by the bundler's own API. Returns the path of the file. */
  bundle(load: Load, work: Work): Promise<string>;
}

/** The optional package, which is not installed here: its lazy import stays an import. */
const OPTIONAL = "@aws-sdk/client-iotfleetwise";

export const bundlings: Readonly<Record<string, Bundling>> = {
  esbuild: {
    packages: ["esbuild@0.28.2"],
    async bundle(load, { folder, entry, out, platform }) {
      const outfile = join(out, "bundle.mjs");
      const options = {
        ...{ absWorkingDir: folder, entryPoints: [entry], outfile, platform, bundle: true, minify: true },
        ...(platform === "browser"
          ? { format: "iife", external: [OPTIONAL] }
          : { format: "esm", mainFields: ["module", "main"] }),
      };
      await (await load("esbuild")).build(options);
      return outfile;
    },
  },
  vite: {
    packages: ["vite@8.3.8"],
    async bundle(load, { folder, entry, out, platform }) {
      const { build } = await load("vite");
      await build({
        root: folder,
        configFile: false,
        logLevel: "error",
        ...(platform === "node" && { ssr: { noExternal: true, external: [OPTIONAL] } }),
        build: {
          outDir: out,
          minify: true,
          ...(platform === "node"
            ? { ssr: entry }
            : { lib: { entry, formats: ["iife"], name: "page", fileName: () => "for-browser.js" } }),
          rolldownOptions: { external: [OPTIONAL] },
        },
      });
      return join(out, platform === "node" ? "for-node.js" : "for-browser.js");
    },
  },
  rollup: {
    packages: [
      "rollup@4.68.8",
      "@rollup/plugin-node-resolve@16",
      "@rollup/plugin-commonjs@29",
      "@rollup/plugin-json@6",
      "@rollup/plugin-terser@1",
    ],
    async bundle(load, { entry, out, platform }) {
      const [{ rollup }, resolve, commonjs, json, terser] = await Promise.all(
        [
          "rollup",
          ...["node-resolve", "commonjs", "json", "terser"].map((name) => `@rollup/plugin-${name}`),
        ].map(load),
      );
      const browser = platform === "browser";
      const bundle = await rollup({
        input: entry,
        external: [OPTIONAL],
        onLog: () => {},
        plugins: [
          resolve.default({ browser, preferBuiltins: !browser, exportConditions: [platform] }),
          commonjs.default(),
          json.default(),
          terser.default(),
        ],
      });
      const file = join(out, "bundle.mjs");
      await bundle.write({ file, format: browser ? "iife" : "es", inlineDynamicImports: true });
      return file;
    },
  },
  webpack: { packages: ["webpack@5.113.0"], bundle: webpack("webpack") },
  rspack: { packages: ["@rspack/core@2.3.3"], bundle: webpack("@rspack/core") },
};

/** Returns a function that bundles with webpack, or with another bundler that has the same API. */
function webpack(module: string): Bundling["bundle"] {
  return async (load, { folder, entry, out, platform }) => {
    const { default: pack } = await load(module);
    const config = {
      mode: "production",
      context: folder,
      entry,
      target: platform === "node" ? "node20" : "web",
      // Makes one file, because there is no script element to derive the path from.
      output: { path: out, filename: "bundle.cjs", publicPath: "", asyncChunks: false },
      // Switches off webpack's advice to split large files.
      performance: false,
    };
    const stats = await new Promise<{ hasErrors(): boolean; toString(): string }>((resolve, reject) =>
      pack(config, (error: unknown, stats: never) => (error ? reject(error) : resolve(stats))),
    );
    if (stats.hasErrors()) throw new Error(stats.toString());
    return join(out, "bundle.cjs");
  };
}
