// Tests the tarball: extracted in a separate project, then run, bundled and compiled against. test/lab/integration installs it
// and has more applications.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as testing from "../../src/testing/index.js";
import { credentials, runProgram, textOf } from "./applications.js";
import { bundle, packagesIn } from "./bundle.js";
import { compile, setups, sources } from "./compile.js";
import { type BareProject, extractPacked, installed, run, write } from "./project.js";
import { inWebPage } from "./web-page.js";

const { alone, bundle: inputsOf } = await import(new URL("../../build/bundle.js", import.meta.url).href);

let project: BareProject;
beforeAll(async () => {
  project = await extractPacked();
});
afterAll(() => project?.remove());

describe("the tarball", () => {
  test("the tarball contains only the build, its types and the documents", () => {
    const paths = project.report.files.map(({ path }) => path);
    const modules = paths.filter((path) => /^dist\/(?!.*\.test\.).+\.(js|d\.ts|d\.cts)$/.test(path));
    expect(paths.filter((path) => !modules.includes(path)).sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist/LICENSES.txt",
      "dist/cdk/index.cjs",
      "dist/cdk/lambda/index.mjs",
      "dist/cloudformation/fleetwise-registration.template.json",
      "dist/custom-resource/index.cjs",
      "dist/index.cjs",
      "dist/step-functions/index.cjs",
      "dist/testing/index.cjs",
      "package.json",
    ]);
  });

  test("the tarball has CommonJS declarations for every entry with ES module declarations", () => {
    const declarations = (ending: string) =>
      project.report.files
        .filter(({ path }) => path.endsWith(ending))
        .map(({ path }) => path.slice(0, -ending.length));
    expect(declarations(".d.cts")).toEqual(declarations(".d.ts"));
  });

  test("the tarball names the license of every bundled package", async () => {
    const licenses = await readFile(join(installed(project.bare), "dist/LICENSES.txt"), "utf8");
    const titles = licenses.matchAll(/^(\S+) \d+\.\d+\.\d+ \([\w.-]+\)$/gm);
    const entryPoints = ["cli/bin", "index", "testing/index", "custom-resource/index"].map(
      (name) => `src/${name}.ts`,
    );
    const inputs = await inputsOf({
      ...alone,
      ...{ entryPoints, outdir: "dist", write: false, splitting: true, format: "esm" },
    });
    const bundled = packagesIn(inputs.filter((path: string) => path.includes("node_modules/")));
    expect([...titles].map(([, name]) => name).sort()).toEqual(bundled);
  });

  test("the tarball stays below its size limits", () => {
    const size = (inCli: boolean) =>
      project.report.files
        .filter(({ path }) => path.startsWith("dist/cli/") === inCli)
        .reduce((sum, file) => sum + file.size, 0);
    expect(size(false)).toBeLessThan(1_806_000);
    // Includes all dependencies of the command line.
    expect(size(true)).toBeLessThan(400_000);
    expect(project.report.size).toBeLessThan(652_000);
  });

  test("`import` loads p-retry and rxjs in few files, and the AWS SDK's only with the first request", async () => {
    const loaded = new Set<string>();
    const load = async (file: string) => {
      if (loaded.has(file)) return;
      loaded.add(file);
      const code = await readFile(join(installed(project.bare), "dist", file), "utf8");
      for (const [, module = ""] of code.matchAll(/^(?:import|.* from) "([^"]+)";$/gm))
        await (module.startsWith("./") ? load(module.slice(2)) : loaded.add(module));
    };
    await load("index.js");
    const packages = [...loaded].filter((name) => !name.endsWith(".js")).sort();
    expect(packages).toEqual(["is-network-error", "p-retry", "rxjs"]);
    // Node needs about a millisecond to load each file.
    expect(loaded.size - packages.length).toBeLessThan(5);
  });

  test("no file of the tarball refers to a source map", async () => {
    for (const { path } of project.report.files.filter(({ path }) => path.startsWith("dist/"))) {
      expect(await readFile(join(installed(project.bare), path), "utf8"), path).not.toContain(
        "sourceMappingURL",
      );
    }
  });
});

describe.concurrent("the installed package", () => {
  test("a script waits for a registration on the emulator, then exits", async () => {
    const { stdout, stderr, exitCode } = await runProgram("waits", project.bare);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toMatch(/\biam REGISTRATION_SUCCESS\naccount REGISTRATION_SUCCESS\n$/);
  });

  test("`require` loads rxjs, and the AWS SDK's packages only with the first request", async () => {
    const program = `require("fleetwise-registration");
      console.log(Object.keys(require.cache).map((file) => /.*node_modules.((?:@[^/]+.)?[^/\\\\]+)/.exec(file)?.[1] ?? "").join("\\n"));`;
    await write(project.bare, { "requires.cjs": program });
    const { stdout } = await run(process.execPath, ["requires.cjs"], project.bare);
    expect([...new Set(stdout.split("\n"))].sort()).toEqual(["", "fleetwise-registration", "rxjs"]);
  });

  test("an application compiles without the official package's types", async () => {
    const files = await sources("nodenext", "consumer", "handlers", "state-machine");
    expect(await compile(project.bare, files, setups.nodenext.options)).toEqual([]);
  });
});

describe.concurrent("the package in a bundle for browsers", () => {
  /** The optional package, loaded on first use. */
  const lazy = ["@aws-sdk/client-iotfleetwise"];
  const forBrowser = (text: string, external = lazy, format: "esm" | "iife" = "esm") =>
    bundle(text, { folder: project.bare, platform: "browser", format, globalName: "page", external });
  const size = (code: string) => gzipSync(code, { level: 9 }).byteLength;

  test("a browser bundle needs no module of Node, and no empty replacement of one", async () => {
    const { imports, modules, warnings } = await forBrowser(await textOf("inBrowser"));
    expect(warnings).toEqual([]);
    expect(imports.map(({ path, kind }) => `${kind} ${path}`)).toEqual(
      lazy.map((path) => `dynamic-import ${path}`),
    );
    // The credential chain is only for Node: package.json's `imports` has another module for browsers.
    expect(modules.filter((path) => path.includes("credential-"))).toEqual([
      expect.stringContaining("dist/client/built-in/browser/credential-source.js"),
    ]);
  });

  test("a request in a web page without credentials rejects and names the option", async () => {
    const page = `
      import { createFleetWiseClient } from "fleetwise-registration";
      export const visit = (endpoint) =>
        createFleetWiseClient({ endpoint, region: "us-east-1" }).getRegisterAccountStatus({}).catch((error) => error.message);`;
    const { visit } = inWebPage(`${(await forBrowser(page, lazy, "iife")).code}; page`) as {
      visit(endpoint: string): Promise<unknown>;
    };
    expect(await visit("http://127.0.0.1:9")).toBe("Credentials are missing: pass `credentials`");
  });

  test("the promise, the stream and the signed client work without Node's globals", async () => {
    const { code } = await forBrowser(await textOf("inBrowser"), lazy, "iife");
    const { visit } = inWebPage(`${code}; page`) as { visit(endpoint: string): Promise<unknown> };
    await using emulator = await testing.startEmulator({ timeline: "registersInstantly", credentials });
    expect(await visit(emulator.endpoint)).toEqual({
      answered: "REGISTRATION_SUCCESS",
      seen: ["iam REGISTRATION_SUCCESS", "account REGISTRATION_SUCCESS"],
    });
  });

  test("a page that only waits has the loop and its retries in it, but neither rxjs nor the signer", async () => {
    const { inputs, code } = await forBrowser(
      'export { waitUntilRegistered } from "fleetwise-registration";',
    );
    const packages = ["fleetwise-registration", "is-network-error", "p-retry"];
    expect(packagesIn(inputs)).toEqual(packages);
    expect(size(code)).toBeLessThan(18_600);
  });

  test.for([
    ["waitUntilRegistered", 51_300, 18_800],
    ["registrationState", 1800, 950],
  ] as const)(
    "%s alone has fewer than %i bytes, %i compressed, without rxjs",
    async ([name, minified, zipped]) => {
      const { code } = await forBrowser(`export { ${name} } from "fleetwise-registration";`, [
        ...lazy,
        "rxjs",
      ]);
      expect(code.length).toBeLessThan(minified);
      expect(size(code)).toBeLessThan(zipped);
    },
  );

  test("a page of CommonJS modules gets the ES modules for browsers", async () => {
    const page = 'const { waitUntilRegistered } = require("fleetwise-registration"); waitUntilRegistered();';
    const { code, inputs, warnings } = await forBrowser(page);
    expect({ warnings, code: inputs.filter((path) => path.endsWith(".cjs")) }).toEqual({
      warnings: [],
      code: [],
    });
    expect(size(code)).toBeLessThan(43_500);
  });

  test("the signed client stays below its size limit", async () => {
    expect(size((await forBrowser(await textOf("inBrowser"))).code)).toBeLessThan(37_900);
  });

  test("a page that imports the package without using it bundles nothing", async () => {
    const { code, inputs } = await forBrowser(
      'import "fleetwise-registration"; import * as unused from "fleetwise-registration";',
    );
    expect({ code, inputs }).toEqual({ code: "", inputs: [] });
  });
});
