// What ensuring tells of RegisterAccount, and what it does with flags that change nothing. The real program.
import { describe, expect, test } from "vitest";
import { startEmulator } from "../../src/testing/index.js";
import { answer } from "../support/answers.js";
import { answers, scriptedServer } from "../support/scripted-server.js";
import { inside, parsed, program } from "./program.js";

const TABLE = ["--timestream-database", "Fleet", "--timestream-table", "Vehicles"];
const to = (endpoint: string) => ["--endpoint-url", endpoint, "--region", "eu-central-1"];
const inputs = (requests: readonly { readonly operation: string; readonly body: unknown }[]) =>
  requests.filter(({ operation }) => operation === "RegisterAccount").map(({ body }) => body);

describe.concurrent("ensure", { timeout: 60_000 }, () => {
  test("says that RegisterAccount failed first, that it was called, and why", async () => {
    await using emulator = await startEmulator({
      timeline: "staleVerdict",
      timeScale: 1000,
      faults: [undefined, "internalError"],
    });
    const args = ["ensure", "--min-delay", "0.01", "--consistency-grace", "0.2", ...to(emulator.endpoint)];
    const { stderr, exitCode } = await program(args);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/\n +\d\.\d s {2}RegisterAccount failed: InternalServerException: .*; again in /);
    expect(stderr).toMatch(
      /\n +\d\.\d s {2}RegisterAccount no\. \d: REGISTRATION_PENDING, as the registration before failed: IAM: .* could not be assumed\.\n/,
    );
  });

  test("in JSON, a retry names its operation", async () => {
    await using emulator = await startEmulator({
      timeScale: 1000,
      faults: ["throttled", undefined, "throttled"],
    });
    const { stdout } = await program(["ensure", "--json", "--min-delay", "0.01", ...to(emulator.endpoint)]);
    const retries = parsed(stdout).filter(({ type }) => type === "retry");
    expect(retries.map(({ operation }) => operation)).toEqual([
      "GetRegisterAccountStatus",
      "RegisterAccount",
    ]);
  });

  test("warns where an account is registered without the Timestream table that is asked for", async () => {
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const { stderr, exitCode } = await program(["ensure", ...TABLE, ...to(emulator.endpoint)]);
    expect(stderr).toMatch(
      /\nwarning: .*registered without a Timestream table, so --timestream-database .*--reregister/,
    );
    expect([exitCode, inputs(emulator.requests)]).toEqual([0, []]);
    const quiet = await program(["ensure", "--quiet", "--json", ...TABLE, ...to(emulator.endpoint)]);
    expect(parsed(quiet.stdout)).toMatchObject([
      { targets: [{ registrations: 0, warnings: [expect.stringContaining("no effect")] }] },
    ]);
    const silent = await program(["ensure", "--quiet", ...TABLE, ...to(emulator.endpoint)]);
    expect(silent.stderr).toMatch(/^warning: /);
  });

  test("warns where it is registered with a table that is to be dropped", async () => {
    await using server = await scriptedServer(answers(200, answer("SSS")));
    const dropping = await program(["ensure", "--drop-timestream", ...to(server.endpoint)]);
    expect(dropping.stderr).toMatch(/\nwarning: .*table db\.table, so --drop-timestream has no effect/);
    const same = ["--timestream-database", "db", "--timestream-table", "table"];
    const kept = await program(["ensure", ...same, ...to(server.endpoint)]);
    expect(kept.stderr).not.toContain("warning");
  });

  test("--reregister registers it once more, with what is asked for", async () => {
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const args = ["ensure", "--reregister", ...TABLE, "--min-delay", "0.01", ...to(emulator.endpoint)];
    const { stderr, exitCode } = await program(args);
    expect(exitCode, stderr).toBe(0);
    expect(inputs(emulator.requests)).toEqual([
      { timestreamResources: { timestreamDatabaseName: "Fleet", timestreamTableName: "Vehicles" } },
    ]);
    expect(stderr).not.toContain("warning");
  });

  test.for([
    ["is registered", ["--emulate=registers-instantly"], "nothing", /^the account is registered$/],
    ["is, once more", ["--emulate=registers-instantly", "--reregister"], "register", /--reregister/],
    [
      "is, without the table",
      ["--emulate=registers-instantly", ...TABLE],
      "nothing",
      /no effect; --reregister/,
    ],
    ["is not", ["--emulate=not-registered"], "register", /not registered/],
    ["is in progress", ["--emulate=never-settles"], "wait", /in progress/],
    ["failed", ["--emulate=stale-verdict"], "register", /last registration failed/],
    [
      "failed before --since",
      ["--emulate=stale-verdict", "--since", "now"],
      "register",
      /last registration failed/,
    ],
  ] as const)("--dry-run --json, where the account %s", async ([, args, would, because]) => {
    const { stdout } = await inside(["ensure", "--dry-run", "--json", ...args]);
    expect(parsed(stdout).at(-1)).toMatchObject({
      targets: [{ would, because: expect.stringMatching(because) }],
    });
  });
});
