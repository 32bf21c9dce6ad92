// The code in the plain template, run as Lambda runs it: alone in an empty folder, with only Lambda's environment, against the
// emulator. Its response goes to a local server instead of CloudFormation.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { CfnInclude } from "aws-cdk-lib/cloudformation-include";
import { beforeAll, describe, expect, test } from "vitest";
import { type EmulatorOptions, startEmulator, timelines } from "../../../src/testing/index.js";
import { registeredBefore } from "../../custom-resource/emulated.js";
import { PHYSICAL_ID, request } from "../../custom-resource/requests.js";
import { run } from "../../package/project.js";
import { fences } from "../../support/guides.js";
import { nodeBinary } from "../../support/node-binary.js";
import { root } from "../../support/run.js";
import { answers, scriptedServer } from "../../support/scripted-server.js";

const templateFile = join(root, "dist/cloudformation/fleetwise-registration.template.json");
const template = JSON.parse(readFileSync(templateFile, "utf8"));
const { Code, Handler, Timeout } = template.Resources.Function.Properties;

/** A minimal Lambda runtime: loads the handler by its name and calls it with an event. */
const RUNTIME = `
const { join } = require("node:path");
const { LAMBDA_TASK_ROOT, _HANDLER } = process.env;
const [file, name] = _HANDLER.split(".");
const end = Date.now() + 1000 * Number(process.argv[2]);
const context = { getRemainingTimeInMillis: () => end - Date.now() };
require(join(LAMBDA_TASK_ROOT, file + ".js"))[name](JSON.parse(process.argv[3]), context).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});`;

const signing = { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "secret", sessionToken: "token" };
type Fields = Parameters<typeof request>[1];

describe.each(["22", "24"])("the template's function on Node %s", (version) => {
  let node: string;
  let task: string;
  let runtime: string;
  beforeAll(() => {
    node = nodeBinary(version);
    task = mkdtempSync(join(tmpdir(), "template-"));
    writeFileSync(join(task, "index.js"), Code.ZipFile);
    runtime = join(mkdtempSync(join(tmpdir(), "runtime-")), "runtime.js");
    writeFileSync(runtime, RUNTIME);
  });

  /** Invokes the function with an event. Resolves to the response to CloudFormation, the log, and what the emulator has counted. */
  async function handle(
    options: EmulatorOptions,
    type: Parameters<typeof request>[0],
    fields: Fields = {},
    {
      env = {},
      seconds = Timeout,
    }: { readonly env?: Record<string, string>; readonly seconds?: number } = {},
  ) {
    await using emulator = await startEmulator({ timeScale: 1000, credentials: signing, ...options });
    await using cloudFormation = await scriptedServer(answers(200, ""));
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    const ResponseURL = `${cloudFormation.endpoint}/answer?X-Amz-Date=${date}&X-Amz-Signature=confidential`;
    const event = { ...request(type, fields), ResponseURL };
    const lambda = {
      _HANDLER: Handler,
      LAMBDA_TASK_ROOT: task,
      AWS_REGION: "eu-central-1",
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${version}.x`,
      AWS_ACCESS_KEY_ID: signing.accessKeyId,
      AWS_SECRET_ACCESS_KEY: signing.secretAccessKey,
      AWS_SESSION_TOKEN: signing.sessionToken,
      AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint,
      FLEETWISE_REGISTRATION_MODE: "ensure",
      ...env,
    };
    const assignments = Object.entries(lambda).map(([name, value]) => `${name}=${value}`);
    const args = ["-i", ...assignments, node, runtime, String(seconds), JSON.stringify(event)];
    const { stdout, stderr, exitCode } = await run("env", args, task);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).not.toMatch(/confidential|X-Amz|token"/);
    const [put, ...others] = cloudFormation.requests;
    expect(others).toEqual([]);
    return {
      answer: JSON.parse(String(put?.body)),
      log: stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
      registrations: emulator.account.registrations,
      requests: emulator.requests.length,
    };
  }

  const before = registeredBefore();
  const properties = (reregisterToken: string) => ({ ServiceToken: "arn", reregisterToken });
  const id = expect.stringMatching(new RegExp(`^${PHYSICAL_ID}(/[0-9a-f]{12})+$`));

  test("the template's function has no other file beside it", () => {
    expect(readdirSync(task)).toEqual(["index.js"]);
  });

  test("the template's function registers on Create by its own credentials, and returns every attribute", async () => {
    const { answer, log, registrations } = await handle({}, "Create");
    expect(answer).toMatchObject({
      Status: "SUCCESS",
      PhysicalResourceId: id,
      Data: {
        customerAccountId: "123456789012",
        accountStatus: "REGISTRATION_SUCCESS",
        timestreamTableName: "",
      },
    });
    expect(registrations).toBe(1);
    expect(log.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["register", "transition", "outcome"]),
    );
  });

  test("the template's function registers the template's Timestream resources on Create", async () => {
    const timestreamResources = { timestreamDatabaseName: "database", timestreamTableName: "table" };
    const ResourceProperties = { registration: { timestreamResources } };
    const { answer } = await handle({}, "Create", { ResourceProperties });
    expect(answer).toMatchObject({ Status: "SUCCESS", Data: timestreamResources });
  });

  test("the template's function leaves the account alone on Update", async () => {
    const fields = { ResourceProperties: properties("1"), OldResourceProperties: properties("1") };
    const { answer, registrations } = await handle({ timeline: before }, "Update", fields);
    expect([answer.Status, registrations]).toEqual(["SUCCESS", 0]);
  });

  test("the template's function registers again on Update of the token, but not on the rollback", async () => {
    const change = { ResourceProperties: properties("2"), OldResourceProperties: properties("1") };
    const { answer, registrations } = await handle({ timeline: before }, "Update", change);
    expect([answer.Status, registrations]).toEqual(["SUCCESS", 1]);
    const { PhysicalResourceId } = answer;
    const again = {
      ResourceProperties: properties("2"),
      OldResourceProperties: properties("3"),
      PhysicalResourceId,
    };
    const back = await handle({ timeline: before }, "Update", again);
    expect([back.answer.Status, back.registrations]).toEqual(["SUCCESS", 0]);
  });

  test("the template's function sends no request on Delete", async () => {
    const { answer, requests } = await handle({}, "Delete");
    expect(answer).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: PHYSICAL_ID });
    expect(requests).toBe(0);
  });

  test("the template's function fails with the service's message", async () => {
    const timeline = { registrations: timelines.failsIam.registrations };
    // Of 6 s, a third is reserved for the response, and the rest is less than the pause before the next registration.
    const { answer } = await handle({ timeline }, "Create", {}, { seconds: 6 });
    expect(answer).toMatchObject({
      Status: "FAILED",
      Reason: expect.stringMatching(/IAM: The service-linked role .* could not be assumed\./),
    });
  });

  test("the template's function fails with the reason if there are no credentials", async () => {
    const { answer } = await handle({}, "Create", {}, { env: { AWS_ACCESS_KEY_ID: "" } });
    expect(answer).toMatchObject({
      Status: "FAILED",
      Reason: expect.stringContaining("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"),
    });
  });

  test("the template's function never registers in the mode wait-only", async () => {
    const env = { FLEETWISE_REGISTRATION_MODE: "wait-only" };
    const { answer, registrations } = await handle(
      { timeline: "registers", timeScale: 100 },
      "Create",
      {},
      { env },
    );
    expect([answer.Status, registrations]).toEqual(["SUCCESS", 0]);
  });
});

test("the CDK's own validation finds nothing in the template", () => {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), "cdk.out-")) });
  const stack = new Stack(app, "Fleet", { env: { account: "123456789012", region: "eu-central-1" } });
  new CfnInclude(stack, "Registration", { templateFile });
  expect(() => app.synth()).not.toThrow();
});

const terraform = spawnSync("terraform", ["-version"]).status === 0;
test.skipIf(!terraform)("the Terraform file of the guide is formatted", () => {
  const [file = ""] = fences("hcl");
  const { status, stdout } = spawnSync("terraform", ["fmt", "-check", "-diff", "-"], {
    input: file,
    encoding: "utf8",
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
});
