// The library against every fault of the emulator: real connections break, real responses are invalid.
import { lastValueFrom, toArray } from "rxjs";
import { describe, expect, test } from "vitest";
import {
  createFleetWiseClient,
  type FleetWiseClientConfig,
  waitUntilRegistered,
  watchRegistrationEvents,
} from "../src/index.js";
import { type EmulatorOptions, type FaultInput, faultKinds, startEmulator } from "../src/testing/index.js";
import { handClock } from "./support/hand-clock.js";
import { until } from "./support/until.js";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const QUICK = { minDelay: 0.01, maxDelay: 0.01, maxWaitTime: 25, random: () => 0 };

/** Waits for a registered account through the faults. Returns the outcome, the retry events and the number of requests. */
async function waitThrough(
  options: EmulatorOptions,
  { requestTimeout, ...client }: FleetWiseClientConfig & { requestTimeout?: number } = {},
) {
  await using emulator = await startEmulator({ timeline: "registersInstantly", ...options });
  const config = { endpoint: emulator.endpoint, region: "us-east-1", credentials, ...client };
  const types: string[] = [];
  const end = await new Promise<string>((resolve) => {
    watchRegistrationEvents({ client: createFleetWiseClient(config), ...QUICK, requestTimeout }).subscribe({
      next: (event) =>
        types.push(event.type === "retry" ? `retry${event.throttled ? " throttled" : ""}` : event.type),
      error: (error) => resolve(error.code),
      complete: () => resolve("registered"),
    });
  });
  return {
    end,
    retries: types.filter((type) => type.startsWith("retry")),
    requests: emulator.requests.length,
  };
}

describe.concurrent("one fault, then a valid response", () => {
  const transient: Partial<Record<string, readonly [FaultInput, string]>> = {
    throttled: ["throttled", "retry throttled"],
    internalError: ["internalError", "retry"],
    unavailable: ["unavailable", "retry"],
    reset: ["reset", "retry"],
    cutBody: ["cutBody", "retry"],
    lostAnswer: ["lostAnswer", "retry"],
    requestTimeout: ["requestTimeout", "retry"],
    proxyTimeout: ["proxyTimeout", "retry"],
    shortBody: ["shortBody", "retry"],
  };
  test.for(Object.entries(transient))("the fault %s is retried", async ([, row]) => {
    const [fault, retry] = row ?? [];
    expect(await waitThrough({ faults: [fault] })).toEqual({
      end: "registered",
      retries: [retry],
      requests: 2,
    });
  });

  const fatal = [
    "accessDenied",
    "malformedJson",
    "emptyBody",
    "emptyObject",
    "captivePortal",
    "redirect",
  ] as const;
  test.for(fatal)("the fault %s rejects the wait immediately", async (fault) => {
    expect(await waitThrough({ faults: [fault] })).toEqual({
      end: "SERVICE_CALL_FAILED",
      retries: [],
      requests: 1,
    });
  });

  // On a slow machine, the valid responses may take longer than requestTimeout too.
  test.for(["hang", { kind: "drip", intervalMs: 1000 }] as const)(
    "the fault %j is aborted by requestTimeout and retried",
    async (fault) => {
      const { end, retries, requests } = await waitThrough({ faults: [fault] }, { requestTimeout: 0.3 });
      expect([end, new Set(retries), requests]).toEqual([
        "registered",
        new Set(["retry"]),
        retries.length + 1,
      ]);
    },
  );

  test("a slow body that ends within requestTimeout is not retried", async () => {
    expect(await waitThrough({ faults: [{ kind: "drip", intervalMs: 1 }] })).toMatchObject({
      end: "registered",
      retries: [],
    });
  });

  test("expiredToken is fatal with fixed credentials, and retried once with a provider", async () => {
    expect(await waitThrough({ faults: ["expiredToken"] })).toMatchObject({
      end: "SERVICE_CALL_FAILED",
      requests: 1,
    });
    let resolved = 0;
    const provider = async () => ({ ...credentials, sessionToken: `token ${++resolved}` });
    expect(await waitThrough({ faults: ["expiredToken"] }, { credentials: provider })).toEqual({
      end: "registered",
      retries: [],
      requests: 2,
    });
    expect(resolved).toBe(2);
    expect(
      await waitThrough({ faults: ["expiredToken", "expiredToken"] }, { credentials: provider }),
    ).toMatchObject({ end: "SERVICE_CALL_FAILED" });
  });

  test.for([900, -900])("skewedClock by %d s is corrected without a retry event", async (skew) => {
    const faults = { probability: 1, faults: [{ kind: "skewedClock", skew }] } as const;
    expect(await waitThrough({ credentials, faults })).toEqual({
      end: "registered",
      retries: [],
      requests: 2,
    });
  });

  test("every kind of fault has a test here", () => {
    const rows = [...Object.keys(transient), ...fatal, "hang", "drip", "expiredToken", "skewedClock"];
    expect(rows.sort()).toEqual([...faultKinds].sort());
  });
});

test.concurrent.for([
  ["body", 7000],
  ["header", 7000],
  ["milliseconds", 7000],
  ["httpDate", 5000],
  ["none", 10],
] as const)("a throttling response's retry hint is respected: %s", async ([hint, atLeast]) => {
  await using emulator = await startEmulator({ faults: [{ kind: "throttled", hint, retryAfter: 7 }] });
  const client = createFleetWiseClient({ endpoint: emulator.endpoint, region: "us-east-1", credentials });
  const events$ = watchRegistrationEvents({ client, ...QUICK, maxWaitTime: 60 });
  const delayMs = await new Promise<number>((resolve) => {
    const subscription = events$.subscribe((event) => {
      if (event.type === "retry") resolve(event.nextDelayMs);
      setImmediate(() => subscription.unsubscribe());
    });
  });
  expect(delayMs).toBeGreaterThanOrEqual(atLeast);
  expect(delayMs).toBeLessThanOrEqual(atLeast + 2000);
});

test.concurrent("a wait ends with success although a third of the requests fail", async () => {
  const faults = {
    probability: 0.34,
    seed: 7,
    faults: ["throttled", "internalError", "unavailable", "reset", "cutBody"],
  } as const;
  const clock = handClock();
  await using emulator = await startEmulator({ timeline: "registers", now: clock.now, faults });
  const client = createFleetWiseClient({ endpoint: emulator.endpoint, region: "us-east-1", credentials });
  const collected = lastValueFrom(watchRegistrationEvents({ client, ...QUICK }).pipe(toArray()));
  await until(() => emulator.requests.length >= 20);
  clock.advance(300);
  const events = await collected;
  expect(events.at(-1)).toMatchObject({ resource: "account", to: "REGISTRATION_SUCCESS" });
  expect(events.filter(({ type }) => type === "retry").length).toBeGreaterThan(3);
});

test.concurrent("at the deadline, the error names an endpoint that refuses connections", async () => {
  const { endpoint, close } = await startEmulator();
  await close();
  const client = createFleetWiseClient({ endpoint, region: "us-east-1", credentials });
  const error = await waitUntilRegistered({ client, ...QUICK, maxWaitTime: 1 }).catch((error) => error);
  expect(error).toMatchObject({ code: "STATUS_UNREADABLE", cause: { code: "ECONNREFUSED" } });
  expect(error.message).toContain("ECONNREFUSED");
});
