// The installed tarball in applications: every entry, bundles for Node, and compilation.
import { existsSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as customResource from "../../../src/custom-resource/index.js";
import * as library from "../../../src/index.js";
import * as stepFunctions from "../../../src/step-functions/index.js";
import * as testing from "../../../src/testing/index.js";
import { credentials, runProgram, textOf } from "../../package/applications.js";
import { bundle } from "../../package/bundle.js";
import { type CompilerOptions, compile, setups, sources } from "../../package/compile.js";
import { installed, installPacked, loaders, type Project, run, write } from "../../package/project.js";

let project: Project;
beforeAll(async () => {
  project = await installPacked();
});
afterAll(() => project?.remove());

describe.concurrent("the installed package", () => {
  test("the tarball installs no part of the CDK, which is an optional peer", () => {
    expect(existsSync(join(project.bare, "node_modules/aws-cdk-lib"))).toBe(false);
    expect(existsSync(join(project.bare, "node_modules/constructs"))).toBe(false);
  });

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

  test("isRegistrationError recognizes errors of the other copy, instanceof does not", async () => {
    const { stdout } = await runProgram("twoCopies", project.bare);
    expect(stdout).toBe("REGISTRATION_TIMEOUT true true true false\n".repeat(2));
  });

  test.for(["index.js", "index.cjs"])("the handlers need no installed package, as %s", async (file) => {
    const folder = join(project.nowhere, file);
    await write(folder, { "package.json": '{ "type": "module" }' });
    await cp(join(installed(project.bare), "dist/custom-resource", file), join(folder, file));
    await using emulator = await testing.startEmulator({ timeScale: 1e6, credentials });
    const env = { EMULATOR: emulator.endpoint, AWS_REGION: "eu-central-1" };
    const outcome = await runProgram("handlers", folder, { node: loaders[1][1], args: [`./${file}`], env });
    // The handlers' log precedes the program's own output.
    const stdout = expect.stringMatching(/\nREGISTRATION_SUCCESS\n$/);
    expect(outcome).toEqual({ stdout, stderr: "", exitCode: 0 });
  });
});

type Folder = "bare" | "official" | "nowhere";

describe.concurrent("a plain client, which needs the official package for its commands", () => {
  const registered = { stdout: "REGISTRATION_SUCCESS\n", stderr: "", exitCode: 0 };
  const refused = {
    name: "ServiceCallError",
    code: "SERVICE_CALL_FAILED",
    operation: "GetRegisterAccountStatus",
    message: expect.stringMatching(
      /Install it beside fleetwise-registration, or pass .*`createFleetWiseClient\(\)`/,
    ),
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
    // The signer's CommonJS build calls `require` for Node's modules, which a bundle of ES modules does not have.
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

describe.concurrent("a TypeScript application", () => {
  const { options } = setups.nodenext;

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
