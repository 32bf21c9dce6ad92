// The library against every fault that the emulator knows: real connections are cut, real answers are broken.
import { lastValueFrom, toArray } from "rxjs";
import { describe, expect, test, vi } from "vitest";
import {
  createFleetWiseClient,
  type FleetWiseClientConfig,
  waitUntilRegistered,
  watchRegistrationEvents,
} from "../src/index.js";
import { type EmulatorOptions, type FaultInput, faultKinds, startEmulator } from "../src/testing/index.js";
import { handClock } from "./support/hand-clock.js";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const QUICK = { minDelay: 0.01, maxDelay: 0.01, maxWaitTime: 25, random: () => 0 };

/** Waits on an account that is registered, after the faults: how it ends, what was told, and which requests arrived. */
async function meet(
  options: EmulatorOptions,
  { requestTimeout, ...client }: FleetWiseClientConfig & { requestTimeout?: number } = {},
) {
  await using emulator = await startEmulator({ timeline: "registersInstantly", ...options });
  const config = { endpoint: emulator.endpoint, region: "us-east-1", credentials, ...client };
  const told: string[] = [];
  const end = await new Promise<string>((resolve) => {
    watchRegistrationEvents({ client: createFleetWiseClient(config), ...QUICK, requestTimeout }).subscribe({
      next: (event) =>
        told.push(event.type === "retry" ? `retry${event.throttled ? " throttled" : ""}` : event.type),
      error: (error) => resolve(error.code),
      complete: () => resolve("registered"),
    });
  });
  return {
    end,
    retries: told.filter((type) => type.startsWith("retry")),
    requests: emulator.requests.length,
  };
}

describe.concurrent("one fault, then the answer", () => {
  const passing: Partial<Record<string, readonly [FaultInput, string]>> = {
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
  test.for(Object.entries(passing))("%s is tried again", async ([, row]) => {
    const [fault, told] = row ?? [];
    expect(await meet({ faults: [fault] })).toEqual({ end: "registered", retries: [told], requests: 2 });
  });

  const fatal = [
    "accessDenied",
    "malformedJson",
    "emptyBody",
    "emptyObject",
    "captivePortal",
    "redirect",
  ] as const;
  test.for(fatal)("%s ends it at once", async (fault) => {
    expect(await meet({ faults: [fault] })).toEqual({ end: "SERVICE_CALL_FAILED", retries: [], requests: 1 });
  });

  // On a machine that is busy enough, the answers that come may take as long.
  test.for(["hang", { kind: "drip", intervalMs: 1000 }] as const)(
    "%j is cut off by requestTimeout, and tried again",
    async (fault) => {
      const { end, retries, requests } = await meet({ faults: [fault] }, { requestTimeout: 0.3 });
      expect([end, new Set(retries), requests]).toEqual([
        "registered",
        new Set(["retry"]),
        retries.length + 1,
      ]);
    },
  );

  test("drip is waited for within requestTimeout", async () => {
    expect(await meet({ faults: [{ kind: "drip", intervalMs: 1 }] })).toMatchObject({
      end: "registered",
      retries: [],
    });
  });

  test("expiredToken is fatal for a fixed identity, and fixed once with a provider", async () => {
    expect(await meet({ faults: ["expiredToken"] })).toMatchObject({
      end: "SERVICE_CALL_FAILED",
      requests: 1,
    });
    let resolved = 0;
    const provider = async () => ({ ...credentials, sessionToken: `token ${++resolved}` });
    expect(await meet({ faults: ["expiredToken"] }, { credentials: provider })).toEqual({
      end: "registered",
      retries: [],
      requests: 2,
    });
    expect(resolved).toBe(2);
    expect(await meet({ faults: ["expiredToken", "expiredToken"] }, { credentials: provider })).toMatchObject(
      { end: "SERVICE_CALL_FAILED" },
    );
  });

  test.for([900, -900])("skewedClock by %d s is corrected, without a retry being told", async (skew) => {
    const faults = { probability: 1, faults: [{ kind: "skewedClock", skew }] } as const;
    expect(await meet({ credentials, faults })).toEqual({ end: "registered", retries: [], requests: 2 });
  });

  test("every kind has its row here", () => {
    const rows = [...Object.keys(passing), ...fatal, "hang", "drip", "expiredToken", "skewedClock"];
    expect(rows.sort()).toEqual([...faultKinds].sort());
  });
});

test.concurrent.for([
  ["body", 7000],
  ["header", 7000],
  ["milliseconds", 7000],
  ["httpDate", 5000],
  ["none", 10],
] as const)("a throttle's hint is followed: %s", async ([hint, atLeast]) => {
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

test.concurrent("a service that fails a third of the time, in every passing way, still gives its answer", async () => {
  const faults = {
    probability: 0.34,
    seed: 7,
    faults: ["throttled", "internalError", "unavailable", "reset", "cutBody"],
  } as const;
  const clock = handClock();
  await using emulator = await startEmulator({ timeline: "registers", now: clock.now, faults });
  const client = createFleetWiseClient({ endpoint: emulator.endpoint, region: "us-east-1", credentials });
  const told = lastValueFrom(watchRegistrationEvents({ client, ...QUICK }).pipe(toArray()));
  await vi.waitUntil(() => emulator.requests.length >= 20, { timeout: 20_000 });
  clock.advance(300);
  const events = await told;
  expect(events.at(-1)).toMatchObject({ resource: "account", to: "REGISTRATION_SUCCESS" });
  expect(events.filter(({ type }) => type === "retry").length).toBeGreaterThan(3);
});

test.concurrent("an endpoint that nobody listens at is named, when the deadline ends the wait", async () => {
  const { endpoint, close } = await startEmulator();
  await close();
  const client = createFleetWiseClient({ endpoint, region: "us-east-1", credentials });
  const error = await waitUntilRegistered({ client, ...QUICK, maxWaitTime: 1 }).catch((error) => error);
  expect(error).toMatchObject({ code: "STATUS_UNREADABLE", cause: { code: "ECONNREFUSED" } });
  expect(error.message).toContain("ECONNREFUSED");
});
