import { firstValueFrom, lastValueFrom, take, toArray } from "rxjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  AccountNotRegisteredError,
  getRegistration,
  isRegistrationError,
  type RegistrationEvent,
  RegistrationFailedError,
  RegistrationTimeoutError,
  type RegistrationWaiterOptions,
  ServiceCallError,
  waitUntilRegistered,
  watchRegistration,
  watchRegistrationEvents,
} from "../src/index.js";
import { answer, serviceError, snapshot } from "./support/answers.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A source that plays a script: an answer, or an error to throw; the last one repeats. */
function source(...script: readonly (Record<string, unknown> | Error)[]) {
  const calls: number[] = [];
  const client = async () => {
    const next = script[Math.min(calls.length, script.length - 1)];
    calls.push(performance.now());
    if (next instanceof Error) throw next;
    return next;
  };
  return { client, calls };
}

/** How a promise ends, in virtual time. */
async function endOf<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  await vi.runAllTimersAsync();
  return promise;
}

const failureOf = async (promise: Promise<unknown>): Promise<unknown> =>
  endOf(promise).then(
    () => expect.unreachable("it resolved"),
    (error) => error,
  );

describe("waitUntilRegistered", () => {
  test("resolves to the answer that says REGISTRATION_SUCCESS", async () => {
    const { client, calls } = source(answer("PP"), answer("PS"), answer("SS"));
    await expect(endOf(waitUntilRegistered({ client }))).resolves.toEqual(snapshot("SS"));
    expect(calls).toHaveLength(3);
  });

  test("rejects on REGISTRATION_FAILURE with every Timestream and IAM message", async () => {
    const { client } = source(
      answer("PPP"),
      answer("FFF", { iamMessage: "no role", timestreamMessage: "no table" }),
    );
    const error = await failureOf(waitUntilRegistered({ client }));
    expect(error).toBeInstanceOf(RegistrationFailedError);
    expect(error).toMatchObject({
      name: "RegistrationFailedError",
      code: "REGISTRATION_FAILED",
      message: expect.stringContaining(
        "AWS IoT FleetWise registration of account 123456789012 failed: IAM: no role; Timestream: no table. ",
      ),
      attempts: 2,
      lastSnapshot: { accountStatus: "REGISTRATION_FAILURE" },
    });
  });

  test("rejects at the deadline with what was last seen, under the name that AWS's waiters use", async () => {
    const { client } = source(answer("PSX"));
    const error = await failureOf(waitUntilRegistered({ client, maxWaitTime: 60 }));
    expect(error).toBeInstanceOf(RegistrationTimeoutError);
    expect(error).toMatchObject({ name: "TimeoutError", code: "REGISTRATION_TIMEOUT", elapsedMs: 60_000 });
    expect(String(error)).toMatch(
      /account 123456789012 did not finish within 60 s \(\d+ requests\)\. Last seen: IAM REGISTRATION_SUCCESS, Timestream REGISTRATION_X, account REGISTRATION_PENDING\./,
    );
  });

  test("throttling is retried until the deadline, which then names it and keeps it as its cause", async () => {
    const throttle = serviceError("ThrottlingException");
    const { client } = source(answer("P"), throttle);
    const error = await failureOf(waitUntilRegistered({ client }));
    expect(error).toMatchObject({ code: "REGISTRATION_TIMEOUT", cause: throttle, elapsedMs: 900_000 });
    expect(String(error)).toContain("ThrottlingException happened");
  });

  test("a plain Error and a TypeError of our own are fatal at once", async () => {
    for (const cause of [new Error("boom"), new TypeError("undefined is not a function")]) {
      const { client, calls } = source(cause);
      const error = await failureOf(waitUntilRegistered({ client }));
      expect(error).toBeInstanceOf(ServiceCallError);
      expect(error).toMatchObject({
        code: "SERVICE_CALL_FAILED",
        operation: "GetRegisterAccountStatus",
        cause,
      });
      expect(calls).toHaveLength(1);
    }
  });

  test("a service that cannot be reached is told apart from one that refuses", async () => {
    const unreachable = source(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }));
    const denied = source(serviceError("AccessDeniedException"));
    for (const [{ client }, expected] of [
      [unreachable, "unreachable"],
      [denied, "fatal"],
    ] as const)
      expect(await failureOf(waitUntilRegistered({ client }))).toMatchObject({
        code: "SERVICE_CALL_FAILED",
        kind: expected,
      });
  });

  test("access denied says which action to allow, and who else sees it", async () => {
    const { client } = source(serviceError("AccessDeniedException"));
    const { message } = (await failureOf(waitUntilRegistered({ client }))) as Error;
    expect(message).toContain("AccessDeniedException happened");
    expect(message).toContain("iotfleetwise:GetRegisterAccountStatus");
    expect(message).toContain("closed to new customers");
  });

  test("an answer that is none is an error, never pending", async () => {
    const { client, calls } = source({});
    expect(await failureOf(waitUntilRegistered({ client }))).toMatchObject({ code: "SERVICE_CALL_FAILED" });
    expect(calls).toHaveLength(1);
  });

  test("not found beyond the grace tells to register, and keeps the service's own error", async () => {
    const notFound = serviceError("ResourceNotFoundException");
    const { client } = source(notFound);
    const error = await failureOf(waitUntilRegistered({ client }));
    expect(error).toBeInstanceOf(AccountNotRegisteredError);
    expect(error).toMatchObject({
      code: "NOT_REGISTERED",
      cause: notFound,
      elapsedMs: 30_000,
      lastSnapshot: undefined,
    });
  });

  test("a `random` that throws, whatever it throws, ends the wait, and never as a success", async () => {
    for (const thrown of [undefined, null, new Error("no dice")]) {
      const random = () => {
        throw thrown;
      };
      const end = await waitUntilRegistered({
        client: async () => answer("P"),
        cadence: () => 5,
        random,
      }).catch((error) => error);
      expect(end).toBeInstanceOf(Error);
    }
  });

  test("a client that ignores its signal is raced, and what it does later is dropped", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    let reject: (error: Error) => void = () => undefined;
    const client = () => new Promise<never>((_, no) => (reject = no));
    const error = await failureOf(waitUntilRegistered({ client, maxWaitTime: 5 }));
    expect(error).toMatchObject({ code: "STATUS_UNREADABLE", attempts: 1 });
    reject(new Error("too late"));
    vi.useRealTimers();
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).not.toHaveBeenCalled();
    process.off("unhandledRejection", unhandled);
  });

  test("a hung read is aborted after requestTimeout and tried again", async () => {
    const signals: AbortSignal[] = [];
    const client = ({ abortSignal }: { abortSignal: AbortSignal }) => {
      signals.push(abortSignal);
      return signals.length === 1 ? new Promise(() => undefined) : Promise.resolve(answer("S"));
    };
    const events = await endOf(
      lastValueFrom(watchRegistrationEvents({ client, requestTimeout: 7, random: () => 0 }).pipe(toArray())),
    );
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(events.map(({ type, elapsedMs }) => [type, elapsedMs])).toEqual([
      ["retry", 7000],
      ["poll", 8000],
      ["transition", 8000],
    ]);
  });

  test("wrong options reject, and never throw in the call", async () => {
    const client = async () => answer("S");
    const wrong = [
      [
        { client, maxDelay: Number.NaN },
        RangeError,
        "Expected `maxDelay` to be a positive number of seconds, got NaN",
      ],
      [
        { client, minDelay: "1" },
        TypeError,
        'Expected `minDelay` to be a positive number of seconds, got "1"',
      ],
      [{ client: {} }, TypeError, "Expected `client` to be"],
      [undefined, TypeError, "Expected `config` to be"],
    ] as const;
    for (const [config, errorClass, message] of wrong) {
      const promise = waitUntilRegistered(config as unknown as RegistrationWaiterOptions);
      await expect(promise).rejects.toThrow(errorClass);
      await expect(promise).rejects.toThrow(message);
      expect(isRegistrationError(await promise.catch((error) => error))).toBe(false);
    }
  });

  test("an abort rejects with the signal's reason in every phase, and leaves no timer", async () => {
    const hang = () => new Promise<never>(() => undefined);
    const phases: Record<string, { readonly config: RegistrationWaiterOptions; readonly afterMs: number }> = {
      "in a read": { config: { client: hang }, afterMs: 100 },
      "in a retry's pause": {
        config: { client: source(serviceError("ThrottlingException")).client },
        afterMs: 500,
      },
      "between two reads": { config: { client: source(answer("P")).client }, afterMs: 500 },
    };
    for (const [phase, { config, afterMs }] of Object.entries(phases)) {
      const controller = new AbortController();
      const promise = waitUntilRegistered({ ...config, abortSignal: controller.signal });
      promise.catch(() => undefined);
      await vi.advanceTimersByTimeAsync(afterMs);
      controller.abort(phase);
      expect(vi.getTimerCount(), phase).toBe(0);
      await expect(promise).rejects.toBe(phase);
    }
  });

  test("an abort before the call makes no read", async () => {
    const { client, calls } = source(answer("S"));
    await expect(waitUntilRegistered({ client, abortSignal: AbortSignal.abort("early") })).rejects.toBe(
      "early",
    );
    expect(calls).toHaveLength(0);
  });

  test("a wall clock that jumps changes no delay and no deadline", async () => {
    const { client, calls } = source(answer("P"));
    const promise = failureOf(waitUntilRegistered({ client, maxWaitTime: 30, minDelay: 10, maxDelay: 10 }));
    await vi.advanceTimersByTimeAsync(5000);
    vi.setSystemTime(new Date("2035-01-01"));
    expect(await promise).toMatchObject({ elapsedMs: 30_000 });
    expect(calls).toEqual([0, 10_000, 20_000, 29_000].map((ms) => ms + (calls[0] ?? 0)));
  });

  test("waits forever where maxWaitTime is Infinity", async () => {
    const month = 30 * 24 * 3600;
    const began = performance.now();
    const client = async () => answer(performance.now() - began > month * 1000 ? "S" : "P");
    const promise = waitUntilRegistered({
      client,
      maxWaitTime: Number.POSITIVE_INFINITY,
      minDelay: month / 2,
      maxDelay: month / 2,
    });
    await expect(endOf(promise)).resolves.toMatchObject({ accountStatus: "REGISTRATION_SUCCESS" });
  });
});

describe("watchRegistration", () => {
  test("emits the transitions and completes", async () => {
    const { client } = source(answer("PP"), answer("PS"), answer("SS"));
    const transitions = await endOf(lastValueFrom(watchRegistration({ client }).pipe(toArray())));
    expect(transitions.map(({ resource, from, to }) => [resource, from, to])).toEqual([
      ["iam", undefined, "REGISTRATION_PENDING"],
      ["account", undefined, "REGISTRATION_PENDING"],
      ["iam", "REGISTRATION_PENDING", "REGISTRATION_SUCCESS"],
      ["account", "REGISTRATION_PENDING", "REGISTRATION_SUCCESS"],
    ]);
  });

  test("is cold: every subscription reads for itself, and none reads before", async () => {
    const { client, calls } = source(answer("S"));
    const transitions$ = watchRegistration({ client });
    expect(calls).toHaveLength(0);
    await endOf(Promise.all([lastValueFrom(transitions$), lastValueFrom(transitions$)]));
    expect(calls).toHaveLength(2);
  });

  test("unsubscribing leaves no timer and makes no further read", async () => {
    const { client, calls } = source(answer("P"));
    await endOf(firstValueFrom(watchRegistration({ client })));
    expect(vi.getTimerCount()).toBe(0);
    expect(calls).toHaveLength(1);
  });

  test("a handler that throws is reported by RxJS and changes nothing for the others", async () => {
    const reported: unknown[] = [];
    const { config } = await import("rxjs");
    config.onUnhandledError = (error) => reported.push(error);
    const { client } = source(answer("P"), answer("S"));
    watchRegistration({ client }).subscribe(() => {
      throw new Error("in the handler");
    });
    await expect(endOf(waitUntilRegistered({ client }))).resolves.toMatchObject({
      accountStatus: "REGISTRATION_SUCCESS",
    });
    expect(reported.map(String)).toContain("Error: in the handler");
    config.onUnhandledError = null;
  });
});

describe("watchRegistrationEvents", () => {
  test("retries are told with their error, their attempt and their delay", async () => {
    const throttle = serviceError("ThrottlingException", { retryAfterSeconds: 7 });
    const { client } = source(answer("P"), throttle, answer("S"));
    const events = await endOf(lastValueFrom(watchRegistrationEvents({ client }).pipe(toArray())));
    const retry = events.find(
      (event): event is RegistrationEvent & { type: "retry" } => event.type === "retry",
    );
    expect(retry).toMatchObject({ error: throttle, throttled: true, attempt: 2, nextDelayMs: 7000 });
  });

  test("a read's count of failures starts afresh after every answer", async () => {
    const error = serviceError("InternalServerException", { $metadata: { httpStatusCode: 500 } });
    const { client } = source(answer("P"), error, error, error, answer("P"), error, answer("S"));
    const events$ = watchRegistrationEvents({ client, random: () => 1, minDelay: 0.1 });
    const events = await endOf(lastValueFrom(events$.pipe(toArray())));
    const delays = events.flatMap((event) => (event.type === "retry" ? [event.nextDelayMs] : []));
    expect(delays).toEqual([1000, 2000, 4000, 1000]);
  });

  test("however many reads it makes, a wait holds one timer", async () => {
    const { client } = source(answer("P"));
    let events = 0;
    const wait = watchRegistrationEvents({
      client,
      maxWaitTime: Number.POSITIVE_INFINITY,
      minDelay: 1,
      maxDelay: 1,
    })
      .pipe(take(5000))
      .subscribe(() => events++);
    await vi.advanceTimersByTimeAsync(4_000_000);
    expect(events).toBeGreaterThan(3000);
    expect(vi.getTimerCount()).toBe(1);
    wait.unsubscribe();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("getRegistration", () => {
  test("gives one answer, whatever its state", async () => {
    for (const states of ["P", "S", "FF", "X"]) {
      const { client, calls } = source(answer(states));
      await expect(endOf(getRegistration({ client }))).resolves.toEqual(snapshot(states));
      expect(calls).toHaveLength(1);
      expect(vi.getTimerCount()).toBe(0);
    }
  });

  test("retries failed reads for at most maxWaitTime, 30 s by default", async () => {
    const { client } = source(serviceError("ThrottlingException"), answer("P"));
    await expect(endOf(getRegistration({ client }))).resolves.toEqual(snapshot("P"));
    const { client: throttled } = source(serviceError("ThrottlingException"));
    expect(await failureOf(getRegistration({ client: throttled }))).toMatchObject({
      code: "STATUS_UNREADABLE",
      elapsedMs: 30_000,
    });
    expect(await failureOf(getRegistration({ client: throttled, maxWaitTime: 5 }))).toMatchObject({
      elapsedMs: 5000,
    });
  });

  test("not found rejects at once", async () => {
    const { client, calls } = source(serviceError("ResourceNotFoundException"));
    expect(await failureOf(getRegistration({ client }))).toMatchObject({ code: "NOT_REGISTERED" });
    expect(calls).toHaveLength(1);
  });

  test("wrong options reject", async () => {
    await expect(getRegistration(undefined as never)).rejects.toThrow(
      "Expected `config` to be an object with a `client`",
    );
    await expect(getRegistration({ client: source(answer("P")).client, maxWaitTime: -1 })).rejects.toThrow(
      "`maxWaitTime`",
    );
  });
});
