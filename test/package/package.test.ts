// What users get: the tarball, installed in a project of its own, and there run, bundled and compiled against.
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

/** Processes and compilers start slowly where others run beside them. */
const SLOW = { timeout: 120_000 };

let project: Project;
beforeAll(async () => {
  project = await installPacked();
}, 5 * SLOW.timeout);
afterAll(() => project?.remove());

/** What the programs sign with; the emulator checks it. */
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

/** The applications. Each is copied to where the package is, and used there. */
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
  test("holds the build, its types and the documents, and nothing else", () => {
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

  test("has declarations for CommonJS where it has them for ES modules", () => {
    const declarations = (ending: string) =>
      project.report.files
        .filter(({ path }) => path.endsWith(ending))
        .map(({ path }) => path.slice(0, -ending.length));
    expect(declarations(".d.cts")).toEqual(declarations(".d.ts"));
  });

  test("names the license of every package that is part of it", async () => {
    const licenses = await readFile(join(installed(project.bare), "dist/LICENSES.txt"), "utf8");
    for (const name of ["leven", "p-retry", "rxjs", "@smithy/core", "commander"]) {
      expect(licenses).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\([\\w.-]+\\)$`, "m"));
    }
  });

  test("stays small", () => {
    const size = (inCli: boolean) =>
      project.report.files
        .filter(({ path }) => path.startsWith("dist/cli/") === inCli)
        .reduce((sum, file) => sum + file.size, 0);
    expect(size(false)).toBeLessThan(1_806_000);
    // All that the command line needs is part of it.
    expect(size(true)).toBeLessThan(400_000);
    expect(project.report.size).toBeLessThan(652_000);
  });

  test("`import` loads four small packages and rxjs, and the AWS SDK's only with the first request", async () => {
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
    expect(packages).toEqual(["ansi-regex", "is-network-error", "leven", "p-retry", "rxjs"]);
    // Each file takes Node about a millisecond.
    expect(loaded.size - packages.length).toBeLessThan(10);
  });

  test("brings no part of the CDK, which is an optional peer", () => {
    expect(existsSync(join(project.bare, "node_modules/aws-cdk-lib"))).toBe(false);
    expect(existsSync(join(project.bare, "node_modules/constructs"))).toBe(false);
  });

  test("refers to no source map", async () => {
    for (const { path } of project.report.files.filter(({ path }) => path.startsWith("dist/"))) {
      expect(await readFile(join(installed(project.bare), path), "utf8"), path).not.toContain(
        "sourceMappingURL",
      );
    }
  });
});

type Folder = "bare" | "official" | "nowhere";

/** What a program is run with. */
interface Run {
  readonly node?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs one of the programs in a project, as it is. */
async function runProgram(
  name: keyof typeof applications,
  folder: string,
  { node = [], args = [], env = {} }: Run = {},
) {
  await write(folder, { [`${name}.mjs`]: await textOf(name) });
  return run(process.execPath, [...node, `${name}.mjs`, ...args], folder, env);
}

describe.concurrent("installed", SLOW, () => {
  test.for(loaders)("every entry gives by import and by require what it promises, %s", async ([, node]) => {
    const { stdout, stderr } = await runProgram("entries", project.cdk, { node });
    expect(stderr).toBe("");
    const namesOf = (entry: object) => Object.keys(entry).sort();
    const twice = (names: readonly string[], same: boolean) => ({ imported: names, required: names, same });
    const { version } = JSON.parse(await readFile(join(installed(project.bare), "package.json"), "utf8"));
    expect(JSON.parse(stdout)).toEqual({
      entries: [
        twice(namesOf(library), false),
        // One construct in an app, however it is loaded.
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

  test("an error of one copy is known to the other, but is no instance of its classes", async () => {
    const { stdout } = await runProgram("twoCopies", project.bare);
    expect(stdout).toBe("REGISTRATION_TIMEOUT true true true false\n".repeat(2));
  });

  test("a script waits for a registration on the emulator, and ends", async () => {
    const { stdout, stderr, exitCode } = await runProgram("waits", project.bare);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toMatch(/\biam REGISTRATION_SUCCESS\naccount REGISTRATION_SUCCESS\n$/);
  });

  test.for(["index.js", "index.cjs"])("the handlers need nothing beside them, as %s", async (file) => {
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
    // Before it, the handlers' log.
    const stdout = expect.stringMatching(/\nREGISTRATION_SUCCESS\n$/);
    expect(outcome).toEqual({ stdout, stderr: "", exitCode: 0 });
  });
});

describe.concurrent("a bare client, which needs the official package for its commands", SLOW, () => {
  const registered = { stdout: "REGISTRATION_SUCCESS\n", stderr: "", exitCode: 0 };
  const refused = {
    name: "ServiceCallError",
    code: "SERVICE_CALL_FAILED",
    operation: "GetRegisterAccountStatus",
    message: expect.stringMatching(/Install it beside this one, or pass .*`createFleetWiseClient\(\)`/),
  };

  /** Ensures a registration in a folder of the project, with a program that was put there. */
  const outcome = async (runIn: (env: Readonly<Record<string, string>>) => ReturnType<typeof run>) => {
    await using emulator = await testing.startEmulator({ timeScale: 1e6, credentials });
    return await runIn({ EMULATOR: emulator.endpoint });
  };

  test("without it, the call is refused, and told what to install or to pass", async () => {
    const { stdout, stderr, exitCode } = await outcome((env) =>
      runProgram("bareClient", project.bare, { env }),
    );
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(JSON.parse(stdout)).toEqual(refused);
  });

  test("with it, the account is registered", async () => {
    expect(await outcome((env) => runProgram("bareClient", project.official, { env }))).toEqual(registered);
  });

  const official = "@aws-sdk/client-iotfleetwise";
  const formats = {
    cjs: ["main", "module"],
    // The signer's CommonJS build requires Node's modules, which a bundle of ES modules cannot.
    esm: ["module", "main"],
  } as const;

  describe.each(Object.entries(formats))("in a bundle for Node, as %s", (name, mainFields) => {
    const format = name as keyof typeof formats;
    /** Bundles the program in one folder, and runs it in another. */
    const bundled = async (from: Folder, to: Folder, external: readonly string[] = []) => {
      const options = { folder: project[from], platform: "node", format, mainFields, external } as const;
      const { code, warnings } = await bundle(await textOf("bareClient"), options);
      const file = `bundle-${from}-${external.length}.${format === "esm" ? "mjs" : "cjs"}`;
      await write(project[to], { [file]: code });
      return { warnings, ...(await outcome((env) => run(process.execPath, [file], project[to], env))) };
    };

    test("left out and there when it runs: registers", async () => {
      expect(await bundled("official", "official", [official])).toEqual({ warnings: [], ...registered });
    });

    test("left out and missing when it runs: refuses, and says why", async () => {
      const { warnings, stdout, exitCode } = await bundled("official", "nowhere", [official]);
      expect({ warnings, exitCode }).toEqual({ warnings: [], exitCode: 0 });
      expect(JSON.parse(stdout)).toEqual(refused);
    });

    test("bundled with all else: registers where nothing is installed", async () => {
      expect(await bundled("official", "nowhere")).toEqual({ warnings: [], ...registered });
    });

    test("missing when it is bundled: bundles all the same, and refuses, and says why", async () => {
      const { warnings, stdout, exitCode } = await bundled("bare", "nowhere");
      expect({ warnings, exitCode }).toEqual({ warnings: [], exitCode: 0 });
      expect(JSON.parse(stdout)).toEqual(refused);
    });

    test("missing when it is bundled, and there when it runs: registers", async () => {
      expect(await bundled("bare", "official")).toEqual({ warnings: [], ...registered });
    });
  });
});

describe.concurrent("in a browser's bundle", SLOW, () => {
  /** What only Node has, and what is loaded only when it is needed. */
  const lazy = ["@aws-sdk/client-iotfleetwise"];
  const forBrowser = (text: string, external = lazy, format: "esm" | "iife" = "esm") =>
    bundle(text, { folder: project.bare, platform: "browser", format, globalName: "page", external });
  const size = (code: string) => gzipSync(code, { level: 9 }).byteLength;

  test("nothing of Node's is needed, or replaced by an empty module", async () => {
    const { imports, modules, warnings } = await forBrowser(await textOf("inBrowser"));
    expect(warnings).toEqual([]);
    expect(imports.map(({ path, kind }) => `${kind} ${path}`)).toEqual(
      lazy.map((path) => `dynamic-import ${path}`),
    );
    // The credential chain is Node's only: package.json's `imports` has another module for browsers.
    expect(modules.filter((path) => path.includes("credential-"))).toEqual([
      expect.stringContaining("dist/client/built-in/browser/credential-source.js"),
    ]);
  });

  test("a page without credentials is told to pass them", async () => {
    const page = `
      import { createFleetWiseClient } from "fleetwise-registration";
      export const visit = (endpoint) =>
        createFleetWiseClient({ endpoint, region: "us-east-1" }).getRegisterAccountStatus({}).catch((error) => error.message);`;
    const { visit } = inWebPage(`${(await forBrowser(page, lazy, "iife")).code}; page`) as {
      visit(endpoint: string): Promise<unknown>;
    };
    expect(await visit("http://127.0.0.1:9")).toBe("Credentials are missing: pass `credentials`");
  });

  test("the promise, the stream and the signed client work without any global of Node's", async () => {
    const { code } = await forBrowser(await textOf("inBrowser"), lazy, "iife");
    const { visit } = inWebPage(`${code}; page`) as { visit(endpoint: string): Promise<unknown> };
    await using emulator = await testing.startEmulator({ timeline: "registersInstantly", credentials });
    expect(await visit(emulator.endpoint)).toEqual({
      answered: "REGISTRATION_SUCCESS",
      seen: ["iam REGISTRATION_SUCCESS", "account REGISTRATION_SUCCESS"],
    });
  });

  test("a page that only waits gets the loop, its operators and its retries, and not the signer", async () => {
    const { inputs, code } = await forBrowser(
      'export { waitUntilRegistered } from "fleetwise-registration";',
    );
    const packages = [
      "ansi-regex",
      "fleetwise-registration",
      "is-network-error",
      "leven",
      "p-retry",
      "rxjs",
      "tslib",
    ];
    expect(packagesIn(inputs)).toEqual(packages);
    expect(size(code)).toBeLessThan(21_400);
  });

  test.for([
    ["waitUntilRegistered", 51_800, 18_700],
    ["registrationState", 940, 520],
  ] as const)(
    "%s alone stays below %i bytes, %i with gzip, beside rxjs",
    async ([name, minified, zipped]) => {
      const { code } = await forBrowser(`export { ${name} } from "fleetwise-registration";`, [
        ...lazy,
        "rxjs",
      ]);
      expect(code.length).toBeLessThan(minified);
      expect(size(code)).toBeLessThan(zipped);
    },
  );

  test("a page of CommonJS modules is given the ES modules, and what is for browsers of them", async () => {
    const page = 'const { waitUntilRegistered } = require("fleetwise-registration"); waitUntilRegistered();';
    const { code, inputs, warnings } = await forBrowser(page);
    expect({ warnings, code: inputs.filter((path) => path.endsWith(".cjs")) }).toEqual({
      warnings: [],
      code: [],
    });
    expect(size(code)).toBeLessThan(43_500);
  });

  test("the signed client has its price, and no more", async () => {
    expect(size((await forBrowser(await textOf("inBrowser"))).code)).toBeLessThan(37_900);
  });

  test("a page that uses nothing of it gets nothing", async () => {
    const { code, inputs } = await forBrowser(
      'import "fleetwise-registration"; import * as unused from "fleetwise-registration";',
    );
    expect({ code, inputs }).toEqual({ code: "", inputs: [] });
  });
});

describe.concurrent("a TypeScript application", SLOW, () => {
  const { options } = setups.nodenext;

  test("compiles without the official package's types", async () => {
    const files = await sources("nodenext", "consumer", "handlers", "state-machine");
    expect(await compile(project.bare, files, options)).toEqual([]);
  });

  test("compiles with the official package's types", async () => {
    expect(await compile(project.official, await sources("nodenext", "official"), options)).toEqual([]);
  });

  describe("of a web page, without Node's types", () => {
    const web: CompilerOptions = {
      module: "esnext",
      moduleResolution: "bundler",
      lib: ["es2022", "dom"],
      types: [],
    };

    test("compiles", async () => {
      const files = { "web-page.ts": await textOf("webPage") };
      expect(await compile(project.bare, files, { ...web, skipLibCheck: true })).toEqual([]);
    });

    test("has all declarations checked but the AWS SDK's, which ask for Node's types", async () => {
      const errors = await compile(project.bare, { "web-page.ts": await textOf("webPage") }, web);
      expect(errors.filter((error) => !error.startsWith("node_modules/@smithy/types/"))).toEqual([]);
    });
  });

  test("of the emulator compiles without Node's types, and without a library that knows `await using`", async () => {
    const files = {
      "testing.ts": `import { type Emulator, startEmulator } from "fleetwise-registration/testing";
        export async function port(): Promise<number> {
          await using emulator: Emulator = await startEmulator({ now: () => 0 });
          return emulator.port;
        }`,
    };
    const options = { ...setups.nodenext.options, lib: ["es2022"], types: [] };
    expect(await compile(project.bare, files, options)).toEqual([]);
  });

  describe("that is wrong does not compile", () => {
    const quick = { ...setups.nodenext.options, skipLibCheck: true };

    test("where it takes a status for a number", async () => {
      const wrong = `import { waitUntilRegistered } from "fleetwise-registration";
        export const status: number = (await waitUntilRegistered({ client: async () => ({}) })).accountStatus;`;
      expect(await compile(project.bare, { "wrong.ts": wrong }, quick)).toEqual(["wrong.ts TS2322"]);
    });

    test("where it imports what lies behind the entries", async () => {
      const wrong = `export { DEFAULTS } from "fleetwise-registration/dist/options/defaults.js";`;
      expect(await compile(project.bare, { "wrong.ts": wrong }, quick)).toEqual(["wrong.ts TS2307"]);
    });

    test("where it uses the official package's types and they are not there", async () => {
      const files = await sources("nodenext", "official");
      expect(await compile(project.bare, files, quick)).toContain("official.cts TS2307");
    });
  });
});
