// The tarball with the versions of Node, the compilers and the test runners that applications use.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "../../package/bundle.js";
import { compile, type Setup, setupNames, setups, sources } from "../../package/compile.js";
import { installPacked, loaders, type Project, run, write } from "../../package/project.js";
import { tools } from "../../package/tools.js";
import { nodeBinary } from "../../support/node-binary.js";
import { root } from "../../support/run.js";
import { bundlings } from "../runtimes/bundlings.js";
import { loader } from "../runtimes/cell.js";

/** Versions of TypeScript besides this repository's own, which is 7. */
const TYPESCRIPTS = ["5.2.2", "5.9.3"];

let project: Project;
beforeAll(async () => {
  project = await installPacked();
});
afterAll(() => project?.remove());

const textOf = (path: string) => readFile(join(root, "test/package", path), "utf8");

describe.each(["20", "22", "24"])("Node %s", (version) => {
  test.for(loaders)("import and require load every entry point, %s", async ([, flags]) => {
    await write(project.cdk, { "entries.mjs": await textOf("programs/entries.mjs") });
    const args = [...flags, "entries.mjs"];
    const { stdout, stderr, exitCode } = await run(nodeBinary(version), args, project.cdk);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    const { entries } = JSON.parse(stdout);
    expect(entries.length).toBeGreaterThan(0);
    for (const { imported, required } of entries) expect(required).toEqual(imported);
  });
});

test("docs/runtimes.md names the lowest TypeScript that is tested", async () => {
  expect(await readFile(join(root, "docs/runtimes.md"), "utf8")).toContain("**TypeScript 5.2**");
});

describe.each([...TYPESCRIPTS, undefined])("TypeScript %s", (version) => {
  const compiler = async () =>
    version && join(await tools(`typescript@${version}`), "node_modules/typescript/bin/tsc");

  describe.each(setupNames)("set up for %s", (setup) => {
    const { options } = setups[setup];

    test("TypeScript compiles the construct", async () => {
      // The CDK's declarations do not compile with the strictest settings.
      const lax = { ...options, skipLibCheck: true };
      expect(await compile(project.cdk, await sources(setup, "construct"), lax, await compiler())).toEqual(
        [],
      );
    });

    test("TypeScript compiles every other entry point with their declarations", async () => {
      const files = await sources(setup, "consumer", "handlers", "state-machine");
      expect(await compile(project.bare, files, options, await compiler())).toEqual([]);
    });

    test("TypeScript compiles an application with the official package's types", async () => {
      const files = await sources(setup, "official");
      expect(await compile(project.official, files, options, await compiler())).toEqual([]);
    });
  });
});

/** A type error, which proves that ts-jest checks types. */
const WRONG =
  'import { registrationState } from "fleetwise-registration"; export const wrong: number = registrationState;';

describe("ts-jest", () => {
  test.for<Setup>(["commonjs", "node16", "nodenext"])(
    "ts-jest runs a right test and rejects a wrong type, set up for %s",
    async (setup) => {
      const home = join(await tools("jest@30.5.2", "ts-jest@29.4.15", "typescript@5.9.3"), "node_modules");
      const folder = join(project.bare, `ts-jest-${setup}`);
      const compilerOptions = { ...setups[setup].options, target: "es2022", strict: true };
      await write(folder, {
        "package.json": "{}",
        "tsconfig.json": JSON.stringify({ compilerOptions }),
        "jest.config.json": JSON.stringify({ transform: { "\\.ts$": join(home, "ts-jest") } }),
        "right.test.ts": await textOf("consumers/ts-jest.ts"),
        "wrong.test.ts": WRONG,
      });
      const jest = [join(home, "jest/bin/jest.js"), "--ci", "--rootDir", folder];
      const env = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };
      const { stderr } = await run(process.execPath, jest, folder, env);
      expect(stderr.match(/^(PASS|FAIL) \S+|TS2\d+:|^Tests: .*/gm)?.sort()).toEqual([
        "FAIL ./wrong.test.ts",
        "PASS ./right.test.ts",
        "TS2322:",
        expect.stringMatching(/^Tests: +2 passed, 2 total$/),
      ]);
    },
  );
});

test("Jest with its defaults requires the package: a wait, the credential chain, the official commands", async () => {
  const folder = join(project.official, "jest");
  await write(folder, { "package.json": "{}", "waits.test.js": await textOf("programs/jest.cjs") });
  const jest = join(await tools("jest@30.5.2"), "node_modules/jest/bin/jest.js");
  const env = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };
  const { stderr, exitCode } = await run(process.execPath, [jest, "--ci", "--rootDir", folder], folder, env);
  expect(stderr).toMatch(/^Tests: +3 passed, 3 total$/m);
  expect(stderr).not.toMatch(/did not exit|ExperimentalWarning/);
  expect(exitCode).toBe(0);
});

describe("a bundle for Node with the settings of docs/clients.md", () => {
  const SMALL = 20_600;
  const program = `import { watchRegistration } from "fleetwise-registration";
    const client = async () => ({ customerAccountId: "123456789012", accountStatus: "REGISTRATION_SUCCESS" });
    watchRegistration({ client }).subscribe(({ to }) => console.log(to));`;
  /** Expects docs/clients.md to name the tested setting. */
  const documented = async (setting: string) =>
    expect(await readFile(join(root, "docs/clients.md"), "utf8")).toContain(setting);
  const runs = async (file: string) => {
    const { stdout, stderr } = await run(process.execPath, [file], project.nowhere);
    expect({ stdout, stderr }).toEqual({ stdout: "REGISTRATION_SUCCESS\n", stderr: "" });
    expect(gzipSync(await readFile(join(project.nowhere, file)), { level: 9 }).byteLength).toBeLessThan(
      SMALL,
    );
  };

  test("esbuild takes rxjs's ES modules, and the Observable emits", async () => {
    const rxjs = "./node_modules/rxjs/dist/esm/index.js";
    await documented(`--alias:rxjs=${rxjs}`);
    const { code } = await bundle(program, {
      ...{ folder: project.bare, platform: "node", format: "esm", mainFields: ["module", "main"] },
      ...{ alias: { rxjs }, minify: true, external: ["@aws-sdk/*"] },
    });
    await write(project.nowhere, { "small-esbuild.mjs": code });
    await runs("small-esbuild.mjs");
  });

  test("rollup takes rxjs's ES modules, and the Observable emits", async () => {
    await documented('nodeResolve({ preferBuiltins: true, exportConditions: ["es2015"] })');
    await documented("external: [/^@aws-sdk\\//]");
    const packages = bundlings["rollup"]?.packages ?? [];
    const load = loader(await tools(...packages));
    const [{ rollup }, { nodeResolve }, commonjs, json, terser] = await Promise.all(
      [
        "rollup",
        ...["node-resolve", "commonjs", "json", "terser"].map((name) => `@rollup/plugin-${name}`),
      ].map(load),
    );
    await write(project.bare, { "for-rollup.js": program });
    const bundled = await rollup({
      input: join(project.bare, "for-rollup.js"),
      external: [/^@aws-sdk\//],
      onLog: () => {},
      plugins: [
        nodeResolve({ preferBuiltins: true, exportConditions: ["es2015"] }),
        commonjs.default(),
        json.default(),
        terser.default(),
      ],
    });
    await bundled.write({ dir: project.nowhere, format: "es", entryFileNames: "small-rollup.mjs" });
    await runs("small-rollup.mjs");
  });
});
