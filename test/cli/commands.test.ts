// The commands and their output, in this process.
import { describe, expect, test } from "vitest";
import { startEmulator } from "../../src/testing/index.js";
import { answer } from "../support/answers.js";
import { answers, scriptedServer } from "../support/scripted-server.js";
import { until } from "../support/until.js";
import { inside, interruptible, KEYS, parsed } from "./program.js";

const to = (endpoint: string) => ["--endpoint-url", endpoint, "--region", "eu-central-1"];

describe.concurrent("status", () => {
  test("status prints the service's response in a small table", async () => {
    await using emulator = await startEmulator({ timeline: "failsBoth", timeScale: 1e6 });
    const { stdout, exitCode } = await inside(["status", ...to(emulator.endpoint)]);
    expect(stdout.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "T")).toBe(
      [
        "account     123456789012  REGISTRATION_FAILURE",
        "IAM         REGISTRATION_FAILURE  arn:aws:iam::123456789012:role/aws-service-role/iotfleetwise.amazonaws.com/AWSServiceRoleForIoTFleetWise",
        "            The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed.",
        "Timestream  REGISTRATION_FAILURE  FleetWiseDatabase.VehicleDataTable",
        "            The Timestream table VehicleDataTable was not found in the database FleetWiseDatabase.",
        "created     T",
        "modified    T",
        "",
      ].join("\n"),
    );
    expect(exitCode).toBe(1);
  });

  test("status of several targets prints one line for each", async () => {
    const { stdout, exitCode } = await inside([
      ...["status", "--emulate=not-registered", "--region", "us-east-1", "--region", "ap-south-1"],
    ]);
    expect(stdout).toBe(
      [
        "us-east-1: not registered (emulated)",
        "ap-south-1: not registered (emulated)",
        "2 targets: 2 not registered (emulated)",
        "",
      ].join("\n"),
    );
    expect(exitCode).toBe(5);
  });

  test("status and wait print no control character of the service", async () => {
    const hostile = "red \u001b[31m\u0007bell\r\nline\u009b2J\u202e!";
    await using server = await scriptedServer(answers(200, answer("FF", { iamMessage: hostile })));
    for (const args of [["status"], ["status", "--json"], ["wait"], ["wait", "--json"]]) {
      const { stdout, stderr } = await inside([...args, ...to(server.endpoint)]);
      for (const line of (stdout + stderr).split("\n")) expect(line).toMatch(/^[ -~]*$/);
    }
  });

  test("status ends with 3 if the result is older than --since", async () => {
    const args = ["status", "--emulate=registers-instantly", "--since", "2999-01-01"];
    expect((await inside(args)).exitCode).toBe(3);
  });

  test("status ends with 4 if every poll fails until --max-wait-time", async () => {
    await using server = await scriptedServer(
      answers(429, { __type: "ThrottlingException", message: "slow" }),
    );
    const args = ["status", "--max-wait-time", "0.5", ...to(server.endpoint)];
    expect((await inside(args)).exitCode).toBe(4);
  });
});

describe.concurrent("wait", () => {
  test("wait --json prints the library's events, and the result last", async () => {
    const { stdout, stderr } = await inside([
      "wait",
      "--emulate=fails-iam",
      "--time-scale",
      "300",
      "--max-wait-time",
      "60",
      "--json",
    ]);
    const lines = parsed(stdout);
    expect(stderr).toBe("");
    expect(lines[0]).toMatchObject({ type: "poll", target: "emulator", attempt: 1 });
    expect(
      lines.filter(({ type }) => type === "transition").map(({ resource, to }) => [resource, to]),
    ).toContainEqual(["account", "REGISTRATION_FAILURE"]);
    const settlement = {
      target: "emulator",
      state: "failed",
      reason: expect.stringMatching(/^IAM: .*could not be assumed/),
      advice: expect.stringContaining("fleetwise-registration ensure"),
      exitCode: 1,
      snapshot: { accountStatus: "REGISTRATION_FAILURE" },
      error: {
        name: "RegistrationFailedError",
        code: "REGISTRATION_FAILED",
        message: expect.stringContaining("could not be assumed"),
      },
    };
    expect(lines.slice(-2)).toMatchObject([
      { type: "settled", ...settlement },
      { type: "result", state: "failed", exitCode: 1, targets: [settlement] },
    ]);
    expect(Object.keys(lines.at(-2)?.["error"] as object).sort()).toEqual(["code", "message", "name"]);
  });

  test("wait --json --quiet prints only the result", async () => {
    const { stdout } = await inside(["wait", "--emulate=registers-instantly", "--json", "--quiet"]);
    expect(parsed(stdout)).toMatchObject([{ type: "result", state: "registered", exitCode: 0 }]);
  });

  test("wait prints throttled and failed polls when they happen", async () => {
    await using server = await scriptedServer(
      answers(200, answer("PP")),
      answers(429, { __type: "ThrottlingException", message: "slow" }),
      answers(500, { __type: "InternalServerException", message: "oh\u001b[1m no" }),
      answers(200, answer("SS")),
    );
    const { stderr, exitCode } = await inside(["wait", "--max-delay", "0.01", ...to(server.endpoint)]);
    expect(stderr).toMatch(/^ +\d\.\d s {2}poll throttled; again in [\d.]+ s$/m);
    expect(stderr).toMatch(/^ +\d\.\d s {2}poll failed: InternalServerException: oh no; again in [\d.]+ s$/m);
    expect(exitCode).toBe(0);
  });

  test("an interrupted wait prints the latest state, and sends no more requests", async () => {
    await using emulator = await startEmulator({ timeline: "neverSettles" });
    const { signal, interrupt } = interruptible();
    const running = inside(["wait", "--json", ...to(emulator.endpoint)], { signal });
    await until(() => emulator.requests.length > 0);
    interrupt();
    const { stdout, exitCode } = await running;
    expect(parsed(stdout).at(-1)).toMatchObject({
      state: "interrupted",
      exitCode: 130,
      targets: [{ error: { name: "AbortError", code: "INTERRUPTED", message: "Interrupted" } }],
    });
    expect(exitCode).toBe(130);
  });

  test("wait takes the region from AWS_DEFAULT_REGION, as the AWS CLI does", async () => {
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const { exitCode } = await inside(["wait", "--endpoint-url", emulator.endpoint], {
      env: { ...KEYS, AWS_DEFAULT_REGION: "ap-south-1" },
    });
    expect(exitCode).toBe(0);
  });
});

describe.concurrent("ensure", () => {
  test.for([
    [
      "not-registered",
      5,
      "would call RegisterAccount, then wait: the account is not registered (emulated)\n",
    ],
    ["registers-instantly", 0, "would do nothing: the account is registered (account 123456789012: "],
    ["never-settles", 3, "would wait: a registration is pending (account 123456789012: "],
    ["outdated-result", 1, "would call RegisterAccount, then wait: the last registration failed (account "],
  ] as const)("ensure --dry-run of the scenario %s prints the plan", async ([scenario, code, text]) => {
    const { stdout, stderr, exitCode } = await inside(["ensure", "--dry-run", `--emulate=${scenario}`]);
    expect(stdout.startsWith(text), stdout).toBe(true);
    expect(stderr).toBe("");
    expect(exitCode).toBe(code);
  });

  test("ensure --dry-run --json prints the action and its reason", async () => {
    const { stdout } = await inside(["ensure", "--dry-run", "--emulate=not-registered", "--json"]);
    expect(parsed(stdout).at(-1)).toMatchObject({
      type: "result",
      exitCode: 5,
      targets: [{ action: "register", reason: "the account is not registered" }],
    });
  });

  test("ensure registers an account that is not registered, and prints the request", async () => {
    const args = ["ensure", "--emulate=not-registered", "--time-scale", "300", "--max-wait-time", "60"];
    const { stderr, exitCode } = await inside(args);
    expect(stderr).toMatch(/RegisterAccount no\. 1: REGISTRATION_PENDING\n/);
    expect(exitCode).toBe(0);
  });

  test("ensure removes Timestream metadata only with --drop-timestream", async () => {
    await using emulator = await startEmulator({ timeline: "failsTimestream", timeScale: 1000 });
    await until(() => emulator.account.accountStatus === "REGISTRATION_FAILURE");
    const plan = await inside(["ensure", "--dry-run", ...to(emulator.endpoint)]);
    expect(plan.stdout).toMatch(/^would refuse: .*Timestream metadata/);
    expect([plan.stderr.includes("--drop-timestream"), plan.exitCode]).toEqual([true, 6]);
    const refused = await inside(["ensure", ...to(emulator.endpoint)]);
    expect(refused.stderr).toMatch(
      /\nnext: .*\n {2}fleetwise-registration ensure .*--timestream-database FleetWiseDatabase .*\n.*\n.*--drop-timestream\n/,
    );
    expect([refused.exitCode, emulator.account.registrations]).toEqual([6, 0]);
    const kept = [
      "--timestream-database",
      "Fleet",
      "--timestream-table",
      "Vehicles",
      "--max-registrations",
      "1",
    ];
    expect((await inside(["ensure", ...kept, ...to(emulator.endpoint)])).exitCode).toBe(1);
    expect(emulator.requests.filter(({ operation }) => operation === "RegisterAccount").at(-1)?.body).toEqual(
      {
        timestreamResources: { timestreamDatabaseName: "Fleet", timestreamTableName: "Vehicles" },
      },
    );
    expect((await inside(["ensure", "--drop-timestream", ...to(emulator.endpoint)])).exitCode).toBe(0);
  });
});

test.for(["", "status", "wait", "ensure", "emulate"])("help %s prints examples", async (command) => {
  const { stdout, stderr, exitCode } = await inside([command, "--help"].filter(Boolean));
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  expect(stdout).toMatch(/\nExamples:\n {2}\$ fleetwise-registration /);
});
