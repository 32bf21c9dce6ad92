import { defer, finalize, NEVER, type Observable, of, switchMap, throwError, timer } from "rxjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type CallContext, type CallEvent, type RetryOptions, retrying } from "../../src/client/retrying.js";
import type { Call } from "../../src/rx/abort.js";
import { platformTimers } from "../../src/rx/timers.js";
import { snapshotOf } from "../registration/examples.js";
import { callOf, observableOf } from "../support/calls.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const HOUR = 3_600_000;
/** Any value works, because responses are passed on unchanged. */
const ANSWER = { snapshot: snapshotOf() } as const;
const HANGS = "hangs";
const OPTIONS: RetryOptions = { maxWaitMs: HOUR, minDelayMs: 1, random: () => 1 };
const CONTEXT: CallContext = { answered: () => false, elapsedMs: () => 0, cadenceMs: () => 1 };

const named = (name: string, more: object = {}) => Object.assign(new Error(`${name} says`), { name }, more);
const throttle = (more: object = {}) =>
  named("ThrottlingException", { $metadata: { httpStatusCode: 429 }, ...more });
const internal = (more: object = {}) =>
  named("InternalServerException", { $metadata: { httpStatusCode: 500 }, ...more });
const unreachable = () => named("Error", { code: "ENOTFOUND" });

type Outcome = typeof ANSWER | typeof HANGS | { readonly fails: unknown; readonly afterMs?: number };
const fails = (error: unknown, afterMs?: number): Outcome => ({
  fails: error,
  ...(afterMs !== undefined && { afterMs }),
});
const times = (n: number, outcome: Outcome) => Array.from({ length: n }, () => outcome);

interface Script {
  readonly outcomes: readonly Outcome[];
  /** Duration of each request in milliseconds. */
  readonly takesMs?: number;
  readonly options?: Partial<RetryOptions>;
  readonly context?: Partial<CallContext>;
  readonly idempotent?: boolean;
}

/** Starts one call, with retries, of a scripted source; the last outcome repeats. */
function start({ outcomes, takesMs = 0, options, context, idempotent }: Script) {
  const began = performance.now();
  const sinceBegan = () => performance.now() - began;
  const calls: number[] = [];
  let inFlight = 0;
  const read$ = defer((): Observable<typeof ANSWER> => {
    const outcome = outcomes[Math.min(calls.length, outcomes.length - 1)] ?? HANGS;
    calls.push(sinceBegan());
    inFlight += 1;
    const told$ =
      outcome === HANGS ? NEVER : "fails" in outcome ? throwError(() => outcome.fails) : of(outcome);
    const ms = (typeof outcome === "object" && "afterMs" in outcome && outcome.afterMs) || takesMs;
    const late$ = ms === 0 ? told$ : timer(ms).pipe(switchMap(() => told$));
    return late$.pipe(
      finalize(() => {
        inFlight -= 1;
      }),
    );
  });
  const events: unknown[] = [];
  const call = retrying(
    callOf(read$),
    { answered: () => false, elapsedMs: sinceBegan, cadenceMs: () => 5000, ...context },
    { ...OPTIONS, ...options },
    platformTimers,
    idempotent,
  );
  const subscription = observableOf(call).subscribe({
    next: (event) => events.push(plain(event)),
    error: (error) => events.push({ type: "errored", error }),
  });
  const failed = () =>
    events.filter(
      (event): event is { type: "retry"; delayMs: number | undefined } =>
        typeof event === "object" && event !== null && "type" in event && event.type === "retry",
    );
  return {
    calls,
    events,
    subscription,
    delays: () => failed().map(({ delayMs }) => delayMs),
    inFlight: () => inFlight,
  };
}

/** Returns an event with only those members of its failure that these tests check. */
function plain(event: CallEvent<unknown>) {
  if (!("failure" in event)) return event;
  const { failure, ...rest } = event;
  const { error, thrown, kind } = failure;
  return event.type === "retry"
    ? { ...rest, error, throttled: kind === "throttled" }
    : { ...rest, thrown, kind };
}

const run = async (script: Script, ms = HOUR) => {
  const started = start(script);
  await vi.advanceTimersByTimeAsync(ms);
  return started;
};

const call = { type: "request" };
const answer = { type: "response", response: ANSWER };

test("a response is reported after its request, and ends the call", async () => {
  const { events, calls } = await run({ outcomes: [ANSWER] });
  expect(events).toEqual([call, answer]);
  expect(calls).toEqual([0]);
});

test("retrying sends nothing before its call is started", () => {
  const called = vi.fn(() => NEVER);
  retrying(callOf(defer(called)), CONTEXT, OPTIONS, platformTimers);
  expect(called).not.toHaveBeenCalled();
});

test("a failed request is reported with its delay, and repeated after it", async () => {
  const error = internal();
  const { events, calls } = await run({ outcomes: [fails(error), ANSWER] });
  expect(events).toEqual([call, { type: "retry", error, throttled: false, delayMs: 1000 }, call, answer]);
  expect((events[1] as { error: unknown }).error).toBe(error);
  expect(calls).toEqual([0, 1000]);
});

test("the backoff counts the requests that the client made itself, unless the service was never reached", async () => {
  const threefold = fails(named("Error", { code: "ENOTFOUND", $metadata: { attempts: 3 } }));
  const outcomes = [threefold, threefold, ANSWER];
  const reached = await run({ outcomes, context: { answered: () => true } });
  expect(reached.delays()).toEqual([4000, 20_000]);
  const unreached = await run({ outcomes, context: { answered: () => false } });
  expect(unreached.delays()).toEqual([1000, 2000]);
});

test("a failure is reported before its pause, not after", async () => {
  const { events, calls } = start({ outcomes: [fails(internal()), ANSWER] });
  await vi.advanceTimersByTimeAsync(0);
  expect(events).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(999);
  expect(calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(calls).toHaveLength(2);
});

describe("the k-th failure in a row", () => {
  const outcomes = [...times(7, fails(internal())), ANSWER];

  test("the delay after the k-th failure in a row has full jitter: up to 2^(k-1) s, at most 20 s", async () => {
    const { delays, calls } = await run({ outcomes });
    expect(delays()).toEqual([1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
    expect(calls).toEqual([0, 1000, 3000, 7000, 15_000, 31_000, 51_000, 71_000]);
  });

  test("the delay after the k-th failure in a row is the share that `random` draws", async () => {
    const { delays } = await run({ outcomes, options: { random: () => 0.25 } });
    expect(delays()).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  });

  test("the delay after the k-th failure in a row is at least minDelay", async () => {
    const { delays } = await run({ outcomes, options: { minDelayMs: 3000, random: () => 0.5 } });
    expect(delays()).toEqual([3000, 3000, 3000, 4000, 8000, 10_000, 10_000]);
    expect((await run({ outcomes, options: { minDelayMs: 700, random: () => 0 } })).delays()).toEqual(
      times(7, ANSWER).map(() => 700),
    );
  });

  test("the k-th failure in a row counts the SDK's inner attempts", async () => {
    const inner = (attempts: number) => fails(internal({ $metadata: { httpStatusCode: 500, attempts } }));
    const { delays } = await run({ outcomes: [inner(3), inner(1), fails(internal()), ANSWER] });
    expect(delays()).toEqual([4000, 8000, 16_000]);
  });

  test("the k-th failure in a row is counted from 1 again in the next call", async () => {
    const failing$ = throwError(() => internal());
    const read$ = observableOf(retrying(callOf(failing$), CONTEXT, OPTIONS, platformTimers));
    for (const _ of [1, 2]) {
      const delays: unknown[] = [];
      const subscription = read$.subscribe((event) => event.type === "retry" && delays.push(event.delayMs));
      await vi.advanceTimersByTimeAsync(2999);
      subscription.unsubscribe();
      expect(delays).toEqual([1000, 2000]);
    }
  });
});

describe("a throttled request", () => {
  test("a throttled request waits for the cadence's delay plus the jitter", async () => {
    const error = throttle();
    const { events, delays } = await run({ outcomes: [...times(3, fails(error)), ANSWER] });
    expect(delays()).toEqual([6000, 7000, 9000]);
    expect(events[1]).toEqual({ type: "retry", error, throttled: true, delayMs: 6000 });
  });

  test("a throttled request calls the cadence after each throttled request, and only then", async () => {
    const cadenceMs = vi.fn(() => 200).mockReturnValueOnce(100);
    const { delays } = await run({
      outcomes: [fails(internal()), fails(throttle()), fails(throttle()), ANSWER],
      context: { cadenceMs },
    });
    expect(delays()).toEqual([1000, 2100, 4200]);
  });

  test("a throttled request waits for the service's delay if that is longer, and no longer", async () => {
    const outcomes = [
      fails(throttle({ retryAfterSeconds: 60 })),
      fails(throttle({ retryAfterSeconds: 2 })),
      ANSWER,
    ];
    expect((await run({ outcomes })).delays()).toEqual([60_000, 7000]);
  });
});

describe("the service's hint", () => {
  test("the service's hint is waited for after other failures too, without the cadence's delay", async () => {
    const outcomes = [fails(internal({ retryAfterSeconds: 3 })), ANSWER];
    expect((await run({ outcomes, options: { random: () => 0 } })).delays()).toEqual([3000]);
  });

  test("the service's hint as a date is compared with the wall clock", async () => {
    vi.setSystemTime(new Date("2026-11-01T12:00:00Z"));
    const $response = { headers: { "retry-after": "Sun, 01 Nov 2026 12:00:42 GMT" } };
    expect((await run({ outcomes: [fails(internal({ $response })), ANSWER] })).delays()).toEqual([42_000]);
  });
});

describe("a retry", () => {
  const outcomes = [fails(internal()), ANSWER];

  test("a retry that is due before the deadline is made", async () => {
    const { calls, delays } = await run({ outcomes, options: { maxWaitMs: 1001 } });
    expect(delays()).toEqual([1000]);
    expect(calls).toEqual([0, 1000]);
  });

  test.each([1000, 999])(
    "a retry that is not due before the deadline of %d ms is neither made nor emitted",
    async (maxWaitMs) => {
      const { calls, events } = await run({ outcomes, options: { maxWaitMs } });
      expect(events).toEqual([
        call,
        { type: "retry", error: expect.any(Error), throttled: false, delayMs: undefined },
      ]);
      expect(calls).toEqual([0]);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  test("a retry is timed from the start of the wait, not of the call", async () => {
    const context = { elapsedMs: () => 9500 };
    expect((await run({ outcomes, context, options: { maxWaitMs: 10_500 } })).delays()).toEqual([undefined]);
    expect((await run({ outcomes, context, options: { maxWaitMs: 10_501 } })).delays()).toEqual([1000]);
  });
});

describe("an unreachable endpoint", () => {
  const outcomes = [fails(unreachable())];
  const fatal = {
    type: "failed",
    thrown: expect.objectContaining({ code: "ENOTFOUND" }),
    kind: "unreachable",
  };

  test("an unreachable endpoint ends the call after 10 s, even if 3 retries were made before", async () => {
    const { calls, events } = await run({ outcomes, options: { minDelayMs: 1000, random: () => 0 } });
    expect(calls).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000]);
    expect(events.slice(-1)).toEqual([fatal]);
  });

  test("an unreachable endpoint that drops packets ends the call after 10 s and one retry", async () => {
    const quick = await run({ outcomes, takesMs: 5000 });
    expect(quick.calls).toEqual([0, 6000]);
    expect(quick.events.slice(-1)).toEqual([fatal]);
    const slow = await run({ outcomes, takesMs: 11_000 });
    expect(slow.calls).toEqual([0, 12_000]);
    expect(slow.events.slice(-1)).toEqual([fatal]);
  });

  test("an unreachable endpoint is retried 3 times, even if they take longer than 10 s", async () => {
    const { calls, events } = await run({ outcomes, options: { minDelayMs: 6000 } });
    expect(calls).toEqual([0, 6000, 12_000, 18_000]);
    expect(events.at(-1)).toEqual(fatal);
  });

  test.each([
    [2000, [0, 8000]],
    [1999, [0, 7999, 15_998, 23_997]],
  ])("a connection attempt of at least 2 s drops packets: %d ms", async (takesMs, expected) => {
    const { calls } = await run({ outcomes, takesMs, options: { minDelayMs: 6000 } });
    expect(calls).toEqual(expected);
  });

  test("the first connection attempt counts as one, however long it takes", async () => {
    const { calls } = await run({ outcomes: [fails(unreachable(), 10_000), ...outcomes] });
    expect(calls).toEqual([0, 11_000, 13_000, 17_000]);
  });

  test("requests that timed out do not count as attempts to reach the endpoint", async () => {
    const slow = fails(named("RequestTimeout"), 3000);
    const { events } = await run({ outcomes: [...times(4, slow), ...outcomes, ANSWER] });
    expect(events.at(-1)).toEqual(answer);
  });

  test.each([0, 0.3, 0.7, 0.999])(
    "an unreachable endpoint gets its last retry after 10 s, not seconds later (random %f)",
    async (dice) => {
      const { calls } = await run({ outcomes, options: { minDelayMs: 500, random: () => dice } });
      expect(calls.at(-1)).toBeGreaterThanOrEqual(10_000);
      expect(calls.at(-1)).toBeLessThan(10_500);
    },
  );

  test("missing credentials are fatal at once, and transient once the service has responded", async () => {
    const missing = Object.assign(new Error("SSO is down"), { name: "CredentialsProviderError" });
    const first = await run({ outcomes: [fails(missing), ANSWER] });
    expect(first.events.at(-1)).toMatchObject({ type: "failed", kind: "fatal" });
    const later = await run({ outcomes: [fails(missing), ANSWER], context: { answered: () => true } });
    expect(later.calls).toHaveLength(2);
  });

  test("an unreachable endpoint counts its 10 s from the start of the call", async () => {
    const began = performance.now();
    const { calls } = await run({
      outcomes,
      options: { maxWaitMs: 10 * HOUR, minDelayMs: 1000, random: () => 0 },
      context: { elapsedMs: () => HOUR + performance.now() - began },
    });
    expect(calls).toHaveLength(11);
  });

  test("an unreachable endpoint is retried until the deadline once the service has responded in this wait", async () => {
    const { calls, events } = await run({ outcomes, context: { answered: () => true } }, HOUR + 20_000);
    expect(calls.length).toBeGreaterThan(150);
    expect(events.at(-1)).toMatchObject({ type: "retry", delayMs: undefined });
  });

  test.each([
    ["429", throttle()],
    ["5xx", internal()],
  ])(
    "an unreachable endpoint is retried until the deadline after a response of %s in the same call",
    async (_, error) => {
      const { calls } = await run({ outcomes: [fails(error), ...outcomes] });
      expect(calls.length).toBeGreaterThan(150);
    },
  );

  test("an unreachable endpoint is retried until the deadline also if a 5xx comes between the failures", async () => {
    const { calls } = await run({ outcomes: [...outcomes, fails(internal()), ...outcomes] });
    expect(calls.length).toBeGreaterThan(150);
  });

  test("a call succeeds if its endpoint becomes reachable after four failures", async () => {
    const { events } = await run({ outcomes: [...times(4, fails(unreachable())), ANSWER] });
    expect(events.slice(-1)).toEqual([answer]);
  });

  test("a request that timed out is retried, but does not count as a response of the endpoint", async () => {
    const slow = fails(named("RequestTimeout"));
    expect((await run({ outcomes: [slow] })).calls.length).toBeGreaterThan(150);
    const { events } = await run({ outcomes: [slow, ...outcomes] });
    expect(events.slice(-1)).toEqual([fatal]);
  });
});

describe("a fatal failure", () => {
  test.each([
    ["access denied", named("AccessDeniedException")],
    ["a plain Error", new Error("no")],
    ["a TypeError of our own", new TypeError("x is not a function")],
    ["a malformed 200", named("SyntaxError", { $metadata: { httpStatusCode: 200 } })],
    ["an AbortError", named("AbortError")],
    ["a conflict", named("ConflictException")],
    ["a string", "no"],
    ["undefined", undefined],
  ])("a fatal failure ends the call immediately, and is emitted unchanged: %s", async (_, error) => {
    const { events, calls } = await run({ outcomes: [fails(error)] });
    expect(events).toEqual([
      call,
      { type: "failed", thrown: error, kind: expect.stringMatching(/fatal|not-registered|conflict/) },
    ]);
    expect((events[1] as { thrown: unknown }).thrown).toBe(error);
    expect(calls).toEqual([0]);
  });

  test("a fatal failure ends the call after retries too", async () => {
    const error = new TypeError("x is not a function");
    const { events, calls } = await run({ outcomes: [fails(throttle()), fails(internal()), fails(error)] });
    expect(calls).toHaveLength(3);
    expect(events.slice(-2)).toEqual([
      call,
      { type: "failed", thrown: error, kind: expect.stringMatching(/fatal|not-registered/) },
    ]);
    expect((events.at(-1) as { thrown: unknown }).thrown).toBe(error);
  });
});

test("a rejection is retried once if the SDK has corrected its clock with it", async () => {
  const skewed = named("AccessDeniedException", {
    $metadata: { httpStatusCode: 403, clockSkewCorrected: true },
  });
  const { events, calls } = await run({ outcomes: [fails(skewed)] });
  expect(calls).toHaveLength(2);
  expect(events.at(-1)).toMatchObject({ type: "failed", thrown: skewed });
});

test("an account that is not registered ends the call also if the SDK has corrected its clock", async () => {
  const notFound = named("ResourceNotFoundException", { $metadata: { clockSkewCorrected: true } });
  const { calls } = await run({ outcomes: [fails(notFound), ANSWER] });
  expect(calls).toEqual([0]);
});

describe("a non-idempotent request", () => {
  const context = { answered: () => true };

  test.each([
    ["a fault of the service", internal(), "transient"],
    ["a broken connection", named("Error", { code: "ECONNRESET" }), "unreachable"],
  ])(
    "a non-idempotent request is not repeated if it may have been carried out: %s",
    async (_, error, kind) => {
      const { events, calls } = await run({ outcomes: [fails(error)], context, idempotent: false });
      expect(calls).toEqual([0]);
      expect(events.at(-1)).toMatchObject({ type: "failed", kind });
      expect((await run({ outcomes: [fails(error), ANSWER], context })).calls).toHaveLength(2);
    },
  );

  test("a non-idempotent request is repeated if it was certainly not carried out", async () => {
    const outcomes = [fails(throttle()), fails(named("ThrottlingException")), fails(unreachable()), ANSWER];
    const { events } = await run({ outcomes, context, idempotent: false });
    expect(events.at(-1)).toEqual(answer);
  });

  test("a non-idempotent request is not repeated if it exceeds a quota, unlike a poll", async () => {
    const outcomes = [fails(named("LimitExceededException")), ANSWER];
    const { events, calls } = await run({ outcomes, context, idempotent: false });
    expect(calls).toEqual([0]);
    expect(events.at(-1)).toMatchObject({ type: "failed", kind: "throttled" });
    expect((await run({ outcomes, context })).events.at(-1)).toEqual(answer);
  });
});

test("a failure that `patience` covers is retried at its pace, but a lost request never is", async () => {
  const patience = { delayMs: 5000, covers: (_: unknown, elapsedMs: number) => elapsedMs < 12_000 };
  const denied = fails(named("AccessDeniedException"));
  const { calls, events } = await run({ outcomes: [denied], options: { patience } });
  expect(calls).toEqual([0, 5000, 10_000, 15_000]);
  expect(events.at(-1)).toMatchObject({ type: "failed", kind: "fatal" });
  const lost = await run({ outcomes: [fails(internal())], options: { patience }, idempotent: false });
  expect(lost.calls).toEqual([0]);
});

test("an account that is not registered ends the call", async () => {
  const error = named("ResourceNotFoundException");
  const { events } = await run({ outcomes: [fails(error)] });
  expect(events).toEqual([
    call,
    { type: "failed", thrown: error, kind: expect.stringMatching(/fatal|not-registered/) },
  ]);
});

describe("an error in a function of the user's is passed on unchanged, and not retried:", () => {
  const broken = new RangeError("Expected `cadence` to return a positive number of seconds, got NaN");

  test.each([
    ["on the first failure", []],
    ["after retries", [fails(internal()), fails(internal())]],
  ])("a RangeError of the cadence is passed on unchanged, and not retried: %s", async (_, before) => {
    const { events, calls } = await run({
      outcomes: [...before, fails(throttle())],
      context: {
        cadenceMs: () => {
          throw broken;
        },
      },
    });
    expect(events.at(-1)).toEqual({ type: "errored", error: broken });
    expect((events.at(-1) as { error: unknown }).error).toBe(broken);
    expect(calls).toHaveLength(before.length + 1);
  });

  test("a RangeError of random is passed on unchanged, and not retried", async () => {
    const { events, calls } = await run({
      outcomes: [fails(internal())],
      options: { random: () => Number.NaN },
    });
    expect(events).toEqual([
      call,
      { type: "errored", error: new RangeError("Expected `random` to return a number from 0 to 1, got NaN") },
    ]);
    expect(calls).toEqual([0]);
  });

  test.each([new Error("mine"), new TypeError("fetch failed"), new TypeError("mine")])(
    "an error of random is passed on unchanged, and not retried: %s",
    async (error) => {
      const random = () => {
        throw error;
      };
      const { events, calls } = await run({ outcomes: [fails(internal())], options: { random } });
      expect((events.at(-1) as { error: unknown }).error).toBe(error);
      expect(calls).toEqual([0]);
    },
  );
});

describe("unsubscribing", () => {
  test("unsubscribing during the first request cancels it", async () => {
    const { subscription, inFlight, events, calls } = start({ outcomes: [HANGS] });
    expect(inFlight()).toBe(1);
    subscription.unsubscribe();
    expect(inFlight()).toBe(0);
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(events).toEqual([call]);
    expect(calls).toEqual([0]);
  });

  test("unsubscribing during a later request cancels it, and leaves no timer", async () => {
    const { subscription, inFlight, events, calls } = start({ outcomes: [fails(internal()), HANGS] });
    await vi.advanceTimersByTimeAsync(1500);
    expect([calls, inFlight()]).toEqual([[0, 1000], 1]);
    subscription.unsubscribe();
    expect([inFlight(), vi.getTimerCount()]).toEqual([0, 0]);
    const told = events.length;
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(events).toHaveLength(told);
    expect(calls).toHaveLength(2);
  });

  test.each([1, 2])("unsubscribing in pause %d leaves no timer, and sends nothing more", async (pause) => {
    const { subscription, events, calls } = start({ outcomes: [fails(internal())] });
    await vi.advanceTimersByTimeAsync(pause === 1 ? 500 : 2000);
    expect(vi.getTimerCount()).toBe(1);
    subscription.unsubscribe();
    expect(vi.getTimerCount()).toBe(0);
    const told = events.length;
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(events).toHaveLength(told);
    expect(calls).toHaveLength(pause);
  });

  test("unsubscribing when a failure is emitted leaves no timer, and sends nothing more", async () => {
    const calls = vi.fn(() => throwError(() => internal()));
    const read$ = observableOf(retrying(callOf(defer(calls)), CONTEXT, OPTIONS, platformTimers));
    const subscription = read$.subscribe((event) => {
      if (event.type === "retry") subscription.unsubscribe();
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(calls).toHaveBeenCalledTimes(1);
  });

  test("unsubscribing is not needed: a response leaves neither a timer nor a request", async () => {
    const { inFlight } = await run({ outcomes: [fails(throttle()), fails(internal()), ANSWER] });
    expect([inFlight(), vi.getTimerCount()]).toEqual([0, 0]);
  });
});

describe("canceling a call", () => {
  /** Starts a call that counts its requests and their cancellations, without RxJS between the call and its receiver. */
  function startRaw(request: (receiver: Parameters<Call<unknown>>[0], n: number) => void) {
    const seen = { requests: 0, canceled: 0, events: [] as string[] };
    const counted: Call<unknown> = (receiver) => {
      request(receiver, ++seen.requests);
      return () => {
        seen.canceled += 1;
      };
    };
    const cancel = retrying(
      counted,
      CONTEXT,
      OPTIONS,
      platformTimers,
    )({ next: ({ type }) => seen.events.push(type), error: () => seen.events.push("error") });
    return { seen, cancel };
  }

  test("canceling a call between a failure and its event reports nothing more", async () => {
    const { seen, cancel } = startRaw(({ error }) => error(internal()));
    cancel();
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(seen).toMatchObject({ requests: 1, events: ["request"] });
    expect(vi.getTimerCount()).toBe(0);
  });

  test("canceling a call at the end of a pause sends nothing more", async () => {
    const { seen, cancel } = startRaw(({ error }) => error(internal()));
    await vi.advanceTimersByTimeAsync(999);
    vi.advanceTimersByTime(1);
    cancel();
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(seen).toMatchObject({ requests: 1, events: ["request", "retry"] });
  });

  test("a source that cancels the call while it is called has its own request canceled", async () => {
    const { seen, cancel } = startRaw(({ error }, n) => (n === 1 ? error(internal()) : cancel()));
    await vi.advanceTimersByTimeAsync(1000);
    const { requests, canceled } = seen;
    expect({ requests, canceled }).toEqual({ requests: 2, canceled: 1 });
  });
});

test("an error of the receiver is passed on, and is not a failed request", async () => {
  const broken = new Error("broken");
  const errors: unknown[] = [];
  const failing$ = throwError(() => internal());
  const types: string[] = [];
  retrying(
    callOf(failing$),
    CONTEXT,
    OPTIONS,
    platformTimers,
  )({
    next: ({ type }) => {
      types.push(type);
      if (types.length === 3) throw broken;
    },
    error: (error) => errors.push(error),
  });
  await vi.advanceTimersByTimeAsync(HOUR);
  expect(errors).toEqual([broken]);
  expect(types).toEqual(["request", "retry", "request"]);
});

test("one call holds one timer at a time, and one request", async () => {
  const { inFlight, calls } = start({ outcomes: [fails(internal())], takesMs: 10 });
  for (let step = 0; step < 200; step++) {
    expect(vi.getTimerCount()).toBe(1);
    expect(inFlight()).toBeLessThanOrEqual(1);
    await vi.advanceTimersByTimeAsync(777);
  }
  expect(calls.length).toBeGreaterThan(8);
});

test("a failure has an Error, also if the thrown value only looks like one", async () => {
  const thrown = { name: "ThrottlingException", message: "slow down" };
  const { events } = await run({ outcomes: [fails(thrown), ANSWER] });
  const [, failed] = events as [unknown, { readonly error: Error }];
  expect(failed.error).toBeInstanceOf(Error);
  expect(failed.error).toMatchObject({ ...thrown, cause: thrown });
});
