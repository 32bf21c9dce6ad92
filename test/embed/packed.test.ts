// What users of the CDK get: the tarball in apps of their own, run as the CDK's templates and guides run them.
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run, write } from "../package/project.js";
import { root } from "../support/run.js";
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
  }).toEqual({
    ran: [file, ...args].join(" "),
    exitCode: 0,
    printed: "",
  });
  return stdout;
}

const install = (folder: string, ...packages: string[]) =>
  succeeds("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...packages], folder);

describe("the app that `cdk init` makes", () => {
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
            "new cdk.CfnOutput(this, 'Account', { value: registration.customerAccountId });",
        ),
      "test/app.test.ts": `
        import * as cdk from 'aws-cdk-lib/core';
        import { Template } from 'aws-cdk-lib/assertions';
        import { AppStack } from '../lib/app-stack';
        test('the account is registered', () => {
          const template = Template.fromStack(new AppStack(new cdk.App(), 'Tested'));
          template.hasResourceProperties('Custom::FleetWiseRegistration', { reregisterToken: '1' });
        });`,
    });
    await install(app, tarball);
  });

  test("compiles and synthesizes, with the CDK's rules as errors, and takes the functions along", async () => {
    await succeeds("npx", ["cdk", "synth", "--quiet", "--no-notices"], app);
    const template = await readFile(join(app, "cdk.out/AppStack.template.json"), "utf8");
    expect(template).toContain("Custom::FleetWiseRegistration");
    const files = readdirSync(join(app, "cdk.out"), { recursive: true, encoding: "utf8" });
    expect(files.filter((file) => /^asset\.\w+.index\.mjs$/.test(file))).toHaveLength(1);
  });

  test("is tested by its jest", async () => {
    const { stderr, exitCode } = await run("npx", ["jest"], app);
    expect(stderr).toMatch(/✓ the account is registered/);
    expect(exitCode).toBe(0);
  });

  test("and so it is in an app of ES modules, run by Node as it is", async () => {
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
});

test("ts-node with TypeScript 5.6 and NodeNext, on the oldest CDK that is promised", async () => {
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
      import { App, Duration, Stack } from "aws-cdk-lib";
      import { FleetWiseRegistration, type FleetWiseRegistrationProps } from "fleetwise-registration/cdk";
      const props: FleetWiseRegistrationProps = { mode: "wait-only", totalTimeout: Duration.minutes(10) };
      const app = new App({ outdir: "cdk.out" });
      const { customerAccountId } = new FleetWiseRegistration(new Stack(app, "Fleet"), "Registration", props);
      app.synth();
      const text: string = customerAccountId;
      console.log(typeof text);`,
  });
  await install(app, tarball, ...OLDEST, "typescript@5.6", "ts-node@10", "@types/node@20");
  expect(await succeeds("npx", ["ts-node", "--prefer-ts-exts", "app.ts"], app)).toBe("string\n");
  expect(await readFile(join(app, "cdk.out/Fleet.template.json"), "utf8")).toContain("wait-only");
});
