// Runs the examples 01 to 09 in their own processes, as a user does, against the emulator, and the commands in the examples'
// headers. test/examples.test.ts lists which test runs each other example.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createFleetWiseClient } from "../../../src/index.js";
import { type EmulatorOptions, startEmulator } from "../../../src/testing/index.js";
import { handClock } from "../../support/hand-clock.js";
import { runNode, runTypeScript } from "../../support/run.js";
import { until } from "../../support/until.js";

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
const clientOf = ({ endpoint }: { readonly endpoint: string }) =>
  createFleetWiseClient({ endpoint, region: "eu-central-1", credentials: CREDENTIALS });
const FAILED =
  "AWS IoT FleetWise registration of account 123456789012 failed: " +
  "IAM: The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed. " +
  "Fix the cause, then call RegisterAccount, or `ensureRegistered()`, again.";
const REGION = ["--region", "eu-central-1"];

describe.concurrent("examples", () => {
  test("01-provisioning-script without a region waits on its own emulator", async () => {
    const { stdout, stderr, exitCode } = await runTypeScript("examples/01-provisioning-script.ts");
    // The number of stages that it prints depends on the machine's speed.
    expect(stdout).toMatch(
      /^emulated: nothing is sent to AWS\n +\d+\.\d s {2}iam .*\n.* account +REGISTRATION_SUCCESS\naccount 123456789012: REGISTRATION_SUCCESS; IAM: REGISTRATION_SUCCESS \(emulated\)\n$/s,
    );
    expect([stderr, exitCode]).toEqual(["", 0]);
  });

  test("01-provisioning-script with a region queries AWS", async () => {
    const { stdout, exitCode } = await example(
      "01-provisioning-script.ts",
      { timeline: "registersInstantly" },
      {},
      REGION,
    );
    expect(stdout).toMatch(/account 123456789012: REGISTRATION_SUCCESS; IAM: REGISTRATION_SUCCESS\n$/);
    expect(exitCode).toBe(0);
  });

  test("01-provisioning-script prints advice when AWS rejects the request", async () => {
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

  test("02-progress prints every transition and the outcome", async () => {
    await using emulator = await startEmulator({ timeScale: 150 });
    const run = runTypeScript("examples/02-progress.ts", {
      env: { AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint },
    });
    // Register only after the example's first poll, because its process may start slowly.
    await until(() => emulator.requests.length > 0);
    await clientOf(emulator).registerAccount();
    const { stdout, exitCode } = await run;
    // A slow machine may not see the pending state.
    expect(stdout).toMatch(/^account: \(new\) -> NOT_REGISTERED\n/);
    expect(stdout).toMatch(
      /iam: .* -> REGISTRATION_SUCCESS\naccount: \w+ -> REGISTRATION_SUCCESS\nregistered\n$/,
    );
    expect(exitCode).toBe(0);
  });

  test("02-progress catches the error when the registration fails", async () => {
    const { stderr, exitCode } = await example("02-progress.ts", { timeline: "failsIam" });
    expect(stderr).toBe(`${FAILED}\n`);
    expect(exitCode).toBe(1);
  });

  test("03-abort-and-time-limit resolves in time, or prints the last state at the deadline", async () => {
    const inTime = await example("03-abort-and-time-limit.ts", { timeline: "registers" });
    expect([inTime.stdout, inTime.exitCode]).toEqual(["account 123456789012 is registered\n", 0]);
    const late = await example(
      "03-abort-and-time-limit.ts",
      { timeline: "neverSettles" },
      { MAX_WAIT_TIME: "6" },
    );
    expect(late.stderr).toMatch(/did not finish within [\d.]+ s .*REGISTRATION_TIMEOUT, requests: \d+\n$/s);
    expect(late.exitCode).toBe(1);
  });

  describe.runIf(spawnSync("aws", ["--version"]).status === 0)("with the AWS CLI", () => {
    const REGISTERED = "account 123456789012: REGISTRATION_SUCCESS; IAM: REGISTRATION_SUCCESS\n";

    test("04-your-own-function retries a throttling response, a 503 and a reset", async () => {
      const faults = ["throttled", "unavailable", "reset"] as const;
      const outcome = await example("04-your-own-function.ts", { timeline: "registersInstantly", faults });
      expect(outcome).toEqual({ stdout: REGISTERED, stderr: "", exitCode: 0 });
    });

    test("04-your-own-function waits if the account is not registered yet", async () => {
      await using emulator = await startEmulator({ timeScale: 1e4 });
      const env = { AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint };
      const run = runTypeScript("examples/04-your-own-function.ts", { env });
      await until(() => emulator.requests.length > 0);
      await clientOf(emulator).registerAccount();
      expect(await run).toMatchObject({ stdout: REGISTERED, exitCode: 0 });
    });

    test("04-your-own-function ends with the AWS CLI's message on a fatal error", async () => {
      const { stderr, exitCode } = await example("04-your-own-function.ts", { faults: ["accessDenied"] });
      expect(stderr).toMatch(
        /ServiceCallError: GetRegisterAccountStatus failed: AccessDeniedException: User is not/,
      );
      expect(exitCode).toBe(1);
    });
  });

  test("05-one-loop serves a subscriber and a promise, then exits", async () => {
    const { stdout, stderr, exitCode } = await example("05-one-loop.ts", { timeline: "registersInstantly" });
    expect(stdout).toBe(
      "iam: REGISTRATION_SUCCESS\naccount: REGISTRATION_SUCCESS\naccount 123456789012 is registered\n",
    );
    expect([stderr, exitCode]).toEqual(["", 0]);
  });

  test("05-one-loop catches the error when the registration fails, then exits", async () => {
    const { stdout, stderr, exitCode } = await example("05-one-loop.ts", { timeline: "failsIam" });
    expect(stdout).toMatch(/account: REGISTRATION_FAILURE\nno more progress\n$/);
    expect([stderr, exitCode]).toEqual([`${FAILED}\n`, 1]);
  });

  test("06-official-client registers and waits for the new registration", async () => {
    const { stdout, exitCode } = await example("06-official-client.ts", { timeline: "outdatedResult" });
    expect(stdout).toBe("account 123456789012: REGISTRATION_SUCCESS; IAM: REGISTRATION_SUCCESS\n");
    expect(exitCode).toBe(0);
  });

  test("07-ensure registers an unregistered account and prints every step", async () => {
    const clock = handClock();
    await using emulator = await startEmulator({ faults: [undefined, "throttled"], now: clock.now });
    const [{ stdout, exitCode }] = await Promise.all([
      runTypeScript("examples/07-ensure.ts", { env: { AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint } }),
      // Requests: a poll before each of two RegisterAccount, and the poll that returns "pending".
      until(() => emulator.requests.length === 5).then(() => clock.advance(300)),
    ]);
    expect(stdout.split("\n")).toEqual([
      "account: NOT_REGISTERED",
      expect.stringMatching(/^ThrottlingException, again in \d+ s$/),
      "RegisterAccount no. 1: REGISTRATION_PENDING",
      "iam: REGISTRATION_PENDING",
      "account: REGISTRATION_PENDING",
      "iam: REGISTRATION_SUCCESS",
      "account: REGISTRATION_SUCCESS",
      "registered",
      "",
    ]);
    expect(exitCode).toBe(0);
  });

  test("07-ensure catches the error when every registration fails", async () => {
    const { stdout, stderr, exitCode } = await example("07-ensure.ts", {
      timeline: "failsIam",
      timeScale: 1000,
    });
    expect(stdout).toContain("RegisterAccount no. 2: REGISTRATION_PENDING\n");
    expect([stderr, exitCode]).toEqual([`${FAILED}\n`, 1]);
  });

  test("08-many-accounts waits for all accounts, even if one fails", async () => {
    await using good = await startEmulator({ timeline: "registersInstantly" });
    await using bad = await startEmulator({
      timeline: "failsIam",
      timeScale: 1000,
      customerAccountId: "210987654321",
    });
    const file = join(mkdtempSync(join(tmpdir(), "profiles-")), "config");
    const profile = (name: string, { endpoint }: { readonly endpoint: string }) =>
      `[profile ${name}]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\nendpoint_url = ${endpoint}\n`;
    writeFileSync(file, profile("production", good) + profile("test", bad));
    const { stdout, stderr, exitCode } = await runTypeScript("examples/08-many-accounts.ts", {
      args: ["test:us-east-1", "production:us-east-1", "production:eu-central-1"],
      env: { AWS_CONFIG_FILE: file, AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
    });
    for (const region of ["us-east-1", "eu-central-1"]) {
      expect(stdout).toContain(
        `production:${region}: account 123456789012: REGISTRATION_SUCCESS; IAM: REGISTRATION_SUCCESS\n`,
      );
    }
    expect(stdout).toContain(
      "test:us-east-1: account 210987654321: REGISTRATION_FAILURE; IAM: REGISTRATION_FAILURE (",
    );
    expect(stderr).toBe(`test:us-east-1: ${FAILED.replace("123456789012", "210987654321")}\n`);
    expect(exitCode).toBe(1);
  });

  test("09-service polls again while the account is not registered, and starts when it is", async () => {
    await using emulator = await startEmulator({ timeScale: 1000 });
    const env = { AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint, LOOK_AGAIN: "0.1" };
    const run = runTypeScript("examples/09-service.ts", { env });
    await until(() => emulator.requests.length >= 2);
    await clientOf(emulator).registerAccount();
    const { stdout, exitCode } = await run;
    expect(stdout).toMatch(/^account NOT_REGISTERED\naccount NOT_REGISTERED\n/);
    expect(stdout).toMatch(/account REGISTRATION_SUCCESS\nregistered: the work begins\n$/);
    expect(exitCode).toBe(0);
  });

  test.each([
    ["09-service", "SIGTERM", "stopped", 0],
    ["03-abort-and-time-limit", "SIGINT", "stopped by the operator", 1],
  ] as const)("%s stops immediately on %s, and prints why", async (name, signal, why, code) => {
    await using emulator = await startEmulator({ timeline: "neverSettles" });
    const { stderr, exitCode } = await runTypeScript(`examples/${name}.ts`, {
      env: { AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint },
      running: async (child) => {
        await until(() => emulator.requests.length > 0);
        child.kill(signal);
      },
    });
    expect([stderr, exitCode]).toEqual([`${why}\n`, code]);
  });

  /** Commands in the headers of the examples that need only Node. Each must run its own example. */
  const named = readdirSync("examples").flatMap((name) => {
    if (!name.endsWith(".ts")) return [];
    const [header = ""] = readFileSync(`examples/${name}`, "utf8").split("\nimport ", 1);
    const lines = [...header.matchAll(/^\/\/ {3}(node .*?|npm .*?)(?: {3,}.*)?$/gm)];
    return lines.flatMap(([, line = ""]) => (line.startsWith("npm install ") ? [] : [{ name, line }]));
  });

  test.for(named)("$name: the command in its header runs the example", async ({ name, line }) => {
    const profiles = ["production", "test"].map(
      (profile) => `[profile ${profile}]\naws_access_key_id = a\naws_secret_access_key = s\n`,
    );
    const file = join(mkdtempSync(join(tmpdir(), "profiles-")), "config");
    writeFileSync(file, profiles.join(""));
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const env = { AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint, AWS_CONFIG_FILE: file };
    const [command, imported, tsx, example, ...args] = line.replace(/ > .*/, "").split(" ");
    expect([command, imported, tsx, example]).toEqual(["node", "--import", "tsx", `examples/${name}`]);
    const { stdout, stderr, exitCode } = await runNode(["--import", "tsx", String(example), ...args], {
      env,
    });
    expect(exitCode, stderr).toBe(0);
    // An example sends requests only if its command has arguments; otherwise example 01 marks its output as emulated.
    const asked = emulator.requests.length > 0;
    expect(asked).toBe(args.length > 0);
    if (name.startsWith("01")) expect(stdout.includes("emulated")).toBe(!asked);
  });
});
