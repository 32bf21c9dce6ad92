// Makes dist/cli of src/cli: few files, as loading many is what a cold start takes its time for.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL(".", import.meta.url));

/** Also what the tests of the program begin with. */
export default async function bundleCli() {
  rmSync(join(root, "dist/cli"), { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["src/cli/bin.ts"],
    outdir: "dist/cli",
    bundle: true,
    // What is imported lazily stays apart: the emulator, the live view.
    splitting: true,
    chunkNames: "[name]-[hash]",
    platform: "node",
    target: "node20.19",
    format: "esm",
    mainFields: ["module", "main"],
    // Node is offered CommonJS by rxjs, which cannot be shaken.
    alias: {
      rxjs: join(root, "node_modules/rxjs/dist/esm/index.js"),
      "#transport": join(root, "src/client/built-in/node-transport.ts"),
    },
    // Large, and installed beside it: only who has no keys in the environment waits for it.
    external: ["@aws-sdk/credential-providers", "@aws-sdk/client-iotfleetwise"],
    minify: true,
    metafile: true,
    // What is CommonJS among the packages asks for Node's modules by `require`.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  writeFileSync(join(root, "dist/cli/LICENSES.txt"), licenses(Object.keys(metafile.inputs)));
}

/** The licences of the packages that are part of it, as these ask for; each text once. */
function licenses(inputs) {
  const folders = new Set(
    inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []),
  );
  const packages = [...folders].sort().map(license);
  const texts = new Map(packages.map(({ text }) => [words(text), text]));
  return [...texts]
    .map(([key, text]) => {
      const titles = packages.filter((one) => words(one.text) === key).map(({ title }) => title);
      return [...new Set(titles), "", text].join("\n");
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}

/** A text without its layout, and without whose copyright it is where the licence asks to fill that in. */
function words(text) {
  return text
    .replace(/^ *Copyright .*$/m, (line) => (text.includes("Apache License") ? "" : line))
    .replace(/\s+/g, " ")
    .trim();
}

function license(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const file = readdirSync(join(root, folder)).find((one) => /^licen[cs]e(\.\w+)?$/i.test(one));
  return {
    title: `${name} ${version} (${license})`,
    text: file ? readFileSync(join(root, folder, file), "utf8") : "",
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleCli();
