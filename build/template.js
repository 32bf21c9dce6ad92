import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle, forLambda, root } from "./bundle.js";

const folder = join(root, "dist/cloudformation");

/** Writes the plain CloudFormation template, which contains its function's code. Returns the paths of the files in that code. */
export async function writeTemplate() {
  const [code, maker] = ["index.js", "template.mjs"].map((name) => join(folder, name));
  const inputs = await bundle({
    ...forLambda,
    entryPoints: ["src/custom-resource/inline.ts"],
    outfile: code,
    target: "node22",
    // Lambda saves a template's code as index.js, without a package.json that could make it an ES module.
    format: "cjs",
    minify: true,
  });
  await bundle({ entryPoints: ["src/custom-resource/template.ts"], outfile: maker, format: "esm" });
  const { templateOf } = await import(pathToFileURL(maker).href);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const template = templateOf(readFileSync(code, "utf8").trim(), version);
  writeFileSync(
    join(folder, "fleetwise-registration.template.json"),
    `${JSON.stringify(template, null, 2)}\n`,
  );
  for (const file of [code, maker]) rmSync(file);
  return inputs;
}
