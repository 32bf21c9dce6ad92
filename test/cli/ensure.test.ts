// The output of ensure about RegisterAccount, the commands in its advice, and --dry-run.
import { describe, expect, test } from "vitest";
import { startEmulator } from "../../src/testing/index.js";
import { answer } from "../support/answers.js";
import { answers, scriptedServer } from "../support/scripted-server.js";
import { inside, parsed } from "./program.js";

const TABLE = ["--timestream-database", "Fleet", "--timestream-table", "Vehicles"];
const to = (endpoint: string) => ["--endpoint-url", endpoint, "--region", "eu-central-1"];
/** Returns the arguments of a command in the advice. */
const commandIn = (text: string, index = 0) =>
  [...text.matchAll(/^ {2}fleetwise-registration (.*)$/gm)][index]?.[1]?.split(" ") ?? [];
const inputs = (requests: readonly { readonly operation: string; readonly body: unknown }[]) =>
  requests.filter(({ operation }) => operation === "RegisterAccount").map(({ body }) => body);

describe.concurrent("ensure", () => {
  test("ensure prints a failed RegisterAccount, the accepted one, and why it was called", async () => {
    await using emulator = await startEmulator({
      timeline: "outdatedResult",
      timeScale: 1000,
      faults: [undefined, "internalError"],
    });
    const args = ["ensure", "--min-delay", "0.01", "--consistency-grace", "0.2", ...to(emulator.endpoint)];
    const { stderr, exitCode } = await inside(args);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/\n +\d\.\d s {2}RegisterAccount failed: InternalServerException: .*; again in /);
    expect(stderr).toMatch(
      /\n +\d\.\d s {2}RegisterAccount no\. \d: REGISTRATION_PENDING, because the previous registration failed: .* could not be assumed\.\n/,
    );
  });

  test("ensure --json names the operation of a retry", async () => {
    await using emulator = await startEmulator({
      timeScale: 1000,
      faults: ["throttled", undefined, "throttled"],
    });
    const { stdout } = await inside(["ensure", "--json", "--min-delay", "0.01", ...to(emulator.endpoint)]);
    const retries = parsed(stdout).filter(({ type }) => type === "retry");
    expect(retries.map(({ operation }) => operation)).toEqual([
      "GetRegisterAccountStatus",
      "RegisterAccount",
    ]);
  });

  test("ensure ends with 6 if the Timestream table differs, and the advised command succeeds", async () => {
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const { stderr, exitCode } = await inside(["ensure", ...TABLE, ...to(emulator.endpoint)]);
    expect(stderr).toMatch(
      /\nerror: requested Timestream database Fleet and table Vehicles; registered none\.\n/,
    );
    expect([exitCode, inputs(emulator.requests)]).toEqual([6, []]);
    const quiet = await inside(["ensure", "--quiet", "--json", ...TABLE, ...to(emulator.endpoint)]);
    expect(parsed(quiet.stdout)).toMatchObject([
      { targets: [{ registrations: 0, state: "different", error: { code: "RESOURCES_DIFFER" } }] },
    ]);
    const again = await inside(commandIn(stderr));
    expect(again.exitCode, again.stderr).toBe(0);
    expect(inputs(emulator.requests)).toHaveLength(1);
    expect((await inside(commandIn(stderr))).exitCode).toBe(0);
    // The account has the requested resources now, so the command sends no further RegisterAccount.
    expect(inputs(emulator.requests)).toHaveLength(1);
  });

  test("ensure ends with 0 if registered with the requested table, or with one to drop", async () => {
    await using server = await scriptedServer(answers(200, answer("SSS")));
    expect((await inside(["ensure", "--drop-timestream", ...to(server.endpoint)])).exitCode).toBe(0);
    const same = ["--timestream-database", "db", "--timestream-table", "table"];
    expect((await inside(["ensure", ...same, ...to(server.endpoint)])).exitCode).toBe(0);
  });

  test("the commands that wait advises after a failure with Timestream succeed", async () => {
    const options = { timeline: "failsTimestream", timeScale: 1000 } as const;
    for (const [line, body] of [
      [
        0,
        {
          timestreamResources: {
            timestreamDatabaseName: "FleetWiseDatabase",
            timestreamTableName: "VehicleDataTable",
          },
        },
      ],
      [1, {}],
    ] as const) {
      await using emulator = await startEmulator(options);
      const failed = await inside([
        "wait",
        "--min-delay",
        "0.01",
        "--expected",
        "0.1",
        ...to(emulator.endpoint),
      ]);
      expect(failed.exitCode).toBe(1);
      await inside([...commandIn(failed.stderr, line), "--max-registrations", "1"]);
      expect(inputs(emulator.requests)).toEqual([body]);
    }
  });

  test.for([
    ["the requested table", TABLE],
    ["the request to drop Timestream", ["--drop-timestream"]],
  ] as const)("the command that ensure advises after a failure repeats %s", async ([, resources]) => {
    let registered = false;
    await using server = await scriptedServer((response, { headers }) => {
      const registers = String(headers["x-amz-target"]).endsWith(".RegisterAccount");
      registered ||= registers;
      const at = new Date();
      const accepted = answers(200, { registerAccountStatus: "REGISTRATION_PENDING", creationTime: at });
      const state = registered
        ? answers(200, answer("FF", { at }))
        : answers(404, { __type: "ResourceNotFoundException", message: "none" });
      (registers ? accepted : state)(response, server.requests[0] as never);
    });
    const args = ["ensure", "--max-registrations", "1", ...resources, ...to(server.endpoint)];
    const { stderr, exitCode } = await inside(args);
    expect(exitCode, stderr).toBe(1);
    expect(commandIn(stderr).slice(-resources.length)).toEqual(resources);
  });

  test("ensure --reregister registers the account again with the requested resources", async () => {
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const args = ["ensure", "--reregister", ...TABLE, "--min-delay", "0.01", ...to(emulator.endpoint)];
    const { stderr, exitCode } = await inside(args);
    expect(exitCode, stderr).toBe(0);
    expect(inputs(emulator.requests)).toEqual([
      { timestreamResources: { timestreamDatabaseName: "Fleet", timestreamTableName: "Vehicles" } },
    ]);
  });

  test.for([
    ["is registered", ["--emulate=registers-instantly"], "nothing", /^the account is registered$/],
    [
      "is registered and to be registered again",
      ["--emulate=registers-instantly", "--reregister"],
      "register",
      /--reregister/,
    ],
    ["has another table", ["--emulate=registers-instantly", ...TABLE], "nothing", /registered none$/],
    ["is not registered", ["--emulate=not-registered"], "register", /not registered/],
    ["is pending", ["--emulate=never-settles"], "wait", /pending/],
    ["failed", ["--emulate=outdated-result"], "register", /last registration failed/],
    ["failed before --since", ["--emulate=outdated-result", "--since", "now"], "wait", /older than/],
  ] as const)("ensure --dry-run --json of an account that %s", async ([, args, action, reason]) => {
    const { stdout } = await inside(["ensure", "--dry-run", "--json", ...args]);
    expect(parsed(stdout).at(-1)).toMatchObject({
      targets: [{ action, reason: expect.stringMatching(reason) }],
    });
  });
});
