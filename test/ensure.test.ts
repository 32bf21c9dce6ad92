import { getEventListeners } from "node:events";
import { lastValueFrom, toArray } from "rxjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  createFleetWiseClient,
  type EnsureEvent,
  type EnsureOptions,
  ensureRegistered,
  watchEnsureEvents,
} from "../src/index.js";
import { type EmulatorOptions, startEmulator } from "../src/testing/index.js";
import { answer, serviceError } from "./support/answers.js";

const OLD = new Date("2026-01-01T00:00:00Z");
const NEW = new Date("2026-01-02T00:00:00Z");
const NOT_FOUND = serviceError("ResourceNotFoundException");
const CONFLICT = serviceError("ConflictException");

const UNTIMED = { creationTime: undefined, lastModificationTime: undefined };

type Reply = Record<string, unknown> | Error;

/** Returns a client that plays two scripts and records its calls with their times. The last reply of each script repeats. */
function scripted(reads: readonly Reply[], registrations: readonly Reply[] = [receipt(NEW)]) {
  const began = performance.now();
  const calls: string[] = [];
  const inputs: unknown[] = [];
  const play = (script: readonly Reply[], name: string) => {
    const count = calls.filter((call) => call.endsWith(name)).length;
    calls.push(`${Math.round((performance.now() - began) / 1000)} ${name}`);
    const reply = script[Math.min(count, script.length - 1)];
    return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
  };
  const client = {
    getRegisterAccountStatus: (_input: object) => play(reads, "read"),
    registerAccount: (input: object) => {
      inputs.push(input);
      return play(registrations, "register");
    },
  };
  return {
    client,
    calls,
    inputs,
    registered: () => calls.filter((call) => call.endsWith("register")).length,
  };
}

function receipt(at: Date): Record<string, unknown> {
  return {
    registerAccountStatus: "REGISTRATION_PENDING",
    creationTime: at,
    lastModificationTime: at,
    iamResources: {},
  };
}

const fresh = (states: string) => answer(states, { at: NEW });

/** Returns the start of the n-th registration: each starts one day after the previous one. */
const day = (n: number) => new Date(NEW.getTime() + n * 86_400_000);
const later = (states: string, n: number) => answer(states, { at: day(n) });
const receipts = [1, 2, 3, 4, 5].map((n) => receipt(day(n)));
const failures = [1, 2, 3, 4, 5].map((n) => later("FF", n));

/** Resolves to the account's status at the end of ensureRegistered, or to its error. */
async function endOf(config: EnsureOptions) {
  const promise = ensureRegistered({ random: () => 0.5, ...config }).then(
    ({ accountStatus }) => accountStatus,
    (error) => error,
  );
  await vi.runAllTimersAsync();
  expect(vi.getTimerCount()).toBe(0);
  return promise;
}

test("watchEnsureEvents calls the client of its creation, also if its config is changed afterwards", async () => {
  const [first, second] = [scripted([answer("S")]), scripted([answer("S")])];
  const config = { client: first.client };
  const events$ = watchEnsureEvents(config);
  config.client = second.client;
  await lastValueFrom(events$);
  expect([first.calls, second.calls]).toEqual([["0 read"], []]);
});

describe("ensureRegistered in virtual time", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("ensureRegistered polls a registered account once and does not call RegisterAccount", async () => {
    const { client, calls } = scripted([fresh("S")]);
    expect(await endOf({ client })).toBe("REGISTRATION_SUCCESS");
    expect(calls).toEqual(["0 read"]);
  });

  test("ensureRegistered waits for a pending registration without calling RegisterAccount", async () => {
    const { client, registered } = scripted([fresh("P"), fresh("P"), fresh("S")]);
    expect(await endOf({ client })).toBe("REGISTRATION_SUCCESS");
    expect(registered()).toBe(0);
  });

  test("ensureRegistered does not register a pending account that is not found once", async () => {
    const { client, registered } = scripted([fresh("P"), NOT_FOUND, fresh("S")]);
    expect(await endOf({ client })).toBe("REGISTRATION_SUCCESS");
    expect(registered()).toBe(0);
  });

  test("ensureRegistered registers an unregistered account immediately, with {}", async () => {
    const { client, calls, inputs } = scripted([NOT_FOUND, fresh("P"), fresh("S")]);
    expect(await endOf({ client })).toBe("REGISTRATION_SUCCESS");
    expect(calls.slice(0, 3)).toEqual(["0 read", "0 register", "0 read"]);
    expect(inputs).toEqual([{}]);
  });

  test(`after its RegisterAccount, "not found" means "not visible yet" for the grace period`, async () => {
    const visible = scripted([NOT_FOUND, NOT_FOUND, NOT_FOUND, fresh("S")]);
    expect(await endOf({ client: visible.client })).toBe("REGISTRATION_SUCCESS");
    expect(visible.registered()).toBe(1);
    const never = scripted([NOT_FOUND]);
    const error = await endOf({ client: never.client });
    expect(error).toMatchObject({
      code: "REGISTRATION_TIMEOUT",
      phase: "not-visible",
      elapsedMs: 900_000,
      registrations: { accepted: 1, lost: 0, rejected: 0 },
    });
    expect(error.message).toMatch(/continues in the background/);
    expect(error.message).not.toMatch(/Call RegisterAccount/);
    expect(never.registered()).toBe(1);
  });

  test("a deadline while RegisterAccount is in flight rejects with REGISTER_UNKNOWN", async () => {
    const { client } = scripted([NOT_FOUND]);
    const hanging = { ...client, registerAccount: () => new Promise<never>(() => {}) };
    const error = await endOf({ client: hanging, maxWaitTime: 20 });
    expect(error).toMatchObject({
      code: "REGISTER_UNKNOWN",
      elapsedMs: 20_000,
      registrations: { accepted: 0, lost: 1, rejected: 0 },
    });
    expect(error.message).not.toMatch(/continues|not carried out/);
  });

  test.each<[string, readonly Reply[], readonly Reply[]]>([
    ["a registration that failed", [NOT_FOUND, fresh("F")], [receipt(NEW)]],
    ["a lost response", [NOT_FOUND], [Object.assign(new Error("socket hang up"), { code: "ECONNRESET" })]],
  ])("after %s, an invalid `random` ends the call with a RangeError", async (_case, reads, registrations) => {
    const { client } = scripted(reads, registrations);
    const end = await endOf({ client, random: () => Number.NaN });
    expect(end).toBeInstanceOf(RangeError);
    expect(end.message).toBe("Expected `random` to return a number from 0 to 1, got NaN");
  });

  test("a machine that sleeps during RegisterAccount causes REGISTER_UNKNOWN", async () => {
    const { client } = scripted([NOT_FOUND]);
    const hanging = { ...client, registerAccount: () => new Promise<never>(() => {}) };
    const end = ensureRegistered({ client: hanging, maxWaitTime: 20 }).catch((error) => error);
    await vi.advanceTimersByTimeAsync(1000);
    const clock = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 3_600_000);
    await vi.runAllTimersAsync();
    clock.mockRestore();
    expect(await end).toMatchObject({ code: "REGISTER_UNKNOWN", attempts: 3 });
  });

  test("after a RegisterAccount response without times, the previous result is ignored", async () => {
    const [failure, success] = [answer("FF"), answer("SS")];
    const receipts = [{ registerAccountStatus: "REGISTRATION_PENDING" }];
    const failed = scripted([failure, failure, fresh("P"), fresh("S")], receipts);
    expect(await endOf({ client: failed.client })).toBe("REGISTRATION_SUCCESS");
    expect(failed.registered()).toBe(1);
    const again = scripted([success, success, fresh("P"), fresh("F")], receipts);
    const end = await endOf({ client: again.client, reregister: true, maxRegistrations: 1 });
    expect(end).toMatchObject({ code: "REGISTRATION_FAILED" });
  });

  test("ensureRegistered registers an account again immediately after a failed registration", async () => {
    const { client, calls } = scripted([answer("FF"), fresh("P"), fresh("S")]);
    expect(await endOf({ client })).toBe("REGISTRATION_SUCCESS");
    expect(calls.slice(0, 3)).toEqual(["0 read", "0 register", "0 read"]);
  });

  test("ensureRegistered ignores the old result after its own RegisterAccount", async () => {
    const { client, registered } = scripted([
      answer("FF", { at: OLD }),
      answer("FF", { at: OLD }),
      fresh("P"),
      fresh("S"),
    ]);
    expect(await endOf({ client })).toBe("REGISTRATION_SUCCESS");
    expect(registered()).toBe(1);
  });

  test("ensureRegistered repeats its own failed registration after about 5 s, then 10 s, then rejects", async () => {
    const { client, calls } = scripted([answer("FF"), ...failures.flatMap((one) => [one, one])], receipts);
    const error = await endOf({ client });
    expect(error).toMatchObject({
      code: "REGISTRATION_FAILED",
      lastSnapshot: { lastModificationTime: day(3) },
    });
    expect(calls).toEqual([
      "0 read",
      "0 register",
      "0 read",
      "5 read",
      "5 register",
      "5 read",
      "15 read",
      "15 register",
      "15 read",
    ]);
  });

  test("the delays between registrations have 10% jitter", async () => {
    for (const [random, time] of [
      [0, "4.5"],
      [1, "5.5"],
    ] as const) {
      const began = performance.now();
      const { client } = scripted([fresh("FF"), later("FF", 1), later("FF", 1), later("SS", 2)], receipts);
      const events = lastValueFrom(watchEnsureEvents({ client, random: () => random }).pipe(toArray()));
      await vi.runAllTimersAsync();
      const second = (await events).filter((event) => event.type === "register")[1];
      expect((Number(second?.elapsedMs) / 1000).toFixed(1)).toBe(time);
      expect(performance.now()).toBeGreaterThan(began);
    }
  });

  test("maxRegistrations limits the RegisterAccount requests", async () => {
    for (const maxRegistrations of [1, 2, 5]) {
      const { client, registered } = scripted(
        [fresh("FF"), ...failures.flatMap((one) => [one, one])],
        receipts,
      );
      expect(await endOf({ client, maxRegistrations })).toMatchObject({ code: "REGISTRATION_FAILED" });
      expect(registered()).toBe(maxRegistrations);
    }
  });

  test("ensureRegistered rejects with the failure if the next delay would exceed maxWaitTime", async () => {
    const { client, registered } = scripted(
      [fresh("FF"), ...failures.flatMap((one) => [one, one])],
      receipts,
    );
    expect(await endOf({ client, maxWaitTime: 8 })).toMatchObject({
      code: "REGISTRATION_FAILED",
      elapsedMs: 5000,
    });
    expect(registered()).toBe(2);
  });

  describe("a ConflictException", () => {
    const reads = [answer("SS", { at: OLD })];

    test("a ConflictException followed by a newer registration resolves to that registration", async () => {
      const former = answer("FF", { at: OLD });
      const { client, registered } = scripted([former, former, fresh("S")], [CONFLICT]);
      expect(await endOf({ client })).toBe("REGISTRATION_SUCCESS");
      expect(registered()).toBe(1);
    });

    test("a ConflictException without a newer registration rejects with the conflict after the grace period", async () => {
      const campaigns = serviceError("ConflictException", {
        resource: "campaign-1",
        resourceType: "Campaign",
      });
      for (const former of [answer("SS", { at: OLD }), { ...answer("SS"), ...UNTIMED }]) {
        const { client, registered } = scripted([former], [campaigns]);
        const error = await endOf({ client, reregister: true });
        expect(error).toMatchObject({
          code: "SERVICE_CALL_FAILED",
          operation: "RegisterAccount",
          kind: "conflict",
          cause: campaigns,
          topics: ["conflict"],
          registrations: { accepted: 0, lost: 0, rejected: 1 },
        });
        expect(error.elapsedMs).toBeGreaterThanOrEqual(30_000);
        expect(registered()).toBe(1);
      }
    });

    test("a ConflictException with a newer registration that has succeeded does not register again", async () => {
      const { client, registered } = scripted([...reads, fresh("SS")], [CONFLICT]);
      expect(await endOf({ client, reregister: true })).toBe("REGISTRATION_SUCCESS");
      expect(registered()).toBe(1);
    });

    test("a ConflictException does not count against maxRegistrations", async () => {
      const failed = answer("FF", { at: OLD });
      const later = new Date("2026-01-03T00:00:00Z");
      const { client, registered } = scripted(
        [failed, fresh("P"), fresh("F"), answer("S", { at: later })],
        [CONFLICT, receipt(later)],
      );
      expect(await endOf({ client, maxRegistrations: 1 })).toBe("REGISTRATION_SUCCESS");
      expect(registered()).toBe(2);
    });

    test("a ConflictException rejects with the conflict at a deadline within the grace period", async () => {
      const { client } = scripted(reads, [CONFLICT]);
      expect(await endOf({ client, reregister: true, maxWaitTime: 10 })).toMatchObject({
        code: "SERVICE_CALL_FAILED",
        kind: "conflict",
      });
    });
  });

  describe("the requested resources", () => {
    const timestreamResources = { timestreamDatabaseName: "other", timestreamTableName: "table" };
    const registration = { timestreamResources };

    test("requested resources that differ from those of a registered account reject with RESOURCES_DIFFER", async () => {
      for (const [states, asked] of [
        ["SSS", registration],
        ["SS", registration],
        ["SS", { iamResources: { roleArn: "arn:aws:iam::123456789012:role/other" } }],
      ] as const) {
        const { client, registered } = scripted([answer(states)]);
        expect(await endOf({ client, registration: asked })).toMatchObject({
          code: "RESOURCES_DIFFER",
          requested: asked,
        });
        expect(registered()).toBe(0);
      }
    });

    test("requested resources that differ are registered once with `reregister`", async () => {
      for (const reregister of [true, "if-different"] as const) {
        const { client, inputs } = scripted([answer("SSS", { at: OLD }), fresh("SS")]);
        expect(await endOf({ client, registration, reregister })).toMatchObject({ code: "RESOURCES_DIFFER" });
        expect(inputs).toEqual([registration]);
      }
    });

    test("requested resources that an account already has are not registered again with `if-different`", async () => {
      const { client, registered } = scripted([answer("SSS")]);
      const same = { timestreamResources: { timestreamDatabaseName: "db", timestreamTableName: "table" } };
      expect(await endOf({ client, registration: same, reregister: "if-different" })).toBe(
        "REGISTRATION_SUCCESS",
      );
      expect(registered()).toBe(0);
    });
  });

  test("a receipt with only an old creationTime does not make the previous result current", async () => {
    const old = { registerAccountStatus: "REGISTRATION_PENDING", creationTime: new Date("2023-01-01") };
    const former = answer("SS", { at: OLD });
    const { client } = scripted([former, former, fresh("P"), fresh("F")], [old]);
    expect(await endOf({ client, reregister: true, maxRegistrations: 1 })).toMatchObject({
      code: "REGISTRATION_FAILED",
    });
  });

  test("a result with the same time as the receipt is ignored for the grace period", async () => {
    // The account failed just before RegisterAccount, and polls still return that failure after it.
    const { client, registered } = scripted([fresh("P"), fresh("F"), fresh("F"), fresh("P"), later("S", 1)]);
    expect(await endOf({ client })).toBe("REGISTRATION_SUCCESS");
    expect(registered()).toBe(1);
  });

  test("without times in the responses, an unchanged result is ignored for the grace period", async () => {
    const former = { ...answer("SS"), ...UNTIMED };
    const { client } = scripted(
      [former, former, former, { ...answer("P"), ...UNTIMED }, { ...answer("F"), ...UNTIMED }],
      [{ registerAccountStatus: "REGISTRATION_PENDING" }],
    );
    expect(await endOf({ client, reregister: true, maxRegistrations: 1 })).toMatchObject({
      code: "REGISTRATION_FAILED",
    });
  });

  test("`since` without a newer result rejects with RESULT_OUTDATED and does not register", async () => {
    const { client, registered } = scripted([answer("SS", { at: OLD })]);
    expect(await endOf({ client, since: NEW })).toMatchObject({ code: "RESULT_OUTDATED", elapsedMs: 30_000 });
    expect(registered()).toBe(0);
  });

  test("maxWaitTime covers all registrations together", async () => {
    const { client } = scripted([answer("FF"), fresh("P")]);
    const error = await endOf({ client, maxWaitTime: 100 });
    expect(error).toMatchObject({ code: "REGISTRATION_TIMEOUT", elapsedMs: 100_000 });
    expect(error.lastSeen).toBe("account REGISTRATION_PENDING");
  });

  test("a failed registration with Timestream is not repeated without `registration`; the error names why", async () => {
    const { client, registered } = scripted([answer("FSF", { timestreamMessage: "no table" })]);
    const error = await endOf({ client });
    expect(error).toMatchObject({
      code: "TIMESTREAM_AT_RISK",
      failures: [{ resource: "timestream", errorMessage: "no table" }],
    });
    expect(error.message).toMatch(
      /^AWS IoT FleetWise registration of account 123456789012 failed: Timestream: no table\. The account was not /,
    );
    expect(error.message).toContain("removes the Timestream metadata");
    expect(error.message).toContain('{"timestreamDatabaseName":"db","timestreamTableName":"table"}');
    expect(error.message).toContain("`registration: {}`");
    expect(registered()).toBe(0);
  });

  test("`registration` is the input of RegisterAccount", async () => {
    const timestreamResources = { timestreamDatabaseName: "db", timestreamTableName: "table" };
    for (const registration of [{ timestreamResources }, {}]) {
      const { client, inputs } = scripted([answer("FSF"), fresh("SSS")]);
      expect(await endOf({ client, registration })).toBe("REGISTRATION_SUCCESS");
      expect(inputs).toEqual([registration]);
    }
  });

  test("`reregister` registers a registered account again and ignores its previous result", async () => {
    const { client, calls, inputs } = scripted([
      answer("SS", { at: OLD }),
      answer("SS", { at: OLD }),
      fresh("P"),
      fresh("S"),
    ]);
    expect(await endOf({ client, reregister: true })).toBe("REGISTRATION_SUCCESS");
    expect(calls.slice(0, 3)).toEqual(["0 read", "0 register", "0 read"]);
    expect(calls.filter((call) => call.endsWith("register"))).toHaveLength(1);
    expect(inputs).toEqual([{}]);
  });

  test("`reregister` keeps the stored Timestream resources unless `registration` is set", async () => {
    const kept = scripted([answer("SSS", { at: OLD }), fresh("SSS")]);
    expect(await endOf({ client: kept.client, reregister: true })).toBe("REGISTRATION_SUCCESS");
    expect(kept.inputs).toEqual([
      { timestreamResources: { timestreamDatabaseName: "db", timestreamTableName: "table" } },
    ]);
    const given = scripted([answer("SSS", { at: OLD }), fresh("SS")]);
    await endOf({ client: given.client, reregister: true, registration: {} });
    expect(given.inputs).toEqual([{}]);
  });

  test("a second RegisterAccount with `reregister` keeps Timestream although the response omits it", async () => {
    const responses = [answer("SSS", { at: OLD }), later("FF", 1), later("FF", 1), later("SS", 2)];
    const { client, inputs } = scripted(responses, receipts);
    expect(await endOf({ client, reregister: true })).toBe("REGISTRATION_SUCCESS");
    const kept = { timestreamResources: { timestreamDatabaseName: "db", timestreamTableName: "table" } };
    expect(inputs).toEqual([kept, kept]);
  });

  test("a lost RegisterAccount emits no retry event if the deadline comes before the retry", async () => {
    const lost = serviceError("InternalServerException", { $metadata: { httpStatusCode: 500 } });
    const { client, calls } = scripted([NOT_FOUND], [lost]);
    const types: string[] = [];
    let end: unknown;
    watchEnsureEvents({ client, maxWaitTime: 1, random: () => 0 }).subscribe({
      next: ({ type }) => types.push(type),
      error: (error) => (end = error),
    });
    await vi.runAllTimersAsync();
    expect(types).toEqual(["poll", "transition"]);
    expect(end).toMatchObject({ code: "REGISTER_UNKNOWN", elapsedMs: 1000 });
    expect(calls).toEqual(["0 read", "0 register"]);
  });

  test("a registration starts at the `lastModificationTime` of its receipt, or else at its `creationTime`", async () => {
    for (const [times, since] of [
      [{ creationTime: OLD, lastModificationTime: NEW }, NEW],
      [{ creationTime: NEW, lastModificationTime: undefined }, NEW],
    ] as const) {
      const { client } = scripted([NOT_FOUND, fresh("S")], [{ ...receipt(NEW), ...times }]);
      const events = lastValueFrom(watchEnsureEvents({ client }).pipe(toArray()));
      await vi.runAllTimersAsync();
      expect((await events).find(({ type }) => type === "register")).toMatchObject({ since });
    }
  });

  test("`reregister` waits for a pending registration, then registers again", async () => {
    const older = (states: string) => answer(states, { at: OLD });
    const { client, calls } = scripted([older("P"), older("S"), fresh("S")]);
    expect(await endOf({ client, reregister: true })).toBe("REGISTRATION_SUCCESS");
    expect(calls.map((call) => call.split(" ")[1])).toEqual(["read", "read", "register", "read"]);
  });

  test("a throttled RegisterAccount is retried and emits a retry event", async () => {
    const throttle = serviceError("ThrottlingException", { retryAfterSeconds: 7 });
    const { client, calls } = scripted([NOT_FOUND, NOT_FOUND, fresh("S")], [throttle, receipt(NEW)]);
    const events = lastValueFrom(watchEnsureEvents({ client, random: () => 0 }).pipe(toArray()));
    await vi.runAllTimersAsync();
    expect((await events)[2]).toMatchObject({ operation: "RegisterAccount", error: throttle });
    expect((await events).map(({ type, attempt, elapsedMs }) => [type, attempt, elapsedMs])).toEqual([
      ["poll", 1, 0],
      ["transition", 1, 0],
      ["retry", 2, 0],
      ["poll", 3, 7000],
      ["register", 4, 7000],
      ["poll", 5, 7000],
      ["transition", 5, 7000],
    ]);
    expect(calls).toEqual(["0 read", "0 register", "7 read", "7 register", "7 read"]);
  });

  test("a rejected RegisterAccount rejects the wait and names the action to allow", async () => {
    const denied = serviceError("AccessDeniedException");
    const error = await endOf({ client: scripted([NOT_FOUND], [denied]).client });
    expect(error).toMatchObject({ code: "SERVICE_CALL_FAILED", operation: "RegisterAccount", cause: denied });
    expect(error.message).toContain("iotfleetwise:RegisterAccount");
  });

  test("a poll that is denied after RegisterAccount advises to check the status again", async () => {
    const denied = serviceError("AccessDeniedException");
    const error = await endOf({ client: scripted([NOT_FOUND, denied]).client });
    expect(error).toMatchObject({ code: "SERVICE_CALL_FAILED", topics: ["access-denied", "look-again"] });
  });

  test("an invalid response of RegisterAccount rejects the wait", async () => {
    const error = await endOf({ client: scripted([NOT_FOUND], [{}]).client });
    expect(error).toMatchObject({ code: "SERVICE_CALL_FAILED", operation: "RegisterAccount" });
    expect(error.message).toContain(
      "Expected `registerAccountStatus` of the response to be a non-empty string, got undefined",
    );
  });

  test("RegisterAccount throttled until the deadline rejects with REGISTER_NOT_ACCEPTED and the throttle", async () => {
    const throttle = serviceError("ThrottlingException");
    const error = await endOf({ client: scripted([NOT_FOUND], [throttle]).client, maxWaitTime: 60 });
    expect(error).toMatchObject({
      code: "REGISTER_NOT_ACCEPTED",
      cause: throttle,
      elapsedMs: 60_000,
      registrations: { accepted: 0, lost: 0 },
    });
    expect(error.registrations.rejected).toBeGreaterThan(1);
    expect(error.message).toContain("ThrottlingException: ThrottlingException happened.");
    expect(error.message).not.toMatch(/continues|Call RegisterAccount/);
  });

  test("the cadence restarts with each registration", async () => {
    const { client } = scripted([
      fresh("P"),
      fresh("P"),
      fresh("P"),
      fresh("FF"),
      fresh("P"),
      fresh("P"),
      fresh("P"),
      fresh("S"),
    ]);
    const collected = lastValueFrom(watchEnsureEvents({ client, random: () => 0 }).pipe(toArray()));
    await vi.runAllTimersAsync();
    const polls = (await collected).flatMap(({ type, elapsedMs }) => (type === "poll" ? [elapsedMs] : []));
    const first = [0, 1000, 2000, 3000];
    expect(polls).toEqual([...first, ...first.map((ms) => ms + 3000)]);
  });

  describe("a RegisterAccount whose response was lost", () => {
    const LOST = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    const REFUSED = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

    test("a lost RegisterAccount is not repeated if polls find its registration", async () => {
      const { client, calls } = scripted([NOT_FOUND, fresh("P"), fresh("S")], [LOST]);
      expect(await endOf({ client })).toBe("REGISTRATION_SUCCESS");
      expect(calls.slice(0, 3)).toEqual(["0 read", "0 register", "1 read"]);
      expect(calls.map((call) => call.split(" ")[1])).toEqual(["read", "register", "read", "read"]);
    });

    test("a lost RegisterAccount is repeated only if nothing is visible after the grace period", async () => {
      const late = scripted([NOT_FOUND, NOT_FOUND, NOT_FOUND, fresh("S")], [LOST]);
      expect(await endOf({ client: late.client })).toBe("REGISTRATION_SUCCESS");
      expect(late.registered()).toBe(1);
      const never = scripted([NOT_FOUND], [LOST]);
      expect(await endOf({ client: never.client, maxWaitTime: 40 })).toMatchObject({
        code: "REGISTER_UNKNOWN",
        registrations: { accepted: 0, lost: 2, rejected: 0 },
      });
      expect(never.calls.filter((call) => call.endsWith("register"))).toEqual(["0 register", "31 register"]);
    });

    test("a lost RegisterAccount counts against maxRegistrations", async () => {
      for (const maxRegistrations of [1, 2, 3]) {
        const { client, registered } = scripted([NOT_FOUND], [LOST]);
        const error = await endOf({ client, maxRegistrations });
        expect(registered()).toBe(maxRegistrations);
        expect(error).toMatchObject({ code: "REGISTER_UNKNOWN", operation: "RegisterAccount", cause: LOST });
        expect(error).toHaveProperty("message", expect.stringContaining("The response was lost"));
      }
    });

    test("a lost RegisterAccount is not considered carried out while polls return the previous result", async () => {
      const former = answer("F", { at: OLD });
      const { client, calls } = scripted([...Array(9).fill(former), fresh("S")], [LOST, receipt(NEW)]);
      expect(await endOf({ client })).toBe("REGISTRATION_SUCCESS");
      expect(calls.filter((call) => call.endsWith("register"))).toEqual(["0 register", "31 register"]);
      const registered = scripted([answer("S", { at: OLD })], [LOST]);
      const error = await endOf({ client: registered.client, reregister: true, maxRegistrations: 1 });
      expect(error).toMatchObject({ code: "REGISTER_UNKNOWN" });
    });

    test("a lost RegisterAccount emits a retry event of its own, with the delay until the next poll", async () => {
      const { client } = scripted([NOT_FOUND, serviceError("InternalServerException"), fresh("S")], [LOST]);
      const collected = lastValueFrom(watchEnsureEvents({ client, random: () => 0.5 }).pipe(toArray()));
      await vi.runAllTimersAsync();
      expect((await collected).filter(({ type }) => type === "retry")).toMatchObject([
        { operation: "RegisterAccount", error: LOST, throttled: false, attempt: 2, nextDelayMs: 1000 },
        { operation: "GetRegisterAccountStatus", attempt: 3 },
      ]);
    });

    test("a throttled or unsent RegisterAccount is retried and does not count as lost", async () => {
      const { client, calls } = scripted(
        [NOT_FOUND, NOT_FOUND, NOT_FOUND, fresh("S")],
        [serviceError("ThrottlingException"), REFUSED, receipt(NEW)],
      );
      expect(await endOf({ client, maxRegistrations: 1 })).toBe("REGISTRATION_SUCCESS");
      expect(calls.map((call) => call.split(" ")[1])).toEqual([
        "read",
        "register",
        "read",
        "register",
        "read",
        "register",
        "read",
      ]);
    });
  });

  test("`reregister` repeats its own failed registration with the stored Timestream resources", async () => {
    const standing = answer("SSS", { at: OLD });
    const { client, inputs } = scripted([standing, fresh("FFF"), fresh("FFF"), fresh("SSS")]);
    expect(await endOf({ client, reregister: true })).toBe("REGISTRATION_SUCCESS");
    expect(inputs).toHaveLength(2);
    expect(inputs[1]).toEqual(inputs[0]);
    expect(inputs[0]).toHaveProperty("timestreamResources");
  });

  test("`reregister` with only another role keeps the stored Timestream resources", async () => {
    const registration = { iamResources: { roleArn: "arn:aws:iam::123456789012:role/r" } };
    const standing = answer("SSS", { at: OLD });
    const { client, inputs } = scripted([standing, fresh("SSS")]);
    await endOf({ client, registration, reregister: true });
    expect(inputs).toEqual([{ ...registration, timestreamResources: expect.any(Object) }]);
  });

  test("`registration` without Timestream rejects with TIMESTREAM_AT_RISK, unless it is empty", async () => {
    const registration = { iamResources: { roleArn: "arn:aws:iam::123456789012:role/r" } };
    const refused = scripted([answer("FFF")]);
    expect(await endOf({ client: refused.client, registration })).toMatchObject({
      code: "TIMESTREAM_AT_RISK",
    });
    expect(refused.registered()).toBe(0);
    const removed = scripted([answer("FFF"), fresh("S")]);
    expect(await endOf({ client: removed.client, registration: {} })).toBe("REGISTRATION_SUCCESS");
  });

  test("events are frozen, and each transition starts at the status where the previous one ended", async () => {
    const { client } = scripted([NOT_FOUND, fresh("P"), fresh("F"), fresh("P"), fresh("S")]);
    const collected = lastValueFrom(watchEnsureEvents({ client }).pipe(toArray()));
    await vi.runAllTimersAsync();
    const events: EnsureEvent[] = await collected;
    for (const event of events) expect(Object.isFrozen(event)).toBe(true);
    const account = events.flatMap((event) => (event.type === "transition" ? [[event.from, event.to]] : []));
    for (const [index, [from]] of account.entries()) expect(from).toBe(account[index - 1]?.[1]);
    expect(account.at(-1)?.[1]).toBe("REGISTRATION_SUCCESS");
    const attempts = events.map(({ attempt }) => attempt);
    expect(attempts).toEqual([...attempts].sort((a, b) => a - b));
  });

  test.each(["abort", "unsubscribe"] as const)(
    "%s in the `next` handler of any event stops all further events, requests and timers",
    async (how) => {
      const throttled = serviceError("ThrottlingException");
      const unavailable = serviceError("InternalServerException");
      const reads = [
        throttled,
        NOT_FOUND,
        NOT_FOUND,
        fresh("PP"),
        fresh("PS"),
        fresh("FF"),
        fresh("P"),
        fresh("S"),
      ];
      const play = async (lastSeen: number) => {
        const { client, calls } = scripted(reads, [throttled, unavailable, receipt(NEW)]);
        const controller = new AbortController();
        const types: string[] = [];
        const ends: unknown[] = [];
        const subscription = watchEnsureEvents({
          client,
          abortSignal: controller.signal,
          random: () => 0.5,
        }).subscribe({
          next: ({ type }) => {
            if (types.push(type) !== lastSeen) return;
            if (how === "abort") controller.abort("enough");
            else subscription.unsubscribe();
            calls.length = 0;
          },
          error: (error) => ends.push(error),
          complete: () => ends.push("complete"),
        });
        await vi.runAllTimersAsync();
        const left = [vi.getTimerCount(), getEventListeners(controller.signal, "abort").length];
        return { types, ends, calls, left };
      };
      const whole = await play(0);
      expect(new Set(whole.types)).toEqual(new Set(["retry", "poll", "transition", "register"]));
      for (let lastSeen = 1; lastSeen <= whole.types.length; lastSeen++) {
        expect(await play(lastSeen)).toEqual({
          types: whole.types.slice(0, lastSeen),
          ends: how === "abort" ? ["enough"] : [],
          calls: [],
          left: [0, 0],
        });
      }
    },
  );

  test("an abort in any phase rejects with the signal's reason and leaves no timer", async () => {
    const phases: Record<string, ReturnType<typeof scripted>> = {
      "during the retry of RegisterAccount": scripted([NOT_FOUND], [serviceError("ThrottlingException")]),
      "during the delay before the next registration": scripted([fresh("FF")]),
      "between two polls": scripted([NOT_FOUND, fresh("P")]),
    };
    for (const [phase, { client }] of Object.entries(phases)) {
      const controller = new AbortController();
      const promise = ensureRegistered({ client, abortSignal: controller.signal });
      promise.catch(() => undefined);
      await vi.advanceTimersByTimeAsync(500);
      controller.abort(phase);
      expect(vi.getTimerCount(), phase).toBe(0);
      await expect(promise).rejects.toBe(phase);
    }
  });

  test("ensureRegistered rejects invalid options, and never throws synchronously", async () => {
    const { client } = scripted([fresh("S")]);
    const wrong = [
      [
        { client: async () => fresh("S") },
        TypeError,
        "Expected `client` to be a client that can register: an IoTFleetWiseClient, or an object with `registerAccount`",
      ],
      [
        { client, maxRegistrations: 0 },
        RangeError,
        "Expected `maxRegistrations` to be a whole number, at least 1, got 0",
      ],
      [{ client, maxRegistrations: 1.5 }, RangeError, "got 1.5"],
      [{ client, maxRegistrations: "3" }, TypeError, 'got "3"'],
      [
        { client, registration: "x" },
        TypeError,
        'Expected `registration` to be an object as in RegisterAccount\'s input, got "x"',
      ],
      [{ client, maxWaitTime: 0 }, RangeError, "`maxWaitTime`"],
      [{ client, reregister: "yes" }, TypeError, 'Expected `reregister` to be a boolean, got "yes"'],
    ] as const;
    for (const [config, errorClass, message] of wrong) {
      const promise = ensureRegistered(config as unknown as EnsureOptions);
      await expect(promise).rejects.toThrow(errorClass);
      await expect(promise).rejects.toThrow(message);
    }
  });
});

describe.concurrent("ensureRegistered against the emulator", () => {
  const ensure = async (options: EmulatorOptions, config: Partial<EnsureOptions> = {}) => {
    await using emulator = await startEmulator({ timeScale: 1000, ...options });
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    const client = createFleetWiseClient({ endpoint: emulator.endpoint, region: "us-east-1", credentials });
    const end = await ensureRegistered({ client, minDelay: 0.02, maxDelay: 0.02, ...config }).then(
      ({ accountStatus }) => accountStatus,
      ({ code }) => code,
    );
    return [end, emulator.account.registrations];
  };

  test.for<[string, EmulatorOptions, Partial<EnsureOptions>, [string, number]]>([
    ["an unregistered account", { timeline: "notRegistered" }, {}, ["REGISTRATION_SUCCESS", 1]],
    ["a registered account", { timeline: "registersInstantly" }, {}, ["REGISTRATION_SUCCESS", 0]],
    ["a pending account", { timeline: "registers" }, {}, ["REGISTRATION_SUCCESS", 0]],
    ["an account that fails once", { timeline: "failsThenRegisters" }, {}, ["REGISTRATION_SUCCESS", 1]],
    ["a previous result that stays visible", { timeline: "outdatedResult" }, {}, ["REGISTRATION_SUCCESS", 1]],
    ["a permanent failure", { timeline: "failsIam" }, { maxRegistrations: 1 }, ["REGISTRATION_FAILED", 1]],
    ["Timestream metadata at risk", { timeline: "failsTimestream" }, {}, ["TIMESTREAM_AT_RISK", 0]],
    [
      "Timestream metadata removed",
      { timeline: "failsTimestream" },
      { registration: {} },
      ["REGISTRATION_SUCCESS", 1],
    ],
    [
      "a lost response of RegisterAccount",
      { faults: [undefined, "cutBody"] },
      {},
      ["REGISTRATION_SUCCESS", 1],
    ],
  ])("ensureRegistered ends and registers as expected: %s", async ([, options, config, expected]) => {
    expect(await ensure(options, config)).toEqual(expected);
  });
});
