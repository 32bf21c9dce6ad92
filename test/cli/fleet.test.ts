// Hundreds of targets: all at once, their roles handed out at STS's pace, and the answer in the last line. The real program.
import type { ServerResponse } from "node:http";
import { describe, expect, test, vi } from "vitest";
import { turns } from "../../src/cli/targets/turns.js";
import { startEmulator } from "../../src/testing/index.js";
import { answer } from "../support/answers.js";
import { answers, scriptedServer } from "../support/scripted-server.js";
import { startSts } from "../support/sts.js";
import { KEYS, parsed, program } from "./program.js";

const role = (index: number) => `arn:aws:iam::${100_000_000_000 + index}:role/reader`;
const targets = (count: number) =>
  JSON.stringify(
    Array.from({ length: count }, (_, index) => ({
      name: `account-${index}`,
      region: "eu-central-1",
      roleArn: role(index),
    })),
  );

describe.concurrent("a fleet", { timeout: 120_000 }, () => {
  test("of 60 with assumed roles, STS limited to 20 a second: all registered, and each role assumed", async () => {
    await using sts = await startSts(20);
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const args = ["wait", "--targets", "-", "--endpoint-url", emulator.endpoint];
    const env = { ...KEYS, AWS_ENDPOINT_URL_STS: sts.endpoint };
    const { stdout, stderr, exitCode } = await program(args, env, targets(60));
    expect(exitCode, stderr).toBe(0);
    expect(new Set(sts.asked.map(({ roleArn }) => roleArn)).size).toBe(60);
    expect(stdout).toMatch(/\n60 targets: 60 registered\n$/);
    expect(stderr).not.toContain("Warning");
  });

  test("is waited for all at once: none is read twice before all are read once", async () => {
    const waiting: ServerResponse[] = [];
    await using server = await scriptedServer((response, request) => {
      waiting.push(response);
      if (waiting.length < 70) return;
      for (const one of waiting.splice(0)) answers(200, answer("SS"))(one, request);
    });
    const args = ["wait", "--targets", "-", "--endpoint-url", server.endpoint, "--json"];
    const many = Array.from({ length: 70 }, (_, index) => ({ region: `region-${index}` }));
    const { stdout, stderr, exitCode } = await program(args, KEYS, JSON.stringify(many));
    expect(exitCode, stderr).toBe(0);
    expect(parsed(stdout).at(-1)).toMatchObject({ state: "registered" });
  });

  test("assumes a role once for all its regions", async () => {
    await using sts = await startSts(20);
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const regions = ["us-east-1", "eu-central-1", "ap-south-1"];
    const list = JSON.stringify(regions.map((region) => ({ region, roleArn: role(7) })));
    const { stdout, exitCode } = await program(
      ["wait", "--json", "--targets", "-", "--endpoint-url", emulator.endpoint],
      { ...KEYS, AWS_ENDPOINT_URL_STS: sts.endpoint },
      list,
    );
    expect(exitCode).toBe(0);
    expect(sts.asked).toEqual([{ roleArn: role(7), answer: "role" }]);
    expect(parsed(stdout).at(-1)).toMatchObject({
      targets: regions.map((region) => ({ target: `100000000007/${region}` })),
    });
  });

  test("tells failures first, those alike together, and the tally last", async () => {
    await using sts = await startSts(20, (arn) => arn === role(1) || arn === role(4));
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const args = ["wait", "--quiet", "--targets", "-", "--endpoint-url", emulator.endpoint];
    const env = { ...KEYS, AWS_ENDPOINT_URL_STS: sts.endpoint };
    const { stdout, stderr, exitCode } = await program(args, env, targets(6));
    expect(stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(
        /^error: account-1, account-4: GetRegisterAccountStatus failed: sts:AssumeRole of arn:aws:iam::100000000001:role\/reader failed: AccessDenied: .*not authorized to perform: sts:AssumeRole/,
      ),
      expect.stringMatching(
        /^next: Allow sts:AssumeRole on arn:aws:iam::100000000001:role\/reader .*trust policy/,
      ),
    ]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.slice(0, 2)).toEqual(["account-1: call failed", "account-4: call failed"]);
    expect(lines.at(-1)).toBe("6 targets: 2 call failed, 4 registered");
    expect(exitCode).toBe(4);
  });

  test("keeps to the quota that targets of one account and region share", async () => {
    await using emulator = await startEmulator({ timeline: "neverSettles" });
    const same = Array.from({ length: 10 }, (_, index) => ({ name: `n${index}`, region: "eu-central-1" }));
    const pace = ["--max-wait-time", "3s", "--min-delay", "0.01", "--max-delay", "0.02"];
    const { exitCode } = await program(
      ["wait", "--quiet", "--targets", "-", "--endpoint-url", emulator.endpoint, ...pace],
      KEYS,
      JSON.stringify(same),
    );
    expect(exitCode).toBe(3);
    // Each for itself they would make hundreds; a busy machine makes fewer, and never more.
    expect(emulator.requests.length).toBeLessThan(18 * 4 + 10);
  });
});

describe("turns", () => {
  test("come evenly, the first at once; who leaves is told why", async () => {
    vi.useFakeTimers();
    try {
      const turn = turns(10);
      const came: number[] = [];
      const begin = performance.now();
      for (let index = 0; index < 4; index++) void turn().then(() => came.push(performance.now() - begin));
      const leaving = new AbortController();
      const left = expect(turn(leaving.signal)).rejects.toThrow("enough");
      leaving.abort(new Error("enough"));
      await left;
      await vi.advanceTimersByTimeAsync(1000);
      expect(came).toEqual([0, 100, 200, 300]);
      await expect(turn(AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
    } finally {
      vi.useRealTimers();
    }
  });
});
