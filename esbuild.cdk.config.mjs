// What tsc can't make: the construct as CommonJS, which is how CDK apps and their jest still load their libraries, and the
// Lambda functions that it deploys, in one file.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

await Promise.all([
  build({
    entryPoints: ["src/cdk/index.ts"],
    outfile: "dist/cdk/index.cjs",
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "cjs",
    external: ["aws-cdk-lib", "constructs"],
    banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { "import.meta.url": "moduleUrl" },
  }),
  build({
    entryPoints: ["src/custom-resource/lambda.ts"],
    outfile: "dist/cdk/lambda/index.mjs",
    bundle: true,
    minify: true,
    platform: "node",
    target: "node22",
    format: "esm",
    // The dependencies' ES modules, which can be shaken, in place of their CommonJS: half the size.
    mainFields: ["module", "main"],
    alias: {
      rxjs: "./node_modules/rxjs/dist/esm/index.js",
      "#transport": "./src/client/built-in/node-transport.ts",
    },
    // Both are imported only where nobody has passed credentials, or a bare client: here never.
    external: ["@aws-sdk/credential-providers", "@aws-sdk/client-iotfleetwise"],
    legalComments: "none",
  }),
]);

for (const name of readdirSync("dist/cdk")) {
  const file = `dist/cdk/${name}`;
  if (name.endsWith(".js")) rmSync(file);
  if (!name.endsWith(".d.ts")) continue;
  const declarations = readFileSync(file, "utf8").replace(/(from "\.\/[^"]*)\.js"/g, '$1.cjs"');
  writeFileSync(file.replace(/\.ts$/, ".cts"), declarations);
  rmSync(file);
}
