// Every example runs as a user would run it, in a process of its own, against the emulator.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createFleetWiseClient } from "../src/index.js";
import { type EmulatorOptions, startEmulator } from "../src/testing/index.js";
import { runTypeScript } from "./support/run.js";

/** Runs an example with the environment that the AWS SDK and CLI read, pointed at an emulator. */
async function example(
  name: string,
  options: EmulatorOptions,
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
) {
  await using emulator = await startEmulator({ timeScale: 60, ...options });
  return await runTypeScript(`examples/${name}`, {
    args,
    env: { AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint, ...env },
  });
}

const CREDENTIALS = { accessKeyId: "AKIDOTHER", secretAccessKey: "other" };
const REGION = ["--region", "eu-central-1"];

describe.concurrent("examples", { timeout: 60_000 }, () => {
  test("01-provisioning-script shows each transition, and ends registered, without an escape code", async () => {
    const { stdout, stderr, exitCode } = await runTypeScript("examples/01-provisioning-script.ts");
    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
    expect(stdout.replaceAll(/ *\d+\.\d s/g, "T").split("\n")).toEqual([
      "T  iam         REGISTRATION_PENDING",
      "T  timestream  REGISTRATION_PENDING",
      "T  account     REGISTRATION_PENDING",
      "T  iam         REGISTRATION_SUCCESS",
      "T  timestream  REGISTRATION_SUCCESS",
      "T  account     REGISTRATION_SUCCESS",
      "account 123456789012: REGISTRATION_SUCCESS; Timestream: REGISTRATION_SUCCESS; IAM: REGISTRATION_SUCCESS",
      "",
    ]);
  });

  test("01-provisioning-script with a region asks AWS", async () => {
    const { stdout, exitCode } = await example(
      "01-provisioning-script.ts",
      { timeline: "registersInstantly" },
      {},
      REGION,
    );
    expect(stdout).toMatch(/account 123456789012: REGISTRATION_SUCCESS; IAM: REGISTRATION_SUCCESS\n$/);
    expect(exitCode).toBe(0);
  });

  test("01-provisioning-script says what to do when AWS refuses", async () => {
    const { stderr, exitCode } = await example(
      "01-provisioning-script.ts",
      { credentials: CREDENTIALS },
      {},
      REGION,
    );
    expect(stderr).toMatch(
      /^GetRegisterAccountStatus failed: UnrecognizedClientException: .* Check the access key/,
    );
    expect(exitCode).toBe(1);
  });

  test("02-progress tells the progress and the end", async () => {
    await using emulator = await startEmulator({ timeScale: 150 });
    const run = runTypeScript("examples/02-progress.ts", {
      env: { AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint },
    });
    // Registered only once the example has begun to read, however long its process takes to start.
    while (emulator.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await createFleetWiseClient({
      endpoint: emulator.endpoint,
      region: "eu-central-1",
      credentials: CREDENTIALS,
    }).registerAccount();
    const { stdout, exitCode } = await run;
    expect(stdout.split("\n")).toEqual([
      "account: (new) -> NOT_REGISTERED",
      "iam: (new) -> REGISTRATION_PENDING",
      "account: NOT_REGISTERED -> REGISTRATION_PENDING",
      "iam: REGISTRATION_PENDING -> REGISTRATION_SUCCESS",
      "account: REGISTRATION_PENDING -> REGISTRATION_SUCCESS",
      "registered",
      "",
    ]);
    expect(exitCode).toBe(0);
  });

  test("02-progress reaches its own catch when the registration fails", async () => {
    const { stderr, exitCode } = await example("02-progress.ts", { timeline: "failsIam" });
    expect(stderr).toBe(
      "AWS IoT FleetWise registration of account 123456789012 failed: " +
        "IAM: The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed.\n",
    );
    expect(exitCode).toBe(1);
  });

  test("03-abort-and-time-limit resolves in time, and says what was last seen when it does not", async () => {
    const inTime = await example("03-abort-and-time-limit.ts", { timeline: "registers" });
    expect([inTime.stdout, inTime.exitCode]).toEqual(["account 123456789012 is registered\n", 0]);
    const late = await example(
      "03-abort-and-time-limit.ts",
      { timeline: "neverSettles" },
      { MAX_WAIT_TIME: "0.5" },
    );
    expect(late.stderr).toMatch(/did not finish within 0\.5 s .*REGISTRATION_TIMEOUT after \d reads\n$/s);
    expect(late.exitCode).toBe(1);
  });

  test.runIf(spawnSync("aws", ["--version"]).status === 0)(
    "04-your-own-function waits with the AWS CLI",
    async () => {
      const { stdout, exitCode } = await example("04-your-own-function.ts", {
        timeline: "registersInstantly",
      });
      expect(stdout).toBe("account 123456789012: REGISTRATION_SUCCESS; IAM: REGISTRATION_SUCCESS\n");
      expect(exitCode).toBe(0);
    },
  );

  test("each example has a test here", () => {
    expect(readdirSync("examples").sort()).toEqual([
      "01-provisioning-script.ts",
      "02-progress.ts",
      "03-abort-and-time-limit.ts",
      "04-your-own-function.ts",
    ]);
  });
});
