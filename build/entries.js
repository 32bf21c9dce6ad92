import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alone, bundle, notice, root } from "./bundle.js";

/** Dependencies that are ES modules only: a part of our CommonJS, as Jest and older loaders cannot require them. */
const ESM_ONLY = ["is-network-error", "p-retry"];

const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** `import()` becomes `require`, also where it is lazy: Jest has no `import()` in its default mode. */
const cjs = { format: "cjs", supported: { "dynamic-import": false } };
const esm = { format: "esm" };

/** CommonJS in one file: nobody shakes it, as what bundles is given the ES modules. */
const entry = {
  ...cjs,
  external: Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !ESM_ONLY.includes(name)),
};

/**
 * Part of the Lambda functions of others, who leave the SDK's packages out of these: Lambda's own copies lack parts. Without
 * layout, as most functions are built as they are; with names, which a stack trace shows.
 */
const handlers = {
  ...alone,
  entryPoints: ["src/custom-resource/index.ts"],
  minifySyntax: true,
  minifyWhitespace: true,
  banner: { js: notice },
};

/** The modules that package.json's `imports` chooses from, by platform. */
const platforms = ["browser", "node"]
  .map((platform) => `src/client/built-in/${platform}`)
  .flatMap((folder) => readdirSync(join(root, folder)).map((file) => `${folder}/${file}`));

/** Apart from the rest, because bundlers cannot remove the templates in ansi-regex, but they can omit a file. */
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

/** Entries that most programs import without the others: in files of their own, so that the main entry stays in few. */
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

/** One construct, however it is imported. By name, because Node also makes a name of `module.exports`. */
const construct = {
  ...esm,
  entryPoints: ["src/cdk/index.ts"],
  outfile: "dist/cdk/index.js",
  bundle: false,
};

/** Builds the entry points. Returns the files that went into them. */
export async function bundleEntries() {
  const inputs = await Promise.all([...bundles, construct].map(bundle));
  const file = join(root, construct.outfile);
  writeFileSync(file, readFileSync(file, "utf8").replace(/"\.\/[^"]+\.js"/g, '"./index.cjs"'));
  return inputs.flat();
}
