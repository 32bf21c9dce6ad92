import { expect, test } from "vitest";
import { ensureConfigOf, maxWaitMs, resolveConfig } from "../../src/custom-resource/config.js";
import type { HandlerOptions } from "../../src/custom-resource/index.js";

/** A source of the status, which cannot register. */
const source = async () => ({});
const client = { getRegisterAccountStatus: source, registerAccount: source };

test.for<[object | null, string]>([
  [null, "Expected `config` to be an object of options, got null"],
  [{ client: source, mode: "observe" }, 'Expected `mode` to be "ensure" or "wait-only", got "observe"'],
  [
    { client: source },
    "Expected `client` to be a client that can register: an IoTFleetWiseClient, or an object with `registerAccount`",
  ],
  [{ client: 7 }, "Expected `client` to be a client that can register"],
  [{ client: 7, mode: "wait-only" }, "Expected `client` to be "],
  [{ maxWait: 600 }, "got `maxWait`: did you mean `maxWaitTime`?"],
  [{ reregister: true }, "Expected an option that is known, got `reregister`"],
  [{ since: new Date() }, "Expected an option that is known, got `since`"],
  [{ abortSignal: AbortSignal.abort() }, "Expected an option that is known, got `abortSignal`"],
  [{ registration: [] }, "Expected `registration` to be an object"],
  [{ mode: "wait-only", maxRegistrations: 2 }, "Expected an option that is known, got `maxRegistrations`"],
  [{ mode: "wait-only", registration: {} }, "Expected an option that is known, got `registration`"],
  [{ maxWaitTime: Number.POSITIVE_INFINITY }, "Expected `maxWaitTime` to be a positive number of seconds"],
  [{ minDelay: 0 }, "Expected `minDelay` to be a positive number of seconds, got 0"],
  [
    { mode: "wait-only", minDelay: 9, maxDelay: 2 },
    "Expected `minDelay` to be at most `maxDelay` (2), got 9",
  ],
  [{ log: "console" }, "Expected `log` to be a function"],
])("resolveConfig rejects %o", ([wrong, message]) => {
  expect(() => resolveConfig(wrong as HandlerOptions)).toThrow(message);
});

test("resolveConfig keeps the options, and has Lambda's client by default", () => {
  const { log } = console;
  const ensuring = { client, mode: "ensure", maxRegistrations: 2, registration: {}, log } as const;
  const waiting = { client: source, mode: "wait-only", minDelay: 2, maxDelay: 9 } as const;
  for (const config of [ensuring, waiting]) expect(resolveConfig(config)).toEqual(config);
  for (const config of [{}, { mode: "wait-only" } as const])
    expect(resolveConfig(config).client).toHaveProperty("registerAccount");
});

test("the options of the wait do not include those of the handlers", () => {
  const config = { client, mode: "ensure", log: console.log, maxDelay: 9 } as const;
  expect(ensureConfigOf(config)).toEqual({ client, maxDelay: 9 });
});

test("the time limit is 15 minutes by default", () => {
  expect([maxWaitMs({}), maxWaitMs({ maxWaitTime: 5 })]).toEqual([900_000, 5000]);
});
