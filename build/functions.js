import { bundle, forLambda, notice } from "./bundle.js";

/** Makes the Lambda functions that the construct deploys, in one file. Gives the files that went into it. */
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
