import { afterEach, describe, expect, test, vi } from "vitest";
import { realTime, steady } from "../../src/testing/clock.js";
import { startEmulator } from "../../src/testing/index.js";
import { handClock } from "../support/hand-clock.js";
import { readStatus, register } from "./call.js";

afterEach(() => {
  vi.useRealTimers();
});

describe("realTime()", () => {
  test("realTime() starts at the wall clock's time and advances with it", () => {
    vi.useFakeTimers({ now: 1_000_000 });
    const now = realTime();
    expect(now()).toBe(1_000_000);
    vi.advanceTimersByTime(2500);
    expect(now()).toBe(1_002_500);
  });

  test.each([-3600_000, 3600_000])("realTime() ignores a change of the wall clock by %i ms", (ms) => {
    vi.useFakeTimers({ now: 1_000_000 });
    const now = realTime();
    vi.setSystemTime(1_000_000 + ms);
    vi.advanceTimersByTime(10);
    expect(now()).toBe(1_000_010);
  });

  test("realTime() never goes back when fake timers are installed or removed", () => {
    const now = realTime();
    const before = now();
    vi.useFakeTimers();
    const installed = now();
    expect(installed).toBeGreaterThanOrEqual(before);
    vi.advanceTimersByTime(300_000);
    expect(now()).toBe(installed + 300_000);
    vi.useRealTimers();
    expect(now()).toBeGreaterThanOrEqual(installed + 300_000);
  });
});

describe("steady()", () => {
  test("steady() returns whole milliseconds, and stands still if its source goes back", () => {
    const start = Date.UTC(2026, 0);
    const readings = [5.9, 7, 3, 6.999, 8];
    const now = steady(() => start + (readings.shift() ?? Number.NaN));
    expect([now(), now(), now(), now(), now()].map((time) => time - start)).toEqual([5, 7, 7, 7, 8]);
  });

  test.each([
    [Number.NaN, "RangeError", "NaN"],
    [Number.POSITIVE_INFINITY, "RangeError", "Infinity"],
    [0, "RangeError", "0"],
    [Date.UTC(2200, 0), "RangeError", "7258118400000"],
    ["7", "TypeError", '"7"'],
    [new Date(7), "TypeError", "a Date"],
  ])("steady() rejects the reading %s", (reading, name, got) => {
    const message = `Expected \`now\` to return epoch milliseconds from 2000 to 2200, such as Date.now(), got ${got}`;
    expect(steady(() => reading as number)).toThrow(expect.objectContaining({ name, message }));
  });
});

describe("the emulator's clock", () => {
  test("the emulator's clock advances the account through its stages without waiting", async () => {
    const clock = handClock();
    await using emulator = await startEmulator({ timeline: "registersWithTimestream", now: clock.now });
    const seen: unknown[] = [];
    for (const seconds of [0, 59.999, 0.001, 239.999, 0.001]) {
      clock.advance(seconds);
      const { body } = await readStatus(emulator.endpoint);
      const { registrationStatus } = body["iamRegistrationResponse"] as { registrationStatus: string };
      seen.push([registrationStatus, body["accountStatus"]].map((status) => String(status).slice(13)));
    }
    expect(seen).toEqual([
      ["PENDING", "PENDING"],
      ["PENDING", "PENDING"],
      ["SUCCESS", "PENDING"],
      ["SUCCESS", "PENDING"],
      ["SUCCESS", "SUCCESS"],
    ]);
    expect(emulator.account.accountStatus).toBe("REGISTRATION_SUCCESS");
  });

  test("the emulator's clock determines the account's and the requests' times, by the time scale", async () => {
    const clock = handClock();
    const began = clock.now();
    await using emulator = await startEmulator({ now: clock.now, timeScale: 60 });
    await register(emulator.endpoint);
    clock.advance(5);
    const { body } = await readStatus(emulator.endpoint);
    expect([body["creationTime"], body["lastModificationTime"]]).toEqual([began / 1000, began / 1000 + 5]);
    expect(body["accountStatus"]).toBe("REGISTRATION_SUCCESS");
    expect(emulator.requests.map(({ at }) => at.getTime() - began)).toEqual([0, 5000]);
  });

  test("the emulator's clock refills the quota", async () => {
    const clock = handClock();
    await using emulator = await startEmulator({ now: clock.now, quota: { rate: 0.1 } });
    const status = async () => (await readStatus(emulator.endpoint)).status;
    expect([await status(), await status()]).toEqual([404, 429]);
    clock.advance(10);
    expect([await status(), await status()]).toEqual([404, 429]);
  });

  test("the emulator's clock may return fractions of a millisecond", async () => {
    await using emulator = await startEmulator({ now: () => Date.UTC(2026, 0) + 0.75 });
    const { body } = await register(emulator.endpoint);
    const creationTime = Date.UTC(2026, 0) / 1000;
    expect(body).toMatchObject({ registerAccountStatus: "REGISTRATION_PENDING", creationTime });
    expect(emulator.account.accountStatus).toBe("REGISTRATION_PENDING");
  });

  test("startEmulator() rejects a clock that returns no time", async () => {
    await expect(startEmulator({ now: 5 as never })).rejects.toThrow(
      new TypeError("Expected `now` to be a function, got 5"),
    );
    await expect(startEmulator({ now: () => Number.NaN })).rejects.toThrow(RangeError);
    await expect(startEmulator({ now: () => 0 })).rejects.toThrow(
      new RangeError(
        "Expected `now` to return epoch milliseconds from 2000 to 2200, such as Date.now(), got 0",
      ),
    );
  });
});
