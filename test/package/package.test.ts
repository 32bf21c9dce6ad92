// Tests the tarball as its users get it: installed in a separate project, then run, bundled and compiled against.
import { existsSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as customResource from "../../src/custom-resource/index.js";
import * as library from "../../src/index.js";
import * as stepFunctions from "../../src/step-functions/index.js";
import * as testing from "../../src/testing/index.js";
import { bundle, packagesIn } from "./bundle.js";
import { type CompilerOptions, compile, setups, sources } from "./compile.js";
import { installed, installPacked, loaders, type Project, run, write } from "./project.js";
import { inWebPage } from "./web-page.js";

/** Processes and compilers start slowly if others run at the same time. */
const SLOW = { timeout: 120_000 };

let project: Project;
beforeAll(async () => {
  project = await installPacked();
}, 5 * SLOW.timeout);
afterAll(() => project?.remove());

/** Credentials of the programs; the emulator checks their signatures. */
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

/** Programs that are copied into a project that has the package, and run there. */
const applications = {
  entries: new URL("./programs/entries.mjs", import.meta.url),
  twoCopies: new URL("./programs/two-copies.mjs", import.meta.url),
  handlers: new URL("./programs/handlers.mjs", import.meta.url),
  waits: new URL("./programs/waits.mjs", import.meta.url),
  bareClient: new URL("./programs/bare-client.mjs", import.meta.url),
  inBrowser: new URL("./programs/in-browser.mjs", import.meta.url),
  webPage: new URL("./consumers/web-page.ts", import.meta.url),
};
const textOf = (name: keyof typeof applications) => readFile(applications[name], "utf8");

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
    for (const name of ["leven", "p-retry", "rxjs", "@smithy/core", "commander"]) {
      expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\([\\w.-]+\\)$`, "m"));
    }
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
    expect(loaded.size - packages.length).toBeLessThan(4);
  });

  test("the tarball installs no part of the CDK, which is an optional peer", () => {
    expect(existsSync(join(project.bare, "node_modules/aws-cdk-lib"))).toBe(false);
    expect(existsSync(join(project.bare, "node_modules/constructs"))).toBe(false);
  });

  test("no file of the tarball refers to a source map", async () => {
    for (const { path } of project.report.files.filter(({ path }) => path.startsWith("dist/"))) {
      expect(await readFile(join(installed(project.bare), path), "utf8"), path).not.toContain(
        "sourceMappingURL",
      );
    }
  });
});

type Folder = "bare" | "official" | "nowhere";

/** How to run a program. */
interface Run {
  readonly node?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs one of the programs, unchanged, in a project. */
async function runProgram(
  name: keyof typeof applications,
  folder: string,
  { node = [], args = [], env = {} }: Run = {},
) {
  await write(folder, { [`${name}.mjs`]: await textOf(name) });
  return run(process.execPath, [...node, `${name}.mjs`, ...args], folder, env);
}

describe.concurrent("the installed package", SLOW, () => {
  test.for(loaders)("every entry exports the same names by `import` and `require`, %s", async ([, node]) => {
    const { stdout, stderr } = await runProgram("entries", project.cdk, { node });
    expect(stderr).toBe("");
    const namesOf = (entry: object) => Object.keys(entry).sort();
    const twice = (names: readonly string[], same: boolean) => ({ imported: names, required: names, same });
    const { version } = JSON.parse(await readFile(join(installed(project.bare), "package.json"), "utf8"));
    expect(JSON.parse(stdout)).toEqual({
      entries: [
        twice(namesOf(library), false),
        // Both ways load the same module, so an app has only one copy of the construct.
        twice(["FleetWiseMultiAccountRegistration", "FleetWiseRegistration"], true),
        twice(namesOf(customResource), false),
        twice(namesOf(stepFunctions), false),
        twice(namesOf(testing), false),
      ],
      versions: [version, version],
    });
  });

  test("`require` loads rxjs, and the AWS SDK's packages only with the first request", async () => {
    const program = `require("fleetwise-registration");
      console.log(Object.keys(require.cache).map((file) => /.*node_modules.((?:@[^/]+.)?[^/\\\\]+)/.exec(file)?.[1] ?? "").join("\\n"));`;
    await write(project.bare, { "requires.cjs": program });
    const { stdout } = await run(process.execPath, ["requires.cjs"], project.bare);
    expect([...new Set(stdout.split("\n"))].sort()).toEqual(["", "fleetwise-registration", "rxjs"]);
  });

  test("isRegistrationError recognizes errors of the other copy, instanceof does not", async () => {
    const { stdout } = await runProgram("twoCopies", project.bare);
    expect(stdout).toBe("REGISTRATION_TIMEOUT true true true false\n".repeat(2));
  });

  test("a script waits for a registration on the emulator, then exits", async () => {
    const { stdout, stderr, exitCode } = await runProgram("waits", project.bare);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toMatch(/\biam REGISTRATION_SUCCESS\naccount REGISTRATION_SUCCESS\n$/);
  });

  test.for(["index.js", "index.cjs"])("the handlers need no installed package, as %s", async (file) => {
    const folder = join(project.nowhere, file);
    await write(folder, { "package.json": '{ "type": "module" }' });
    await cp(join(installed(project.bare), "dist/custom-resource", file), join(folder, file));
    await using emulator = await testing.startEmulator({ timeScale: 1e6, credentials });
    const env = { EMULATOR: emulator.endpoint, AWS_REGION: "eu-central-1" };
    const outcome = await runProgram("handlers", folder, {
      node: loaders[1][1],
      args: [`./${file}`],
      env,
    });
    // The handlers' log precedes it.
    const stdout = expect.stringMatching(/\nREGISTRATION_SUCCESS\n$/);
    expect(outcome).toEqual({ stdout, stderr: "", exitCode: 0 });
  });
});

describe.concurrent("a plain client, which needs the official package for its commands", SLOW, () => {
  const registered = { stdout: "REGISTRATION_SUCCESS\n", stderr: "", exitCode: 0 };
  const refused = {
    name: "ServiceCallError",
    code: "SERVICE_CALL_FAILED",
    operation: "GetRegisterAccountStatus",
    message: expect.stringMatching(/Install it beside this one, or pass .*`createFleetWiseClient\(\)`/),
  };

  /** Runs a program that ensures a registration, against an emulator. */
  const outcome = async (runIn: (env: Readonly<Record<string, string>>) => ReturnType<typeof run>) => {
    await using emulator = await testing.startEmulator({ timeScale: 1e6, credentials });
    return await runIn({ EMULATOR: emulator.endpoint });
  };

  test("a plain client rejects without the official package, and names the alternatives", async () => {
    const { stdout, stderr, exitCode } = await outcome((env) =>
      runProgram("bareClient", project.bare, { env }),
    );
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(JSON.parse(stdout)).toEqual(refused);
  });

  test("a plain client registers the account with the official package", async () => {
    expect(await outcome((env) => runProgram("bareClient", project.official, { env }))).toEqual(registered);
  });

  const official = "@aws-sdk/client-iotfleetwise";
  const formats = {
    cjs: ["main", "module"],
    // The signer's CommonJS build requires Node's modules, which a bundle of ES modules cannot do.
    esm: ["module", "main"],
  } as const;

  describe.each(Object.entries(formats))("a plain client in a bundle for Node, as %s", (name, mainFields) => {
    const format = name as keyof typeof formats;
    /** Bundles the program in one folder and runs it in another. */
    const bundled = async (from: Folder, to: Folder, external: readonly string[] = []) => {
      const options = { folder: project[from], platform: "node", format, mainFields, external } as const;
      const { code, warnings } = await bundle(await textOf("bareClient"), options);
      const file = `bundle-${from}-${external.length}.${format === "esm" ? "mjs" : "cjs"}`;
      await write(project[to], { [file]: code });
      return { warnings, ...(await outcome((env) => run(process.execPath, [file], project[to], env))) };
    };

    test("a plain client registers if the official package is external and installed", async () => {
      expect(await bundled("official", "official", [official])).toEqual({ warnings: [], ...registered });
    });

    test("a plain client rejects with the reason if the official package is external and not installed", async () => {
      const { warnings, stdout, exitCode } = await bundled("official", "nowhere", [official]);
      expect({ warnings, exitCode }).toEqual({ warnings: [], exitCode: 0 });
      expect(JSON.parse(stdout)).toEqual(refused);
    });

    test("a plain client registers without any installed package if the official package is bundled", async () => {
      expect(await bundled("official", "nowhere")).toEqual({ warnings: [], ...registered });
    });

    test("a plain client rejects with the reason if its package was missing at bundling and at run time", async () => {
      const { warnings, stdout, exitCode } = await bundled("bare", "nowhere");
      expect({ warnings, exitCode }).toEqual({ warnings: [], exitCode: 0 });
      expect(JSON.parse(stdout)).toEqual(refused);
    });

    test("a plain client registers if its package was missing at bundling and is installed at run time", async () => {
      expect(await bundled("bare", "official")).toEqual({ warnings: [], ...registered });
    });
  });
});

describe.concurrent("the package in a bundle for browsers", SLOW, () => {
  /** Packages for Node only, loaded on first use. */
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
    expect(size(code)).toBeLessThan(17_800);
  });

  test.for([
    ["waitUntilRegistered", 48_600, 17_800],
    ["registrationState", 1010, 600],
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

describe.concurrent("a TypeScript application", SLOW, () => {
  const { options } = setups.nodenext;

  test("an application compiles without the official package's types", async () => {
    const files = await sources("nodenext", "consumer", "handlers", "state-machine");
    expect(await compile(project.bare, files, options)).toEqual([]);
  });

  test("an application compiles with the official package's types", async () => {
    expect(await compile(project.official, await sources("nodenext", "official"), options)).toEqual([]);
  });

  describe("a web page without Node's types", () => {
    const web: CompilerOptions = {
      module: "esnext",
      moduleResolution: "bundler",
      lib: ["es2022", "dom"],
      types: [],
    };

    test("a web page compiles without Node's types", async () => {
      const files = { "web-page.ts": await textOf("webPage") };
      expect(await compile(project.bare, files, { ...web, skipLibCheck: true })).toEqual([]);
    });

    test("a web page compiles with checked declarations, except those of the AWS SDK", async () => {
      const errors = await compile(project.bare, { "web-page.ts": await textOf("webPage") }, web);
      expect(errors.filter((error) => !error.startsWith("node_modules/@smithy/types/"))).toEqual([]);
    });
  });

  test("an application of the emulator compiles without the types of Node and of `await using`", async () => {
    const files = {
      "testing.ts": `import { type Emulator, startEmulator } from "fleetwise-registration/testing";
        export async function port(): Promise<number> {
          await using emulator: Emulator = await startEmulator({ now: () => Date.now() });
          return emulator.port;
        }`,
    };
    const options = { ...setups.nodenext.options, lib: ["es2022"], types: [] };
    expect(await compile(project.bare, files, options)).toEqual([]);
  });

  describe("an invalid application does not compile", () => {
    const quick = { ...setups.nodenext.options, skipLibCheck: true };

    test("an application that treats a status as a number does not compile", async () => {
      const wrong = `import { waitUntilRegistered } from "fleetwise-registration";
        export const status: number = (await waitUntilRegistered({ client: async () => ({}) })).accountStatus;`;
      expect(await compile(project.bare, { "wrong.ts": wrong }, quick)).toEqual(["wrong.ts TS2322"]);
    });

    test("an application that imports an internal module does not compile", async () => {
      const wrong = `export { DEFAULTS } from "fleetwise-registration/dist/options/defaults.js";`;
      expect(await compile(project.bare, { "wrong.ts": wrong }, quick)).toEqual(["wrong.ts TS2307"]);
    });

    test("an application that uses the official package's types does not compile without them", async () => {
      const files = await sources("nodenext", "official");
      expect(await compile(project.bare, files, quick)).toContain("official.cts TS2307");
    });
  });
});
