// The library against every fault that the emulator knows: real connections are cut, real answers are broken.
import { lastValueFrom, toArray } from "rxjs";
import { describe, expect, test } from "vitest";
import {
  createFleetWiseClient,
  type FleetWiseClientConfig,
  registrationEvents,
  waitUntilRegistered,
} from "../src/index.js";
import { type EmulatorOptions, type FaultLike, faultKinds, startEmulator } from "../src/testing/index.js";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const QUICK = { minDelay: 0.01, maxDelay: 0.01, maxWaitTime: 10, random: () => 0 };

/** Waits on an account that is registered, after the faults: how it ends, what was told, and which requests arrived. */
async function meet(
  options: EmulatorOptions,
  { requestTimeout, ...client }: FleetWiseClientConfig & { requestTimeout?: number } = {},
) {
  await using emulator = await startEmulator({ timeline: "registersInstantly", ...options });
  const config = { endpoint: emulator.endpoint, region: "us-east-1", credentials, ...client };
  const told: string[] = [];
  const end = await new Promise<string>((resolve) => {
    registrationEvents({ client: createFleetWiseClient(config), ...QUICK, requestTimeout }).subscribe({
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
  const passing: Partial<Record<string, readonly [FaultLike, string]>> = {
    throttled: ["throttled", "retry throttled"],
    internalError: ["internalError", "retry"],
    unavailable: ["unavailable", "retry"],
    reset: ["reset", "retry"],
    cutBody: ["cutBody", "retry"],
  };
  test.for(Object.entries(passing))("%s is tried again", async ([, row]) => {
    const [fault, told] = row ?? [];
    expect(await meet({ faults: [fault] })).toEqual({ end: "registered", retries: [told], requests: 2 });
  });

  test.for(["accessDenied", "malformedJson", "emptyBody", "emptyObject"] as const)(
    "%s ends it at once",
    async (fault) => {
      expect(await meet({ faults: [fault] })).toEqual({
        end: "SERVICE_CALL_FAILED",
        retries: [],
        requests: 1,
      });
    },
  );

  test("hang is cut off by requestTimeout, and tried again", async () => {
    expect(await meet({ faults: ["hang"] }, { requestTimeout: 0.2 })).toEqual({
      end: "registered",
      retries: ["retry"],
      requests: 2,
    });
  });

  test("drip is waited for within requestTimeout, and cut off beyond it", async () => {
    expect(await meet({ faults: [{ kind: "drip", intervalMs: 1 }] })).toMatchObject({
      end: "registered",
      retries: [],
    });
    const slow = await meet({ faults: [{ kind: "drip", intervalMs: 100 }] }, { requestTimeout: 0.2 });
    expect(slow).toMatchObject({ end: "registered", retries: ["retry"] });
  });

  test("expiredToken is fatal for a fixed identity, and mended once with a provider", async () => {
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
    const rows = [
      ...Object.keys(passing),
      "accessDenied",
      "malformedJson",
      "emptyBody",
      "emptyObject",
      "hang",
      "drip",
      "expiredToken",
      "skewedClock",
    ];
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
  const events$ = registrationEvents({ client, ...QUICK, maxWaitTime: 60 });
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
  await using emulator = await startEmulator({ timeline: "registers", timeScale: 150, faults });
  const client = createFleetWiseClient({ endpoint: emulator.endpoint, region: "us-east-1", credentials });
  const events = await lastValueFrom(registrationEvents({ client, ...QUICK }).pipe(toArray()));
  expect(events.at(-1)).toMatchObject({ resource: "account", to: "REGISTRATION_SUCCESS" });
  expect(events.filter(({ type }) => type === "retry").length).toBeGreaterThan(3);
});

test.concurrent("an endpoint that nobody listens at is named, when the deadline ends the wait", async () => {
  const { endpoint, close } = await startEmulator();
  await close();
  const client = createFleetWiseClient({ endpoint, region: "us-east-1", credentials });
  const error = await waitUntilRegistered({ client, ...QUICK, maxWaitTime: 0.3 }).catch((error) => error);
  expect(error).toMatchObject({ code: "REGISTRATION_TIMEOUT", cause: { message: "fetch failed" } });
  expect(error.message).toContain("ECONNREFUSED");
});
