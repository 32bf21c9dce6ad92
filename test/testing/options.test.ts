import { expect, test } from "vitest";
import { timelines } from "../../src/testing/account/timelines.js";
import { emulatorDefaults, resolveOptions } from "../../src/testing/options.js";

test("resolveOptions applies the defaults for missing and undefined options", () => {
  const { timeScale, port } = emulatorDefaults;
  const quiet = { credentials: undefined, quota: undefined };
  const resolved = {
    timeline: timelines.notRegistered,
    timeScale,
    now: expect.any(Function),
    customerAccountId: "123456789012",
    port,
    ...quiet,
    faults: { script: [] },
  };
  const nothing = {
    timeline: undefined,
    timeScale: undefined,
    now: undefined,
    customerAccountId: undefined,
    port: undefined,
    ...quiet,
    faults: undefined,
  };
  expect(resolveOptions({})).toEqual(resolved);
  expect(resolveOptions(nothing)).toEqual(resolved);
});

test("a quota's burst defaults to its rate, or to one request if the rate is lower", () => {
  const defaults = { hint: "none", retryAfter: 1 };
  expect(resolveOptions({ quota: { rate: 20, burst: undefined } }).quota).toEqual({
    rate: 20,
    burst: 20,
    ...defaults,
  });
  expect(resolveOptions({ quota: { rate: 0.5 } }).quota).toEqual({ rate: 0.5, burst: 1, ...defaults });
});

test("an undefined session token means that no session token is set", () => {
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  expect(resolveOptions({ credentials: { ...credentials, sessionToken: undefined } }).credentials).toEqual(
    credentials,
  );
});

test.each<[options: unknown, name: "TypeError" | "RangeError", message: string]>([
  [{ timescale: 5 }, "TypeError", "an option that is known, got `timescale`: did you mean `timeScale`?"],
  [
    { quota: { rate: 1, bust: 2 } },
    "TypeError",
    "a member of `quota` that is known, got `bust`: did you mean `burst`?",
  ],
  [
    { credentials: { accessKeyID: "a", secretAccessKey: "b" } },
    "TypeError",
    "a member of `credentials` that is known, got `accessKeyID`: did you mean `accessKeyId`?",
  ],
  [
    { timeline: "register" },
    "TypeError",
    "`timeline` to be a timeline that is known, got `register`: did you mean `registers`?",
  ],
  [undefined, "TypeError", "`options` to be an object, got undefined"],
  [[], "TypeError", "`options` to be an object, got an empty list"],
  [{ timeScale: Number.NaN }, "RangeError", "`timeScale` to be a positive number, got NaN"],
  [{ timeScale: 0 }, "RangeError", "`timeScale` to be a positive number, got 0"],
  [
    { timeScale: Number.POSITIVE_INFINITY },
    "RangeError",
    "`timeScale` to be a positive number, got Infinity",
  ],
  [{ timeScale: "60" }, "TypeError", '`timeScale` to be a positive number, got "60"'],
  [{ timeScale: null }, "TypeError", "`timeScale` to be a positive number, got null"],
  [{ port: 65_536 }, "RangeError", "`port` to be an integer from 0 to 65535, got 65536"],
  [{ port: -1 }, "RangeError", "`port` to be an integer from 0 to 65535, got -1"],
  [{ port: 1.5 }, "RangeError", "`port` to be an integer from 0 to 65535, got 1.5"],
  [{ customerAccountId: "1234" }, "TypeError", '`customerAccountId` to be a string of 12 digits, got "1234"'],
  [{ customerAccountId: 1234 }, "TypeError", "`customerAccountId` to be a string of 12 digits, got 1234"],
  [{ quota: null }, "TypeError", "`quota` to be an object, got null"],
  [{ quota: {} }, "TypeError", "`quota.rate` to be a positive number of requests a second, got undefined"],
  [{ quota: { rate: 0 } }, "RangeError", "`quota.rate` to be a positive number of requests a second, got 0"],
  [{ quota: { rate: 1, burst: 0.5 } }, "RangeError", "`quota.burst` to be a number of at least 1, got 0.5"],
  [
    { quota: { rate: 1, retryAfter: -1 } },
    "RangeError",
    "`quota.retryAfter` to be a number of seconds, 0 or more, got -1",
  ],
  [
    { quota: { rate: 1, hint: "both" } },
    "TypeError",
    "`quota.hint` to be a hint that is known, got `both`: did you mean `body`?",
  ],
  [{ credentials: 7 }, "TypeError", "`credentials` to be an object, got 7"],
  [{ credentials: {} }, "TypeError", "`credentials.accessKeyId` to be a non-empty string, got undefined"],
  [
    { credentials: { accessKeyId: "a", secretAccessKey: "" } },
    "TypeError",
    "`credentials.secretAccessKey` to be a non-empty string, got an empty string",
  ],
  [
    { credentials: { accessKeyId: "a", secretAccessKey: "b", sessionToken: 7 } },
    "TypeError",
    "`credentials.sessionToken` to be a non-empty string, got a number",
  ],
])("resolveOptions rejects %j", (options, name, message) => {
  expect(() => resolveOptions(options as object)).toThrow(
    expect.objectContaining({ name, message: `Expected ${message}` }),
  );
});
