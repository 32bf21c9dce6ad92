import { bundle, forLambda, notice } from "./bundle.js";

/** Bundles the Lambda functions that the construct deploys into one file. Returns the paths of the bundled files. */
export function bundleFunctions() {
  return bundle({
    ...forLambda,
    entryPoints: ["src/custom-resource/lambda.ts"],
    outfile: "dist/cdk/lambda/index.mjs",
    target: "node22",
    format: "esm",
    minify: true,
    banner: { js: notice },
  });
}
