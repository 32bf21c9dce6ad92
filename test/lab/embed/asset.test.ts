// The functions that the construct deploys, loaded as Lambda loads them: from a folder with no other files, in a process with
// only Lambda's environment.
import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { startEmulator } from "../../../src/testing/index.js";
import { PHYSICAL_ID, request } from "../../custom-resource/requests.js";
import { run } from "../../package/project.js";
import { nodeBinary } from "../../support/node-binary.js";
import { root } from "../../support/run.js";

/** Loads and calls a handler as Lambda's runtime does. */
const RUNTIME = `
import { join } from "node:path";
const { LAMBDA_TASK_ROOT, _HANDLER } = process.env;
const [file, name] = _HANDLER.split(".");
const functions = await import(join(LAMBDA_TASK_ROOT, file + ".mjs"));
try {
  console.log(JSON.stringify(await functions[name](JSON.parse(process.argv[2]))));
} catch ({ name: errorType, message: errorMessage, stack }) {
  console.log(JSON.stringify({ errorType, errorMessage, trace: stack.split("\\n") }));
}`;

const signing = { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "secret", sessionToken: "token" };

describe.each(["22", "24"])("on Node %s", (version) => {
  let node: string;
  let folder: string;
  beforeAll(() => {
    node = nodeBinary(version);
    folder = mkdtempSync(join(tmpdir(), "lambda-"));
    cpSync(join(root, "dist/cdk/lambda"), join(folder, "task"), { recursive: true });
    writeFileSync(join(folder, "runtime.mjs"), RUNTIME);
  });

  async function invoke(handler: string, event: object, env: Readonly<Record<string, string>>) {
    const lambda = {
      _HANDLER: `index.${handler}`,
      LAMBDA_TASK_ROOT: join(folder, "task"),
      AWS_REGION: "eu-central-1",
      AWS_LAMBDA_FUNCTION_NAME: handler,
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${version}.x`,
      AWS_ACCESS_KEY_ID: signing.accessKeyId,
      AWS_SECRET_ACCESS_KEY: signing.secretAccessKey,
      AWS_SESSION_TOKEN: signing.sessionToken,
      ...env,
    };
    // `env -i` starts with an empty environment.
    const assignments = Object.entries(lambda).map(([name, value]) => `${name}=${value}`);
    const args = ["-i", ...assignments, node, join(folder, "runtime.mjs"), JSON.stringify(event)];
    const { stdout, stderr } = await run("env", args, folder);
    expect(stderr).toBe("");
    // The handler's log precedes its result.
    return JSON.parse(String(stdout.trim().split("\n").at(-1)));
  }

  test("the deployed functions register with their own credentials and complete", async () => {
    await using emulator = await startEmulator({ timeScale: 1000, credentials: signing });
    const env = { AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint };
    const handedOn = await invoke("onEvent", request("Create"), env);
    expect(handedOn).toMatchObject({
      PhysicalResourceId: expect.stringContaining(`${PHYSICAL_ID}/`),
      registeredAt: expect.any(String),
    });
    expect(await invoke("isComplete", { ...request("Create"), ...handedOn }, env)).toMatchObject({
      IsComplete: true,
      Data: { customerAccountId: "123456789012", accountStatus: "REGISTRATION_SUCCESS" },
    });
    expect(emulator.account.registrations).toBe(1);
  });

  test("the deployed functions read the construct's environment variables", async () => {
    await using emulator = await startEmulator({ timeline: "neverSettles", credentials: signing });
    const env = {
      AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint,
      FLEETWISE_REGISTRATION_MODE: "wait-only",
      FLEETWISE_REGISTRATION_MAX_WAIT_TIME: "1",
    };
    const handedOn = await invoke("onEvent", request("Create"), env);
    expect(await invoke("isComplete", { ...request("Create"), ...handedOn }, env)).toMatchObject({
      errorType: "TimeoutError",
      errorMessage: expect.stringContaining(
        "Last seen: IAM REGISTRATION_PENDING, account REGISTRATION_PENDING",
      ),
      trace: [expect.any(String)],
    });
  });

  test("the deployed functions fail with the reason if there are no credentials", async () => {
    const env = { AWS_ACCESS_KEY_ID: "", AWS_ENDPOINT_URL_IOTFLEETWISE: "http://127.0.0.1:9999" };
    expect(await invoke("onEvent", request("Create"), env)).toMatchObject({
      errorType: "ServiceCallError",
      errorMessage: expect.stringContaining("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"),
    });
  });
});
