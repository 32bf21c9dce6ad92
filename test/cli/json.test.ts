// The lines of --json, for programs.
import { describe, expect, test } from "vitest";
import { answer } from "../support/answers.js";
import { answers, scriptedServer } from "../support/scripted-server.js";
import { inside, parsed } from "./program.js";

const to = (endpoint: string) => ["--endpoint-url", endpoint, "--region", "eu-central-1"];

describe.concurrent("--json", () => {
  test("every line of --json has the wall clock's time and whole milliseconds", async () => {
    await using server = await scriptedServer(answers(200, answer("PP")), answers(200, answer("SS")));
    const before = Date.now();
    const { stdout } = await inside(["wait", "--json", "--max-delay", "0.01", ...to(server.endpoint)]);
    const lines = parsed(stdout);
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines) {
      const time = Date.parse(String(line["time"]));
      expect(time).toBeGreaterThanOrEqual(before - 1000);
      expect(time).toBeLessThanOrEqual(Date.now() + 1000);
      for (const [name, value] of Object.entries(line)) {
        if (name.endsWith("Ms")) expect(Number.isInteger(value), `${name} ${value}`).toBe(true);
      }
    }
    expect(lines.some((line) => "nextDelayMs" in line)).toBe(true);
  });

  test("a poll in --json has the snapshot only if it changed, and null if the account is not found", async () => {
    await using server = await scriptedServer(
      answers(400, { __type: "ResourceNotFoundException", message: "none" }),
      answers(200, answer("PP")),
      answers(200, answer("PP")),
      answers(200, answer("SS")),
    );
    const { stdout } = await inside(["wait", "--json", "--max-delay", "0.01", ...to(server.endpoint)]);
    const lines = parsed(stdout);
    const shown = lines
      .filter(({ type }) => type === "poll")
      .map(({ snapshot }) => (snapshot as { accountStatus?: string } | null)?.accountStatus ?? snapshot);
    expect(shown).toEqual([null, "REGISTRATION_PENDING", undefined, "REGISTRATION_SUCCESS"]);
    for (const line of lines.filter(({ type }) => type === "transition")) {
      expect(line).not.toHaveProperty("snapshot");
    }
    expect(lines.at(-1)).toMatchObject({
      targets: [{ snapshot: { accountStatus: "REGISTRATION_SUCCESS" } }],
    });
  });

  test("--json prints warnings as lines", async () => {
    const args = ["status", "--json", "--region", "eu-west-1", "--max-wait-time", "0.2"];
    // Nothing listens at this proxy, so no request leaves this machine.
    const env = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "s", HTTPS_PROXY: "http://127.0.0.1:1" };
    const { stdout, stderr } = await inside(args, { env });
    expect(parsed(stdout)[0]).toMatchObject({
      type: "warning",
      message: expect.stringContaining("eu-west-1"),
    });
    expect(stderr).toBe("");
    expect(parsed(stdout).at(-1)).toMatchObject({ warnings: [expect.stringContaining("eu-west-1")] });
  });

  test("--json has the reason and the advice in terms of the command line", async () => {
    const args = ["status", "--json", "--max-wait-time", "6", ...to("http://127.0.0.1:1")];
    const { stdout } = await inside(args);
    expect(parsed(stdout).at(-1)).toMatchObject({
      state: "call-failed",
      targets: [
        {
          reason: expect.stringContaining("ECONNREFUSED"),
          advice: expect.stringContaining("--endpoint-url"),
        },
      ],
    });
  });
});
