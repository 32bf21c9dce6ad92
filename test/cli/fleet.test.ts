// Many targets: all are polled at the same time, within the quotas of STS and of each account, and the summary is printed last.
import { setMaxListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { rateLimited, rateLimiter } from "../../src/cli/targets/rate-limiter.js";
import type { FleetWiseClient } from "../../src/index.js";
import { startEmulator, type TimelineName } from "../../src/testing/index.js";
import { answer } from "../support/answers.js";
import { inVirtualTime } from "../support/in-virtual-time.js";
import { answers, hangs, scriptedServer } from "../support/scripted-server.js";
import { assumedRole, startSts } from "../support/sts.js";
import { inside, KEYS, parsed } from "./program.js";

const role = (index: number) => `arn:aws:iam::${100_000_000_000 + index}:role/reader`;
const targets = (count: number) =>
  JSON.stringify(
    Array.from({ length: count }, (_, index) => ({
      name: `account-${index}`,
      region: "eu-central-1",
      roleArn: role(index),
    })),
  );

describe.concurrent("many accounts", () => {
  test("60 targets with roles are all registered if STS allows 20 requests a second", async () => {
    await using sts = await startSts(20);
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const args = ["wait", "--targets", "-", "--endpoint-url", emulator.endpoint];
    const env = { ...KEYS, AWS_ENDPOINT_URL_STS: sts.endpoint };
    const { stdout, stderr, exitCode } = await inside(args, { env, stdin: targets(60) });
    expect(exitCode, stderr).toBe(0);
    expect(new Set(sts.asked.map(({ roleArn }) => roleArn)).size).toBe(60);
    expect(stdout).toMatch(/\n60 targets: 60 registered\n$/);
    expect(stderr).not.toContain("Warning");
  });

  test("status recovers within one poll if STS hangs once, and prints no warning of the SDK", async () => {
    await using sts = await scriptedServer(hangs, assumedRole);
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const args = ["status", "--targets", "-", "--json", "--endpoint-url", emulator.endpoint];
    const env = { ...KEYS, AWS_ENDPOINT_URL_STS: sts.endpoint };
    const { stdout, stderr, exitCode } = await inside(args, { env, stdin: targets(1) });
    expect(exitCode, stderr).toBe(0);
    expect(parsed(stdout).at(-1)).toMatchObject({ state: "registered" });
    expect(sts.requests).toHaveLength(2);
    expect(stderr).not.toMatch(/warn|requestTimeout/i);
  });

  test("70 targets are polled at the same time", async () => {
    const waiting: ServerResponse[] = [];
    await using server = await scriptedServer((response, request) => {
      waiting.push(response);
      if (waiting.length < 70) return;
      for (const one of waiting.splice(0)) answers(200, answer("SS"))(one, request);
    });
    const args = ["wait", "--targets", "-", "--endpoint-url", server.endpoint, "--json"];
    const many = Array.from({ length: 70 }, (_, index) => ({ region: `region-${index}` }));
    const { stdout, stderr, exitCode } = await inside(args, { stdin: JSON.stringify(many) });
    expect(exitCode, stderr).toBe(0);
    expect(parsed(stdout).at(-1)).toMatchObject({ state: "registered" });
  });

  test("a role is assumed once for all its regions", async () => {
    await using sts = await startSts(20);
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const regions = ["us-east-1", "eu-central-1", "ap-south-1"];
    const list = JSON.stringify(regions.map((region) => ({ region, roleArn: role(7) })));
    const { stdout, exitCode } = await inside(
      ["wait", "--json", "--targets", "-", "--endpoint-url", emulator.endpoint],
      { env: { ...KEYS, AWS_ENDPOINT_URL_STS: sts.endpoint }, stdin: list },
    );
    expect(exitCode).toBe(0);
    expect(sts.asked).toEqual([{ roleArn: role(7), answer: "role" }]);
    expect(parsed(stdout).at(-1)).toMatchObject({
      targets: regions.map((region) => ({ target: `100000000007/${region}` })),
    });
  });

  test("failures are printed first, once if alike, and the tally last", async () => {
    await using sts = await startSts(20, (arn) => arn === role(1) || arn === role(4));
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const args = ["wait", "--quiet", "--targets", "-", "--endpoint-url", emulator.endpoint];
    const env = { ...KEYS, AWS_ENDPOINT_URL_STS: sts.endpoint };
    const { stdout, stderr, exitCode } = await inside(args, { env, stdin: targets(6) });
    expect(stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(
        /^error: account-1, account-4: GetRegisterAccountStatus failed: sts:AssumeRole of arn:aws:iam::100000000001:role\/reader failed: AccessDenied: .*not authorized to perform: sts:AssumeRole/,
      ),
      expect.stringMatching(/^next: Allow sts:AssumeRole on that role .*trust policy/),
    ]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.slice(0, 2)).toEqual(["account-1: call failed", "account-4: call failed"]);
    expect(lines.at(-1)).toBe("6 targets: 2 call failed, 4 registered");
    expect(exitCode).toBe(4);
  });

  test("50 targets of one registration share one wait and one RegisterAccount", async () => {
    await using emulator = await startEmulator({ timeline: "notRegistered", timeScale: 600 });
    const same = Array.from({ length: 50 }, (_, index) => ({ name: `n${index}`, region: "eu-central-1" }));
    const { stdout, stderr, exitCode } = await inside(
      ["ensure", "--json", "--targets", "-", "--endpoint-url", emulator.endpoint, "--expected", "1"],
      { stdin: JSON.stringify(same) },
    );
    expect(exitCode, stderr).toBe(0);
    const lines = parsed(stdout);
    const polls = lines.filter(({ type }) => type === "poll");
    const calls = (operation: string) => emulator.requests.filter((one) => one.operation === operation);
    expect(calls("RegisterAccount")).toHaveLength(1);
    expect(polls).toHaveLength(50 * calls("GetRegisterAccountStatus").length);
    expect(lines.at(-1)).toMatchObject({
      targets: same.map(({ name }) => ({ target: name, state: "registered", registrations: 1 })),
    });
  });
});

describe("in virtual time", () => {
  // In real time first: the modules that the program imports on demand take real time to load.
  beforeAll(async () => void (await waitFor(targets(1), "registersInstantly")));

  /** Waits for targets with roles. Returns the outcome and the times of the requests, in milliseconds. */
  async function waitFor(stdin: string, timeline: TimelineName, ...pace: readonly string[]) {
    await using sts = await startSts(20);
    await using emulator = await startEmulator({ timeline });
    const env = { ...KEYS, AWS_ENDPOINT_URL_STS: sts.endpoint };
    const args = ["wait", "--quiet", "--targets", "-", "--endpoint-url", emulator.endpoint, ...pace];
    const outcome = await inside(args, { env, stdin });
    return { ...outcome, times: emulator.requests.map(({ at }) => at.getTime()) };
  }

  test("ten roles of one account stay within its quota, and use it", async () => {
    const roles = Array.from({ length: 10 }, (_, index) => ({
      region: "eu-central-1",
      name: `role-${index}`,
      roleArn: `arn:aws:iam::100000000000:role/r${index}`,
    }));
    const pace = ["--max-wait-time", "10s", "--min-delay", "0.01", "--max-delay", "0.02"];
    const { exitCode, stderr, times } = await inVirtualTime(() =>
      waitFor(JSON.stringify(roles), "neverSettles", ...pace),
    );
    expect(exitCode, stderr).toBe(3);
    const inSecondFrom = (start: number) => times.filter((time) => time >= start && time < start + 1000);
    expect(Math.max(...times.map((time) => inSecondFrom(time).length))).toBeLessThanOrEqual(20);
    expect(times.length).toBeGreaterThan(10 * 17);
  });
});

describe("rateLimited", () => {
  /** Returns a client whose requests never settle, and the list of their signals. */
  function holding() {
    const signals: (AbortSignal | undefined)[] = [];
    const hold = (_: object, options?: { abortSignal?: AbortSignal }) => {
      signals.push(options?.abortSignal);
      return new Promise<never>(() => {});
    };
    const client = { getRegisterAccountStatus: hold, registerAccount: hold } as unknown as FleetWiseClient;
    return { client, signals };
  }

  test("rateLimited starts requests evenly, and an aborted request leaves the queue", async () => {
    vi.useFakeTimers();
    try {
      const { client, signals } = holding();
      const limited = rateLimited(client, rateLimiter());
      const leaving = new AbortController();
      setMaxListeners(0, leaving.signal);
      for (let index = 0; index < 50; index++) {
        limited.getRegisterAccountStatus({}, { abortSignal: leaving.signal }).catch(() => {});
      }
      await vi.advanceTimersByTimeAsync(0);
      expect(signals).toHaveLength(1);
      leaving.abort();
      limited.getRegisterAccountStatus({}).catch(() => {});
      await vi.advanceTimersByTimeAsync(60);
      expect(signals.map((signal) => signal?.aborted)).toEqual([true, false]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("rateLimited aborts a request 30 s after it left the queue", async () => {
    vi.useFakeTimers();
    try {
      const { client, signals } = holding();
      const queue = rateLimiter();
      queue.pause();
      const request = rateLimited(client, queue).getRegisterAccountStatus({});
      const ended = request.catch((error: Error) => error);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(signals).toHaveLength(0);
      queue.start();
      await vi.advanceTimersByTimeAsync(29_999);
      expect(signals[0]?.aborted).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      await expect(ended).resolves.toMatchObject({
        name: "RequestTimeout",
        message: expect.stringContaining("30 s"),
      });
      expect(signals[0]?.aborted).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  test("rateLimited rejects with the reason of a signal that is already aborted", async () => {
    const { client, signals } = holding();
    const abortSignal = AbortSignal.abort(new Error("before"));
    const request = rateLimited(client, rateLimiter()).registerAccount({}, { abortSignal });
    await expect(request).rejects.toThrow("before");
    expect(signals).toHaveLength(0);
  });
});
