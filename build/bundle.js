import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The repository's root. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** Bundles for Node. Gives the files that went into it, of src and of other packages. */
export async function bundle(options) {
  const { metafile } = await build({
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20.19",
    legalComments: "none", // the licenses are in a file of their own
    metafile: true,
    logLevel: "warning",
    ...options,
  });
  return Object.keys(metafile.inputs);
}

/** Where the licenses of a bundle's packages are, for whoever finds the bundle without its package. */
export const notice =
  "/* The licenses of the packages in this file: dist/LICENSES.txt of the npm package fleetwise-registration */";

/** For a bundle that needs nothing beside it but Node: all that it imports is part of it. */
export const alone = {
  // The dependencies' ES modules, which can be shaken, in place of their CommonJS: half the size. rxjs offers them to no Node.
  mainFields: ["module", "main"],
  alias: { rxjs: join(root, "node_modules/rxjs/dist/esm/index.js") },
  // Imported lazily: only if nobody has passed credentials, or if a client of the AWS SDK was passed.
  external: ["@aws-sdk/*"],
};

/** The same for a function that this package makes: Lambda puts the credentials into its environment, so it needs no chain. */
export const forLambda = {
  ...alone,
  alias: {
    ...alone.alias,
    "#platform/credential-source": join(root, "src/client/built-in/browser/credential-source.ts"),
  },
};
