// The options of the main entry point's functions and of `startEmulator()` with invalid values: each is rejected by name, with the
// expected and the received value. No request is sent, and nothing is left behind.
import { getEventListeners } from "node:events";
import fc from "fast-check";
import { lastValueFrom, type Observable } from "rxjs";
import { describe, expect, test } from "vitest";
import {
  createFleetWiseClient,
  createRegistrationPoller,
  ensureRegistered,
  expectedFinish,
  getRegistration,
  waitUntilRegistered,
  watchEnsureEvents,
  watchRegistration,
  watchRegistrationEvents,
} from "../../../src/index.js";
import { startEmulator } from "../../../src/testing/index.js";
import { countTimers } from "../../support/timers.js";
import { campaign } from "./campaign.js";

type Config = never;
const streamed = (stream: (config: Config) => Observable<unknown>) => (config: Config) =>
  lastValueFrom(stream(config));

const ENSURING = ["maxRegistrations", "registration", "reregister"];
const READING = ["client", "maxWaitTime", "requestTimeout", "abortSignal"];

/** Every function that waits, with the options that the others lack. */
const functions: Readonly<Record<string, readonly [(config: Config) => Promise<unknown>, string[]?]>> = {
  waitUntilRegistered: [waitUntilRegistered],
  watchRegistration: [streamed(watchRegistration)],
  watchRegistrationEvents: [streamed(watchRegistrationEvents)],
  "createRegistrationPoller().waitUntilRegistered": [
    (config) => createRegistrationPoller(config).waitUntilRegistered(),
  ],
  "createRegistrationPoller().transitions$": [
    streamed((config) => createRegistrationPoller(config).transitions$),
  ],
  getRegistration: [getRegistration],
  ensureRegistered: [ensureRegistered, ENSURING],
  watchEnsureEvents: [streamed(watchEnsureEvents), ENSURING],
};

const isNumber = (value: unknown): value is number => typeof value === "number";
const positive = (value: unknown) => isNumber(value) && value > 0 && 1000 * value < Number.POSITIVE_INFINITY;
const isFunction = (value: unknown) => typeof value === "function";
const member = (value: unknown, name: string) => (Object(value) as Record<string, unknown>)[name];

/** Whether an option accepts a value of these tests, which do not include `undefined`. */
const takes: Readonly<Record<string, (value: unknown) => boolean>> = {
  client: (value) => isFunction(value) || isFunction(member(value, "send")),
  maxWaitTime: (value) => isNumber(value) && value > 0,
  minDelay: positive,
  maxDelay: positive,
  requestTimeout: positive,
  consistencyGrace: (value) => positive(value) || value === 0,
  cadence: isFunction,
  random: isFunction,
  abortSignal: (value) => isFunction(member(value, "addEventListener")),
  since: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  maxRegistrations: (value) => Number.isInteger(value) && Number(value) >= 1,
  registration: (value) => Object.prototype.toString.call(value) === "[object Object]" && isEmpty(value),
  reregister: (value) => typeof value === "boolean",
};
const isEmpty = (value: unknown) => Object.keys(Object(value)).length === 0;

const WRONG: readonly unknown[] = [
  ...[null, true, 5n, Symbol("s"), "", "5", "x".repeat(100_000), "a\u001b[31m\nb", {}, [], [5], () => 5],
  ...[Number.NaN, -1, -0, 0, 1.5, 1e308, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ...[new Date(), new Date(Number.NaN), new Map(), new AbortController(), /x/, Object.create(null)],
  ...[JSON.parse('{"__proto__":{"send":1}}'), new Proxy({}, {}), Object(5), new Error("no option")],
];

const COMPLAINT = /^Expected .+ (to be .+, got [^\n]{1,60}|that is known, got `[^\n]*`: [^\n]+)$/;

/** Calls a function with an invalid option. Returns the error after checking that nothing else happened. */
async function refusal(call: (config: Config) => Promise<unknown>, options: object): Promise<unknown> {
  let reads = 0;
  const { signal } = new AbortController();
  const read = async () => {
    reads += 1;
  };
  using timers = countTimers();
  const client = { getRegisterAccountStatus: read, registerAccount: read };
  const promise = call({ client, abortSignal: signal, ...options } as Config);
  const error = await promise.then(
    () => "no error",
    (error: unknown) => error,
  );
  expect([reads, timers.active(), getEventListeners(signal, "abort").length]).toEqual([0, 0, 0]);
  return error;
}

function expectNamed(error: unknown, name: string): void {
  expect(error instanceof TypeError || error instanceof RangeError, String(error)).toBe(true);
  const { message } = error as Error;
  expect(message).toMatch(COMPLAINT);
  // If minDelay exceeds maxDelay, the error may name either.
  expect(message.slice(0, 60)).toContain(name === "maxDelay" ? "Delay`" : `\`${name}`);
}

describe.each(Object.entries(functions))("%s", (what, [call, own = []]) => {
  const names =
    what === "getRegistration" ? READING : Object.keys(takes).filter((name) => !ENSURING.includes(name));

  test.each([...names, ...own])("a wait rejects invalid values of `%s`", async (name) => {
    const wrong = WRONG.filter((value) => takes[name]?.(value) === false);
    expect(wrong.length).toBeGreaterThan(15);
    for (const value of wrong) expectNamed(await refusal(call, { [name]: value }), name);
  });

  test.each([null, 5, "x", [], true].map((config) => [config]))("rejects the config %j", async (config) => {
    const error = await Promise.resolve(call(config as never)).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toMatch(/^TypeError: Expected (`config`|`client`|an option)/);
  });
});

test("ensureRegistered rejects any invalid option value by name", async () => {
  const anyOption = fc.tuple(
    fc.constantFrom(...Object.keys(takes)),
    fc.anything({ withNullPrototype: true }),
  );
  await fc.assert(
    fc.asyncProperty(anyOption, async ([name, value]) => {
      fc.pre(value !== undefined && takes[name]?.(value) === false);
      expectNamed(await refusal(ensureRegistered, { [name]: value }), name);
    }),
    campaign(300),
  );
});

describe("functions other than waits", () => {
  const NOT_EVEN: Readonly<Record<string, readonly [call: (options: never) => unknown, names: string[]]>> = {
    expectedFinish: [expectedFinish, ["interval", "expected"]],
    createFleetWiseClient: [
      createFleetWiseClient,
      ["region", "endpoint", "credentials", "profile", "useDualstackEndpoint", "useFipsEndpoint"],
    ],
    startEmulator: [
      startEmulator,
      ["port", "timeline", "timeScale", "credentials", "now", "quota", "faults"],
    ],
  };
  /** Values that every option of these functions rejects. */
  const wrong = [null, 5n, Symbol("s"), Number.NaN, Number.NEGATIVE_INFINITY, -1, "", new Map([[1, 2]])];

  test.each(Object.entries(NOT_EVEN))(
    "%s rejects values that no option accepts",
    async (_, [call, names]) => {
      using timers = countTimers();
      for (const name of names) {
        for (const value of wrong) {
          const error = await Promise.resolve()
            .then(() => call({ [name]: value } as never))
            .catch((error: unknown) => error);
          expectNamed(error, name);
        }
      }
      expect(timers.active()).toBe(0);
    },
  );

  test.each(Object.entries(NOT_EVEN))("%s rejects options that are not an object", async (_, [call]) => {
    for (const options of [null, 5, "x", [5]]) {
      const error = await Promise.resolve()
        .then(() => call(options as never))
        .catch((error: unknown) => error);
      expect(String(error)).toMatch(/^(Type|Range)Error: Expected /);
    }
  });
});
