// Names and forms of times that users of kubectl, gh, docker and aws type.
// cspell:ignore ojson
import { describe, expect, test } from "vitest";
import { inside, parsed } from "./program.js";

const EMULATED = ["wait", "--emulate=registers-instantly"];

test.for([
  ["-o json", ["-o", "json"]],
  ["-ojson", ["-ojson"]],
  ["--output json", ["--output", "json"]],
  ["--output=json", ["--output=json"]],
  ["--format json", ["--format", "json"]],
] as const)("%s means --json", async ([, flags]) => {
  const { stdout, exitCode } = await inside([...EMULATED, ...flags]);
  expect(parsed(stdout).at(-1)).toMatchObject({ type: "result", state: "registered" });
  expect(exitCode).toBe(0);
});

test("-q means --quiet, and wait accepts --watch", async () => {
  const { stderr, exitCode } = await inside([...EMULATED, "-q", "--watch"]);
  expect([stderr, exitCode]).toEqual(["", 0]);
});

test.for([["version"], ["-v"], ["--version"]])("%s prints the version", async (args) => {
  expect(await inside(args)).toEqual({ stdout: "1.2.3\n", stderr: "", exitCode: 0 });
});

test("--region takes several regions with commas", async () => {
  const { stdout } = await inside(["status", "--emulate", "--region", "us-east-1,eu-central-1", "--json"]);
  expect(parsed(stdout).at(-1)).toMatchObject({
    targets: [{ target: "us-east-1" }, { target: "eu-central-1" }],
  });
});

test.for([["-ojson"], ["-o", "json"], ["--format=json"]])(
  "wrong usage with %j is also reported as a line of JSON",
  async (flags) => {
    const { stdout, exitCode } = await inside(["wait", "--nonsense", ...flags]);
    expect(parsed(stdout)).toMatchObject([{ type: "result", state: "wrong-usage" }]);
    expect(exitCode).toBe(2);
  },
);

test.for([
  [
    ["status", "--watch"],
    "unknown option '--watch'. To watch a registration until its end, use `fleetwise-registration wait`.",
  ],
  [
    ["wait", "--verbose"],
    "unknown option '--verbose'. `wait --json` prints each poll, retry and transition.",
  ],
  [["ensure", "--debug"], "unknown option '--debug'. `wait --json` prints each poll, retry and transition."],
  [
    ["wait", "-o", "yaml"],
    "option '-o, --output <format>' argument 'yaml' is invalid. Allowed choices are json.",
  ],
  [["wait", "-v"], "unknown option '-v'. `wait --json` prints each poll, retry and transition."],
  [
    ["wait", "us-east-1"],
    "too many arguments for 'wait'. Expected 0 arguments but got 1. Did you mean --region us-east-1?",
  ],
] as const)("the error of the wrong usage %j names a valid alternative", async ([args, message]) => {
  const { stderr, exitCode } = await inside(args);
  expect(stderr).toBe(`error: ${message}\nSee \`fleetwise-registration ${args[0]} --help\`.\n`);
  expect(exitCode).toBe(2);
});

describe("times", () => {
  test.for(["0x10", "1mo", "1y", "1e3", "10 20", "1h 5", "-5"])("the time %j is rejected", async (time) => {
    const { stderr, exitCode } = await inside([...EMULATED, `--max-wait-time=${time}`]);
    expect(stderr).toContain("Expected a positive time such as 90, 90s, 10m or 1h, or Infinity.");
    expect(exitCode).toBe(2);
  });

  test.for(["90", "1.5h", ".5m", "1h30m", "1h 30m", "250ms", "Infinity"])(
    "the time %j is accepted",
    async (time) => {
      const { stderr, exitCode } = await inside([...EMULATED, "--quiet", `--max-wait-time=${time}`]);
      expect([stderr, exitCode]).toEqual(["", 0]);
    },
  );

  test("a time of more than a day causes a warning", async () => {
    const { stderr, exitCode } = await inside([...EMULATED, "--quiet", "--max-wait-time", "600000"]);
    expect(stderr).toBe(
      "warning: --max-wait-time is 6.9 days: a number without a unit is in seconds; write ms for milliseconds.\n",
    );
    expect(exitCode).toBe(0);
  });

  test("--timeout also ends targets that have not started", async () => {
    const regions = ["us-east-1", "eu-central-1", "ap-south-1"].flatMap((region) => ["--region", region]);
    const { stdout, exitCode } = await inside([
      ...["wait", "--emulate=never-settles", ...regions, "--concurrency", "1", "--timeout", "1s", "--json"],
    ]);
    const late = { state: "timed-out", reason: "The target was not started within --timeout (1 s)." };
    expect(parsed(stdout).at(-1)).toMatchObject({
      targets: [
        { state: "timed-out", reason: expect.stringMatching(/did not finish within (1|0.99\d) s/) },
        { ...late, error: { code: "NOT_STARTED" } },
        late,
      ],
    });
    expect(exitCode).toBe(3);
  });
});
