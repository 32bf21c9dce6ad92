// The package as CDK users get it: the tarball in separate apps, run as the CDK's templates and guides describe.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEmulator } from "../../../src/testing/index.js";
import { request } from "../../custom-resource/requests.js";
import { run, write } from "../../package/project.js";
import { nodeBinary } from "../../support/node-binary.js";
import { root } from "../../support/run.js";
import { OLDEST } from "./versions.js";

/** The newest CDK CLI, for its templates. */
const CLI = "aws-cdk@2";

let home: string;
let tarball: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "cdk-apps-"));
  const [report] = JSON.parse(
    await succeeds("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", home], root),
  );
  tarball = join(home, report.filename);
});
afterAll(() => rm(home, { recursive: true }));

async function succeeds(file: string, args: readonly string[], cwd: string): Promise<string> {
  const { stdout, stderr, exitCode } = await run(file, args, cwd, { CDK_DISABLE_CLI_TELEMETRY: "true" });
  expect({
    ran: [file, ...args].join(" "),
    exitCode,
    printed: exitCode === 0 ? "" : stdout + stderr,
  }).toEqual({ ran: [file, ...args].join(" "), exitCode: 0, printed: "" });
  return stdout;
}

const install = (folder: string, ...packages: string[]) =>
  succeeds("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...packages], folder);

describe("an app of `cdk init`", () => {
  let app: string;
  beforeAll(async () => {
    app = join(home, "app");
    await write(home, { "package.json": '{ "private": true }', "app/.keep": "" });
    await install(home, "--no-save", CLI);
    await rm(join(app, ".keep"));
    await succeeds(
      join(home, "node_modules/.bin/cdk"),
      ["init", "app", "--language", "typescript", "--generate-only"],
      app,
    );
    const stack = await readFile(join(app, "lib/app-stack.ts"), "utf8");
    await write(app, {
      "lib/app-stack.ts": stack
        .replace(/^/, "import { FleetWiseRegistration } from 'fleetwise-registration/cdk';\n")
        .replace(
          "super(scope, id, props);",
          "$&\nconst registration = new FleetWiseRegistration(this, 'Registration', { reregisterToken: '1' });\n" +
            "new cdk.CfnOutput(this, 'Account', { value: registration.customerAccountId });\n" +
            "new NodejsFunction(this, 'Yours', { entry: 'lib/handlers.ts', handler: 'onEvent' });",
        )
        .replace(/^/, "import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';\n"),
      "lib/handlers.ts": `
        import { createProviderHandlers } from 'fleetwise-registration/custom-resource';
        export const { onEvent, isComplete } = createProviderHandlers();`,
      "test/app.test.ts": `
        import * as cdk from 'aws-cdk-lib/core';
        import { Template } from 'aws-cdk-lib/assertions';
        import { AppStack } from '../lib/app-stack';
        test('the stack has the registration', () => {
          const template = Template.fromStack(new AppStack(new cdk.App(), 'Tested'));
          template.hasResourceProperties('Custom::FleetWiseRegistration', { reregisterToken: '1' });
        });`,
    });
    // The bundler that NodejsFunction uses.
    await install(app, tarball, "esbuild");
  });

  test("an app of `cdk init` compiles and synthesizes without a finding of the CDK's rules", async () => {
    await succeeds("npx", ["cdk", "synth", "--quiet", "--no-notices"], app);
    const template = await readFile(join(app, "cdk.out/AppStack.template.json"), "utf8");
    expect(template).toContain("Custom::FleetWiseRegistration");
    const files = readdirSync(join(app, "cdk.out"), { recursive: true, encoding: "utf8" });
    expect(files.filter((file) => /^asset\.\w+.index\.mjs$/.test(file))).toHaveLength(1);
  });

  describe.each([
    ["the app's own defaults", []],
    ["the SDK's packages bundled", ["-c", "@aws-cdk/aws-lambda-nodejs:sdkV3ExcludeSmithyPackages=false"]],
  ] as const)("your own function of the handlers, with %s", (name, flags) => {
    const output = name.replaceAll(" ", "-");
    let bundle: string;
    beforeAll(async () => {
      const synth = ["cdk", "synth", "--quiet", "--no-notices", "--output", output, ...flags];
      await succeeds("npx", synth, app);
      const files = readdirSync(join(app, output), { recursive: true, encoding: "utf8" });
      const found = files
        .filter((file) => /^asset\.\w+.index\.js$/.test(file))
        .map((file) => join(app, output, file));
      const yours = found.filter((file) => readFileSync(file, "utf8").includes("iotfleetwise"));
      expect(yours).toHaveLength(1);
      bundle = await mkdtemp(join(tmpdir(), "yours-"));
      await copyFile(String(yours[0]), join(bundle, "index.js"));
    });

    test("an app of `cdk init` has the feature flag of a new app", async () => {
      const { context } = JSON.parse(await readFile(join(app, "cdk.json"), "utf8"));
      expect(context["@aws-cdk/aws-lambda-nodejs:sdkV3ExcludeSmithyPackages"]).toBe(true);
    });

    test.for(["22", "24"])(
      "functions of an app of `cdk init` work on Node %s without node_modules",
      async (version) => {
        await using emulator = await startEmulator({ timeline: "registersInstantly" });
        const program = `
        const { onEvent, isComplete } = require("./index.js");
        const event = ${JSON.stringify(request("Create"))};
        onEvent(event).then((handedOn) => isComplete({ ...event, ...handedOn })).then((answer) => console.log(JSON.stringify(answer)));`;
        const env = {
          AWS_REGION: "eu-central-1",
          AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
          AWS_SECRET_ACCESS_KEY: "secret",
        };
        const { stdout, stderr } = await run(nodeBinary(version), ["-e", program], bundle, {
          ...env,
          AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint,
        });
        expect(stderr).toBe("");
        expect(JSON.parse(String(stdout.trim().split("\n").at(-1)))).toMatchObject({ IsComplete: true });
      },
    );
  });

  test("an app of `cdk init` passes its own jest test", async () => {
    const { stderr, exitCode } = await run("npx", ["jest"], app);
    expect(stderr).toMatch(/✓ the stack has the registration/);
    expect(exitCode).toBe(0);
  });

  test("an app of `cdk init` works as an ES module in Node without a bundler", async () => {
    await write(join(app, "esm"), {
      "package.json": '{ "type": "module" }',
      "app.js": `
        import { App, Stack } from "aws-cdk-lib";
        import { FleetWiseRegistration } from "fleetwise-registration/cdk";
        import * as handlers from "fleetwise-registration/custom-resource";
        const app = new App({ outdir: "cdk.out" });
        new FleetWiseRegistration(new Stack(app, "Fleet"), "Registration");
        app.synth();
        console.log(Object.keys(handlers).sort().join());`,
    });
    expect(await succeeds("node", ["app.js"], join(app, "esm"))).toBe(
      "createCloudFormationHandler,createFleetWiseClient,createProviderHandlers\n",
    );
    expect(existsSync(join(app, "esm/cdk.out/Fleet.template.json"))).toBe(true);
  });

  describe("bundled by esbuild", () => {
    const bundled = async (name: string, props: string, ...flags: string[]) => {
      const folder = join(app, "bundled");
      await write(folder, {
        [`${name}.mjs`]: `
          import { App, Stack } from "aws-cdk-lib";
          import { FleetWiseRegistration } from "fleetwise-registration/cdk";
          const app = new App({ outdir: "cdk.out" });
          new FleetWiseRegistration(new Stack(app, "Fleet"), "Registration", ${props});
          app.synth();
          console.log("synthesized");`,
      });
      const out = [
        `--outfile=${name}.cjs`,
        "--bundle",
        "--platform=node",
        "--external:aws-cdk-lib",
        "--external:constructs",
      ];
      await succeeds("npx", ["esbuild", `${name}.mjs`, ...out, ...flags, "--log-level=error"], folder);
      return run("node", [`${name}.cjs`], folder);
    };

    test("a bundle by esbuild fails with advice without the functions' code", async () => {
      const { stderr } = await bundled("alone", "{}");
      expect(stderr).toMatch(
        /The functions' code is not in .*--external:fleetwise-registration.*`assetPath`/,
      );
    });

    test.for([
      ["external", "{}", "--external:fleetwise-registration"],
      ["path", '{ assetPath: "../node_modules/fleetwise-registration/dist/cdk/lambda" }'],
    ])("a bundle by esbuild finds the functions' code by %s", async ([name, props, ...flags]) => {
      expect(await bundled(String(name), String(props), ...flags)).toMatchObject({ stdout: "synthesized\n" });
    });
  });
});

test("ts-node with TypeScript 5.6 and NodeNext synthesizes on the oldest supported CDK", async () => {
  const app = join(home, "oldest");
  const compilerOptions = {
    target: "ES2022",
    module: "NodeNext",
    moduleResolution: "NodeNext",
    lib: ["es2022"],
    types: ["node"],
    strict: true,
    skipLibCheck: true,
  };
  await write(app, {
    "package.json": '{ "private": true }',
    "tsconfig.json": JSON.stringify({ compilerOptions }),
    "app.ts": `
      import { App, Aspects, Duration, Stack } from "aws-cdk-lib";
      import { Annotations, Match } from "aws-cdk-lib/assertions";
      import { AwsSolutionsChecks } from "cdk-nag";
      import { FleetWiseRegistration, type FleetWiseRegistrationProps } from "fleetwise-registration/cdk";
      const props: FleetWiseRegistrationProps = { mode: "wait-only", totalTimeout: Duration.minutes(10) };
      const app = new App({ outdir: "cdk.out" });
      const stack = new Stack(app, "Fleet");
      const { customerAccountId } = new FleetWiseRegistration(stack, "Registration", props);
      Aspects.of(app).add(new AwsSolutionsChecks());
      app.synth();
      const text: string = customerAccountId;
      console.log(typeof text, Annotations.fromStack(stack).findError("*", Match.stringLikeRegexp("AwsSolutions")).length);`,
  });
  await install(app, tarball, ...OLDEST, "cdk-nag@2.36.8", "typescript@5.6", "ts-node@10", "@types/node@20");
  expect(await succeeds("npx", ["ts-node", "--prefer-ts-exts", "app.ts"], app)).toBe("string 0\n");
  const template = await readFile(join(app, "cdk.out/Fleet.template.json"), "utf8");
  for (const text of ["wait-only", "cdk_nag"]) expect(template).toContain(text);
});
