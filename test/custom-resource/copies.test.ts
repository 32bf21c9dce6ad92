// One copy of a CloudFormation request, handled in virtual time. The scripted polls show what its other copies do.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { resolveConfig } from "../../src/custom-resource/config.js";
import { requestLog } from "../../src/custom-resource/log.js";
import { lambdaRuntime, reconcile } from "../../src/custom-resource/reconcile.js";
import { taskOf } from "../../src/custom-resource/task.js";
import { answer, serviceError } from "../support/answers.js";
import { request, responseUrl } from "./requests.js";

const START_MS = Date.UTC(2026, 0, 1);
const at = (second: number) => new Date(START_MS + 1000 * second);

const NOT_FOUND = serviceError("ResourceNotFoundException");
const INTERNAL = serviceError("InternalServerException", { $metadata: { httpStatusCode: 500 } });
const REFUSED = Object.assign(new Error("connect ECONNREFUSED refused"), {
  code: "ECONNREFUSED",
  syscall: "connect",
});
const THROTTLED = serviceError("ThrottlingException", { $metadata: { httpStatusCode: 429 } });

type Reply = Record<string, unknown> | Error;

/** Replies to polls, by the second from which each is given. */
type Polls = Readonly<Record<number, Reply>>;

const pending = (startedAt: number) => answer("P", { at: at(startedAt) });
const succeeded = (startedAt: number) => answer("S", { at: at(startedAt) });
const failed = (startedAt: number) => answer("F", { at: at(startedAt) });

/** Plays one copy that starts some seconds after the signature. Returns its end, and when it called RegisterAccount. */
async function play(
  polls: Polls,
  {
    late = 1,
    register = "accepted" as "accepted" | Error,
    maxWaitTime = 300,
    properties = {},
    random = 0.5,
  } = {},
) {
  const second = () => (Date.now() - START_MS) / 1000;
  const settle = (reply: Reply | undefined) =>
    reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
  const registered: number[] = [];
  const client = {
    getRegisterAccountStatus: () => {
      const from = Object.keys(polls).map(Number);
      return settle(polls[Math.max(...from.filter((one) => one <= second()))]);
    },
    registerAccount: () => {
      registered.push(Math.round(second()));
      const receipt = { registerAccountStatus: "REGISTRATION_PENDING", iamResources: {} };
      const times = { creationTime: at(second()), lastModificationTime: at(second()) };
      return settle(register === "accepted" ? { ...receipt, ...times } : register);
    },
  };
  const config = resolveConfig({ client, random: () => random, maxWaitTime });
  // The handler takes the end of the signature's second for its time.
  const event = request("Create", {
    ResponseURL: responseUrl(at(-late - 1)),
    ResourceProperties: properties,
  });
  const result = reconcile({
    ...lambdaRuntime,
    request: event,
    task: (await taskOf(event, config, new Date())) as never,
    config,
    log: requestLog(event, () => {}),
    startedAtMs: Date.now(),
    timeMs: 1000 * maxWaitTime,
  }).then(
    ({ snapshot, ...rest }) => ({ registered, status: snapshot?.accountStatus, error: undefined, ...rest }),
    (error: Error) => ({ registered, status: undefined, error }),
  );
  await vi.runAllTimersAsync();
  return result;
}

describe("a copy of a CloudFormation request", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: START_MS });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("a redelivered copy polls for the grace period again after polls that failed past its end", async () => {
    const { registered } = await play({ 0: NOT_FOUND, 5: INTERNAL, 100: NOT_FOUND }, { late: 10 });
    expect(registered[0]).toBeGreaterThanOrEqual(130);
  });

  test.for([
    [0, 30],
    [0.999, 35],
  ] as const)(
    "a redelivered copy with the random number %d registers after %d s",
    async ([random, seconds]) => {
      const { registered } = await play({ 0: NOT_FOUND, 40: succeeded(40) }, { late: 10, random });
      expect(registered).toEqual([seconds]);
    },
  );

  test.for([
    [5, 3],
    [6, 33],
  ] as const)("a copy that starts %d s after the signature registers after %d s", async ([late, seconds]) => {
    const { registered } = await play({ 0: NOT_FOUND, 40: succeeded(40) }, { late });
    expect(registered).toEqual([seconds]);
  });

  test("a copy polls for at most a quarter of its time before it registers", async () => {
    const { registered } = await play({ 0: NOT_FOUND }, { maxWaitTime: 8, random: 0.999 });
    expect(registered).toEqual([2]);
  });

  test("a copy polls before it retries a throttled RegisterAccount", async () => {
    const polls = { 0: NOT_FOUND, 3: pending(1), 20: succeeded(1) };
    const { registered, status } = await play(polls, { register: THROTTLED });
    expect(registered).toHaveLength(1);
    expect(status).toBe("REGISTRATION_SUCCESS");
  });

  test("polls between retries of RegisterAccount do not shorten its backoff", async () => {
    const { registered, error } = await play({ 0: NOT_FOUND }, { register: REFUSED, maxWaitTime: 120 });
    expect(error).toMatchObject({
      code: "REGISTER_NOT_ACCEPTED",
      reason: expect.stringContaining("refused"),
    });
    expect(registered.length).toBeLessThan(20);
  });

  test("a copy that looks again after a rejected RegisterAccount does not report that it was not sent", async () => {
    const polls = { 0: NOT_FOUND, 35: INTERNAL, 60: NOT_FOUND };
    const { error } = await play(polls, { late: 10, register: THROTTLED, maxWaitTime: 70 });
    expect(error).toMatchObject({
      code: "REGISTER_NOT_ACCEPTED",
      reason: expect.stringContaining("ThrottlingException"),
    });
  });

  test("a copy polls at the end of the pause before it registers again", async () => {
    const own = { 0: NOT_FOUND, 3: pending(2.5), 10: failed(2.5) };
    const { registered, status } = await play({ ...own, 14: pending(12), 30: succeeded(12) });
    expect(registered).toHaveLength(1);
    expect(status).toBe("REGISTRATION_SUCCESS");
  });

  test("a copy whose RegisterAccount was lost lets another copy register again first", async () => {
    const polls = { 0: NOT_FOUND, 12: pending(8), 20: failed(8), 45: pending(26), 60: succeeded(26) };
    const { registered, status } = await play(polls, { register: INTERNAL });
    expect(registered).toHaveLength(1);
    expect(status).toBe("REGISTRATION_SUCCESS");
  });

  test("a copy that was shown only another copy's registration does not register again if that fails", async () => {
    const { registered, error } = await play({ 0: NOT_FOUND, 6: pending(5), 20: failed(5) });
    expect(registered).toHaveLength(1);
    expect(error).toMatchObject({ code: "REGISTRATION_FAILED" });
  });

  test("a copy that saw another copy's registration fails with it instead of registering again", async () => {
    const polls = { 0: NOT_FOUND, 12: pending(8), 20: failed(8), 26: pending(25), 40: failed(25) };
    const { registered, error } = await play(polls, { register: INTERNAL });
    expect(registered).toHaveLength(1);
    expect(error).toMatchObject({ code: "REGISTRATION_FAILED" });
  });

  test("a copy does not register again with the resources that another copy could not register", async () => {
    const timestreamResources = { timestreamDatabaseName: "db", timestreamTableName: "table" };
    const properties = { reregisterToken: "2", registration: { timestreamResources } };
    const polls = { 0: succeeded(-3600), 12: succeeded(8) };
    const { registered, error } = await play(polls, { late: 10, properties });
    expect(registered).toEqual([]);
    expect(error).toMatchObject({ code: "RESOURCES_DIFFER" });
  });

  test("a copy waits again before it registers if another copy's failed registration appears", async () => {
    const polls = { 0: NOT_FOUND, 20: failed(15), 45: pending(26), 60: succeeded(26) };
    const { registered, status } = await play(polls, { late: 10 });
    expect(registered).toEqual([]);
    expect(status).toBe("REGISTRATION_SUCCESS");
  });
});
