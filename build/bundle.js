import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Path of the repository. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** Bundles for Node. Returns the paths of the files in the bundle, those of other packages too. */
export async function bundle(options) {
  const { metafile } = await build({
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20.19",
    legalComments: "none", // The licenses are in dist/LICENSES.txt.
    metafile: true,
    logLevel: "warning",
    ...options,
  });
  return Object.keys(metafile.inputs);
}

/** Comment in a bundle, for anyone who finds the bundle without its package. */
export const notice =
  "/* The licenses of the packages in this file: dist/LICENSES.txt of the npm package fleetwise-registration */";

/** Settings of a bundle that contains its dependencies, except the AWS SDK's packages. */
export const alone = {
  // Takes the dependencies' ES modules, from which esbuild removes unused code: half the size. For Node, rxjs has only CommonJS.
  mainFields: ["module", "main"],
  alias: { rxjs: join(root, "node_modules/rxjs/dist/esm/index.js") },
  // Loaded only on use: for roles, SSO and logins, and for a client of the AWS SDK without methods.
  external: ["@aws-sdk/*"],
};

/** The same for this package's Lambda functions, without the credential chain: Lambda sets the credentials in the environment. */
export const forLambda = {
  ...alone,
  alias: {
    ...alone.alias,
    "#platform/credential-source": join(root, "src/client/built-in/browser/credential-source.ts"),
  },
};
