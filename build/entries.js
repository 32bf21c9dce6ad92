import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alone, bundle, notice, root } from "./bundle.js";

/** Dependencies that have only ES modules. Our CommonJS contains them, because Jest and older loaders cannot require them. */
const ESM_ONLY = ["is-network-error", "p-retry"];

const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** Replaces each `import()` by `require`, because Jest has no `import()` in its default mode. */
const cjs = { format: "cjs", supported: { "dynamic-import": false } };
const esm = { format: "esm" };

/** CommonJS in one file, although unused code cannot be removed from it: most bundlers get the ES modules instead. */
const entry = {
  ...cjs,
  external: Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !ESM_ONLY.includes(name)),
};

/**
 * The handlers for users' Lambda functions. They contain the @smithy packages, which apps of `cdk init` leave out of a function,
 * because Lambda's own copies lack parts. Minified, because most users do not minify, but with the names that stack traces show.
 */
const handlers = {
  ...alone,
  entryPoints: ["src/custom-resource/index.ts"],
  minifySyntax: true,
  minifyWhitespace: true,
  banner: { js: notice },
};

/** The modules of each platform, from which package.json's `imports` selects one. */
const platforms = ["browser", "node"]
  .map((platform) => `src/client/built-in/${platform}`)
  .flatMap((folder) => readdirSync(join(root, folder)).map((file) => `${folder}/${file}`));

/** A file of its own, because bundlers cannot remove the templates in ansi-regex, but they can omit a file. */
const apart = ["src/text/one-line.ts"];

/** ES modules in a few files, because Node takes longer to load many. A lazy import loads a file of its own. */
const modules = {
  ...esm,
  external: [...Object.keys({ ...dependencies, ...peerDependencies }), "#platform/*"],
  entryPoints: ["src/index.ts", ...apart, ...platforms],
  outdir: "dist",
  outbase: "src",
  splitting: true,
  chunkNames: "[name]-[hash]",
  // Bundlers keep a call at the top level of a module unless it is marked as pure.
  pure: ["Object.freeze", "Object.keys", "Date.UTC"],
};

/** Entry points that most programs do not import: in files of their own, so that the main entry point has only a few. */
const sideEntries = ["step-functions", "testing"].flatMap((name) => [
  { ...modules, entryPoints: [`src/${name}/index.ts`], splitting: false },
  { ...entry, entryPoints: [`src/${name}/index.ts`], outfile: `dist/${name}/index.cjs` },
]);

const bundles = [
  modules,
  ...sideEntries,
  { ...entry, entryPoints: ["src/index.ts"], outfile: "dist/index.cjs" },
  { ...handlers, ...esm, outfile: "dist/custom-resource/index.js" },
  { ...handlers, ...cjs, outfile: "dist/custom-resource/index.cjs" },
  {
    ...entry,
    entryPoints: ["src/cdk/index.ts"],
    outfile: "dist/cdk/index.cjs",
    banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { "import.meta.url": "moduleUrl" },
  },
];

/** Exports the CommonJS file's constructs, so that a program has each once: by name, as Node also exports `module.exports`. */
const construct = {
  ...esm,
  entryPoints: ["src/cdk/index.ts"],
  outfile: "dist/cdk/index.js",
  bundle: false,
};

/** Bundles the entry points. Returns the paths of the bundled files. */
export async function bundleEntries() {
  const inputs = await Promise.all([...bundles, construct].map(bundle));
  const file = join(root, construct.outfile);
  writeFileSync(file, readFileSync(file, "utf8").replace(/"\.\/[^"]+\.js"/g, '"./index.cjs"'));
  return inputs.flat();
}
