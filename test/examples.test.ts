// Runs the first example in its own process, as a user does. Most other examples run in test/lab/integration.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { startEmulator } from "../src/testing/index.js";
import { advanceWhenRead, handClock } from "./support/hand-clock.js";
import { runTypeScript } from "./support/run.js";

test("01-provisioning-script prints the README's output, without escape codes", async () => {
  const clock = handClock();
  await using emulator = await startEmulator({ timeline: "registers", now: clock.now });
  const [{ stdout, stderr, exitCode }] = await Promise.all([
    runTypeScript("examples/01-provisioning-script.ts", {
      args: ["--region", "eu-central-1"],
      env: { AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint },
    }),
    advanceWhenRead(emulator, clock, [300]),
  ]);
  expect([stderr, exitCode]).toEqual(["", 0]);
  const masked = (text: string) => text.replaceAll(/^ *\d+\.\d s/gm, "T");
  const shown = readFileSync("README.md", "utf8").match(/^```text\n(.*?)^```/ms)?.[1] ?? "";
  // The README shows `wait --emulate`, which marks its output as emulated; the example does not.
  const unmarked = shown.replace(/^emulated: .*\n/, "").replace(" (emulated)", "");
  expect(masked(stdout)).toBe(masked(unmarked));
  expect(shown.trim().split("\n")).toHaveLength(6);
});

/** The examples that other test files run: 10-testing-your-code.test.ts runs itself. */
const ELSEWHERE = {
  "test/lab/embed": [
    "11-cdk-app",
    "12-cdk-handlers",
    "lambda",
    "14-multi-account-cdk-app",
    "16-durable-function",
  ],
  "test/step-functions": ["13-step-functions", "15-control-tower-aft"],
  examples: ["10-testing-your-code"],
};

test("each example has a test", () => {
  const source = readFileSync("test/lab/integration/examples.test.ts", "utf8");
  const elsewhere = Object.values(ELSEWHERE).flat();
  const names = readdirSync("examples").map((name) => name.replace(/(\.test)?\.ts$/, ""));
  expect(names.filter((name) => !source.includes(name) && !elsewhere.includes(name))).toEqual([]);
});
