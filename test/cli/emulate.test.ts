import { describe, expect, test } from "vitest";
import { startEmulator } from "../../src/testing/index.js";
import { inside, interruptible, parsed, program, start } from "./program.js";

describe.concurrent("emulate", () => {
  test("emulate serves until it is interrupted, and prints a command that polls it", async () => {
    const { child, outcome } = start(["emulate", "--scenario", "registers-instantly", "--quota", "20"], {});
    const [first] = (
      await new Promise<string>((resolve) => child.stdout?.once("data", (data) => resolve(String(data))))
    ).split("\n");
    const answer = await program(["status", "--region", "us-east-1", "--endpoint-url", String(first)]);
    expect(answer).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("REGISTRATION_SUCCESS") });
    child.kill("SIGINT");
    expect(await outcome).toMatchObject({ exitCode: 130, stderr: "Press Ctrl-C to end the emulator.\n" });
    await expect(fetch(String(first))).rejects.toThrow();
  });

  test("emulate --json prints its endpoint as one line of JSON", async () => {
    const { signal, interrupt } = interruptible();
    const running = inside(["emulate", "--json", "--quota", "5"], { signal, stdout: { write: interrupt } });
    const { stdout, exitCode } = await running;
    expect(parsed(stdout)).toMatchObject([
      { type: "listening", endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), timeScale: 1 },
    ]);
    expect(exitCode).toBe(130);
  });

  test("emulate with a port in use is wrong usage", async () => {
    await using emulator = await startEmulator();
    const { stderr, exitCode } = await inside(["emulate", "--port", String(emulator.port)]);
    expect(stderr).toMatch(/^error: Expected --port to be available, got/);
    expect(exitCode).toBe(2);
  });
});
