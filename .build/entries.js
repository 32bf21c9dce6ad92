import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alone, bundle, notice, root } from "./bundle.js";

/** Packages that are ES modules only: a part of our CommonJS, as Jest and older loaders cannot require them. */
const ESM_ONLY = ["ansi-regex", "is-network-error", "leven", "p-retry"];

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

const bundles = [
  { ...entry, entryPoints: ["src/index.ts"], outfile: "dist/index.cjs" },
  { ...entry, entryPoints: ["src/step-functions/index.ts"], outfile: "dist/step-functions/index.cjs" },
  { ...entry, entryPoints: ["src/testing/index.ts"], outfile: "dist/testing/index.cjs" },
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

/**
 * Makes the entries, as far as tsc has not: the ES modules of `.`, `./step-functions` and `./testing` are its own. Gives what
 * went into them.
 */
export async function bundleEntries() {
  const construct = readFileSync(join(root, "dist/cdk/index.js"), "utf8");
  for (const folder of ["dist/cdk", "dist/custom-resource"].map((path) => join(root, path))) {
    const modules = readdirSync(folder).filter((name) => name.endsWith(".js"));
    for (const name of modules) rmSync(join(folder, name));
  }
  // One construct, however it is imported. By name, as Node makes a name of `module.exports` too.
  writeFileSync(join(root, "dist/cdk/index.js"), construct.replace(/"\.\/[^"]+\.js"/g, '"./index.cjs"'));
  return (await Promise.all(bundles.map(bundle))).flat();
}
