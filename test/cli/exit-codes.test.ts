// Every exit code. The tests of signals, and of some errors, run the real program in its own process.
// cspell:ignore maxwait ensre
import { describe, expect, test } from "vitest";
import { EXIT_CODES, overall } from "../../src/cli/exit-codes.js";
import { startEmulator } from "../../src/testing/index.js";
import { inVirtualTime } from "../support/in-virtual-time.js";
import { answers, scriptedServer } from "../support/scripted-server.js";
import { until } from "../support/until.js";
import { against, inside, parsed, program, start } from "./program.js";

const ISO_8601 = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

describe.concurrent("every exit code has its reason", () => {
  test("exit code 0: registered, with only the result on standard output", async () => {
    expect(await against({ timeline: "registersInstantly" }, ["wait", "--quiet"])).toEqual({
      stdout: "account 123456789012: REGISTRATION_SUCCESS; IAM: REGISTRATION_SUCCESS\n",
      stderr: "",
      exitCode: 0,
    });
  });

  test("exit code 1: the registration failed, with the service's reason and advice", async () => {
    const { stderr, exitCode } = await against({ timeline: "failsBoth" }, [
      "wait",
      "--expected",
      "0.5",
      "--quiet",
    ]);
    expect(stderr).toMatch(
      /^error: the registration failed: IAM: .* could not be assumed; Timestream: .* was not found .*\.\n/,
    );
    expect(stderr).toMatch(/\nnext: .*\n {2}fleetwise-registration ensure/);
    expect(exitCode).toBe(1);
  });

  test.for([
    [
      ["wait", "--max-wait-time", "soon"],
      /--max-wait-time <time>' argument 'soon' is invalid. Expected a positive time/,
    ],
    [["wait", "--min-delay", "5", "--max-delay", "1"], /--min-delay to be at most --max-delay \(1\), got 5/],
    [["wait", "--maxwait", "5"], /unknown option '--maxwait'/],
    [["wait", "--emulate=nonsense"], /Allowed choices are registers, /],
    [["wait", "--time-scale", "5"], /--time-scale together with --emulate/],
    [["wait", "--emulate", "--profile", "x"], /cannot be used with/],
    [["wait", "--since", "yesterday"], /Expected an ISO 8601 date/],
    [
      ["wait", "--region", "not a region"],
      /'not a region' is invalid\. Expected an AWS region such as us-east-1\./,
    ],
    [
      ["wait", "--region", "us-east-1", "--region", "us-east-1"],
      /'us-east-1' is invalid\. Expected each region only once\./,
    ],
    [["wait", "--targets", "/nonexistent/targets.json"], /Could not read the targets: ENOENT/],
    [["wait", "--endpoint-url", "ftp://x"], /Expected --endpoint-url to be an http or https URL/],
    [["ensure", "--timestream-table", "t"], /--timestream-database and --timestream-table together/],
    [["emulate", "--port", "70000"], /Expected a whole number from 0 to 65535/],
    [["emulate", "--scenario", "nonsense"], /Allowed choices are registers, /],
    [["nonsense"], /unknown command 'nonsense'/],
    [
      ["help", "ensre"],
      /^error: unknown command 'ensre' \(Did you mean ensure\?\)\nSee `fleetwise-registration --help`\.\n$/,
    ],
    [["status", "us-east-1"], /too many arguments/],
    [[], /Usage: fleetwise-registration/],
  ] as const)("exit code 2: wrong usage, %j", async ([args, message]) => {
    const { stdout, stderr, exitCode } = await inside(args);
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test("exit code 2: the real program reports wrong usage without a stack trace", async () => {
    const { stderr, exitCode } = await program(["wait", "--max-wait-time", "soon"]);
    expect(stderr).toBe(
      "error: option '--max-wait-time <time>' argument 'soon' is invalid. Expected a positive time such as 90, 90s, 10m or 1h, or Infinity.\nSee `fleetwise-registration wait --help`.\n",
    );
    expect(exitCode).toBe(2);
  });

  test("exit code 2: --json also prints the error as a line of JSON", async () => {
    const { stdout, exitCode } = await inside(["wait", "--json", "--interval", "-1"]);
    expect(parsed(stdout)).toEqual([
      {
        time: expect.stringMatching(ISO_8601),
        type: "result",
        state: "wrong-usage",
        exitCode: 2,
        targets: [],
        error: { name: "UsageError", code: "WRONG_USAGE", message: expect.stringContaining("positive time") },
      },
    ]);
    expect(exitCode).toBe(2);
  });

  test("exit code 4: no credentials, with advice to give them", async () => {
    const { stderr, exitCode } = await against({}, ["status"], {});
    expect(stderr).toMatch(
      /^error: No credentials were found.*\nnext: Give credentials: .*AWS_ACCESS_KEY_ID/,
    );
    expect(exitCode).toBe(4);
  });

  test("exit code 4: wrong credentials", async () => {
    const credentials = { accessKeyId: "AKIDOTHER", secretAccessKey: "other" };
    const { stderr, exitCode } = await against({ credentials }, ["wait"]);
    expect(stderr).toMatch(/error: .*UnrecognizedClientException.*\nnext: Check the access key/);
    expect(exitCode).toBe(4);
  });

  test("exit code 4: access denied, with the action to allow", async () => {
    await using server = await scriptedServer(
      answers(403, { __type: "AccessDeniedException", message: "not\u001b[31m you\u0007" }),
    );
    const args = ["wait", "--endpoint-url", server.endpoint, "--region", "eu-central-1"];
    const { stderr, exitCode } = await inside(args);
    // The service's text is printed without its control characters.
    expect(stderr).toMatch(/^error: [ -~]*\nnext: [ -~]*\n$/);
    expect(stderr).toMatch(
      /AccessDenied.*\nnext: Allow the action iotfleetwise:GetRegisterAccountStatus .*closed to new customers/,
    );
    expect(exitCode).toBe(4);
  });

  test("exit code 4: no region, with the regions of the service", async () => {
    const { stderr, exitCode } = await inside(["wait"]);
    expect(stderr).toMatch(
      /error: No region is given.\nnext: .*--region.*us-east-1, eu-central-1 and ap-south-1/,
    );
    expect(exitCode).toBe(4);
  });

  test("exit code 5: not registered, with the command that registers", async () => {
    const { stdout, stderr, exitCode } = await against({}, ["status"]);
    expect(stdout).toBe("account     NOT_REGISTERED\n");
    expect(stderr).toMatch(
      /error: .*found no registration.*\nnext: .*closed to new customers.*\n {2}fleetwise-registration ensure --region eu-central-1 /,
    );
    expect(exitCode).toBe(5);
  });

  test("exit code 70: a TypeError during a wait is a bug, with its stack", async () => {
    const stderr = {
      write(text: string) {
        if (text.includes("RegisterAccount no.")) throw new TypeError("a fault");
      },
    };
    const args = ["ensure", "--emulate=not-registered", "--time-scale", "300", "--max-wait-time", "60"];
    const outcome = await inside(args, { stderr });
    expect(outcome.stderr).toMatch(/error: This is a bug .*\n.*\nTypeError: a fault\n +at /);
    expect(outcome.exitCode).toBe(70);
  });

  test.for([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 143],
    ["SIGQUIT", 143],
  ] as const)(
    "%s ends a wait at once with exit code %i, and no request follows",
    async ([signal, expected]) => {
      // The third poll hangs for longer than the test's time limit.
      const faults = [undefined, undefined, "hang"] as const;
      await using emulator = await startEmulator({ timeline: "neverSettles", faults });
      const { child, outcome } = start([
        ...["wait", "--endpoint-url", emulator.endpoint, "--region", "eu-central-1"],
        ...["--max-delay", "0.05"],
      ]);
      await until(() => emulator.requests.length === 3);
      child.kill(signal);
      const { stdout, stderr, exitCode } = await outcome;
      expect(exitCode).toBe(expected);
      expect(stdout).toBe("account 123456789012: REGISTRATION_PENDING; IAM: REGISTRATION_PENDING\n");
      expect(stderr).toMatch(signal === "SIGINT" ? /error: Interrupted\n/ : /error: Terminated\n/);
      expect(emulator.requests).toHaveLength(3);
    },
  );

  test("the most urgent state decides the exit code of several targets", () => {
    expect(
      EXIT_CODES[overall(["registered", "pending", "not-registered", "call-failed", "refused", "failed"])],
    ).toBe(1);
    expect(EXIT_CODES[overall(["registered", "call-failed", "different"])]).toBe(6);
    expect(EXIT_CODES[overall(["registered", "timed-out", "not-registered", "call-failed"])]).toBe(4);
    expect(EXIT_CODES[overall(["registered", "timed-out", "not-registered"])]).toBe(5);
    expect(EXIT_CODES[overall(["timed-out", "registered"])]).toBe(3);
    expect(EXIT_CODES[overall(["registered", "registered"])]).toBe(0);
    expect(EXIT_CODES[overall(["failed", "interrupted"])]).toBe(130);
  });
});

test("exit code 3: not finished in time, with advice to wait longer", async () => {
  // In real time first: the modules that the program imports on demand take real time to load.
  await against({ timeline: "registersInstantly" }, ["wait"]);
  const { stderr, exitCode } = await inVirtualTime(() =>
    against({ timeline: "neverSettles" }, ["wait", "--max-wait-time", "5"]),
  );
  expect(stderr).toMatch(
    /^error: The registration did not finish within [\d.]+ s .*\. Last seen: IAM .*\nnext: .*--max-wait-time/m,
  );
  expect(exitCode).toBe(3);
});
