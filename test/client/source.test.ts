import { firstValueFrom } from "rxjs";
import { afterEach, beforeEach, describe, expect, type Mock, test, vi } from "vitest";
import { readStatus, register } from "../../src/client/source.js";
import { parseFailure } from "../../src/failures/failure.js";
import type { RegistrationClient, StatusSource } from "../../src/options/source.js";
import { parseRegistration } from "../../src/registration/snapshot.js";
import type { Call } from "../../src/rx/abort.js";
import { wire } from "../registration/examples.js";
import { observableOf } from "../support/calls.js";
import { withFreshModules } from "../support/fresh-modules.js";

const SECONDS_30 = 30_000;

/** The copy of the official package that the source has loaded: tests with fresh modules load another. */
const official = () => import("@aws-sdk/client-iotfleetwise");

interface Options {
  readonly abortSignal: AbortSignal;
}

/** Returns a source whose latest call the test resolves or rejects. */
function deferred() {
  const calls: AbortSignal[] = [];
  let answer: (value: unknown) => void = () => {};
  let refuse: (error: unknown) => void = () => {};
  const source = ({ abortSignal }: Options) => {
    calls.push(abortSignal);
    return new Promise<unknown>((resolve, reject) => {
      answer = resolve;
      refuse = reject;
    });
  };
  return {
    source,
    calls,
    answer: (value: unknown) => answer(value),
    refuse: (error: unknown) => refuse(error),
  };
}

function watch(read: Call<unknown>) {
  const seen: unknown[] = [];
  const subscription = observableOf(read).subscribe({
    next: (value) => seen.push(value),
    error: (error) => seen.push({ error }),
  });
  return { seen, subscription };
}

/** Lets every promise and Node's check for unhandled rejections run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a source", () => {
  test("a source may be a function: it is called with a signal", async () => {
    const source = vi.fn(async (_options: Options) => wire());
    expect(await firstValueFrom(observableOf(readStatus(source, SECONDS_30)))).toStrictEqual(
      parseRegistration(wire()),
    );
    expect(source.mock.calls).toEqual([[{ abortSignal: expect.any(AbortSignal) }]]);
  });

  test("a source may be an object with getRegisterAccountStatus: called as a method, with {} and a signal", async () => {
    class Aggregated {
      readonly calls: unknown[] = [];
      async getRegisterAccountStatus(...args: unknown[]) {
        this.calls.push(args);
        return wire();
      }
    }
    const client = new Aggregated();
    expect(await firstValueFrom(observableOf(readStatus(client, SECONDS_30)))).toStrictEqual(
      parseRegistration(wire()),
    );
    expect(client.calls).toEqual([[{}, { abortSignal: expect.any(AbortSignal) }]]);
  });

  test("a source may be a bare client: its send gets the official command and a signal", async () => {
    class Bare {
      readonly calls: unknown[][] = [];
      async send(...args: unknown[]) {
        this.calls.push(args);
        return wire();
      }
    }
    const client = new Bare();
    expect(await firstValueFrom(observableOf(readStatus(client, SECONDS_30)))).toStrictEqual(
      parseRegistration(wire()),
    );
    expect(client.calls).toEqual([
      [
        expect.any((await official()).GetRegisterAccountStatusCommand),
        { abortSignal: expect.any(AbortSignal) },
      ],
    ]);
    expect(client.calls[0]?.[0]).toHaveProperty("input", {});
  });

  test("a source with both methods is called by getRegisterAccountStatus", async () => {
    const client = { send: vi.fn(), getRegisterAccountStatus: vi.fn(async () => wire()) };
    await firstValueFrom(observableOf(readStatus(client, SECONDS_30)));
    expect(client.getRegisterAccountStatus).toHaveBeenCalledTimes(1);
    expect(client.send).not.toHaveBeenCalled();
  });

  test("a source whose getRegisterAccountStatus is not a function is called by send", async () => {
    const client = { send: vi.fn(async () => wire()), getRegisterAccountStatus: undefined };
    await firstValueFrom(observableOf(readStatus(client as StatusSource, SECONDS_30)));
    expect(client.send).toHaveBeenCalledTimes(1);
  });

  test("a source may return any thenable", async () => {
    // biome-ignore lint/suspicious/noThenProperty: that is what is tested
    const source = () => ({ then: (resolve: (value: unknown) => void) => resolve(wire()) });
    expect(
      await firstValueFrom(observableOf(readStatus(source as unknown as StatusSource, SECONDS_30))),
    ).toStrictEqual(parseRegistration(wire()));
  });
});

describe("RegisterAccount", () => {
  const input = { iamResources: { rolePrefix: "x" } } as object;
  const signal = { abortSignal: expect.any(AbortSignal) };
  const output = { registerAccountStatus: "REGISTRATION_PENDING", iamResources: { roleArn: "arn" } };
  const registered = (client: object) =>
    firstValueFrom(observableOf(register(client as RegistrationClient, input, SECONDS_30)));

  test("RegisterAccount is sent by a client's method, with the input and a signal", async () => {
    const client = { registerAccount: vi.fn(async () => output) };
    expect(await registered(client)).toMatchObject({ registerAccountStatus: "REGISTRATION_PENDING" });
    expect(client.registerAccount.mock.calls).toEqual([[input, signal]]);
  });

  test("RegisterAccount is sent by a bare client, as the official command", async () => {
    const client = { send: vi.fn(async (..._args: unknown[]) => output) };
    await registered(client);
    expect(client.send.mock.calls).toEqual([[expect.any((await official()).RegisterAccountCommand), signal]]);
    expect(client.send.mock.calls[0]?.[0]).toHaveProperty("input", input);
  });

  test("RegisterAccount has the time limit of a request", async () => {
    vi.useFakeTimers();
    const client = { registerAccount: () => new Promise(() => {}) } as object as RegistrationClient;
    const { seen } = watch(register(client, input, 1000));
    vi.advanceTimersByTime(1000);
    vi.useRealTimers();
    expect(seen).toEqual([{ error: expect.objectContaining({ name: "RequestTimeout" }) }]);
  });
});

test.each([
  [
    '{"accountStatus":',
    { name: "IncompleteAnswerError", message: "The response broke off after 17 characters" },
  ],
  ["<html>not cut</html>", { name: "MalformedAnswerError" }],
])("a response that is the text %s has an error with the cause", async (text, error) => {
  const read = readStatus(async () => text, SECONDS_30);
  await expect(firstValueFrom(observableOf(read))).rejects.toMatchObject(error);
});

describe("a bare client of another version than its package", () => {
  const rejecting = (error: Error) =>
    firstValueFrom(observableOf(readStatus({ send: () => Promise.reject(error) }, SECONDS_30)));

  test("a bare client that cannot serialize the command rejects with the advice to install both", async () => {
    const cause = new Error("serializerMiddleware is not found when adding a middleware");
    await expect(rejecting(cause)).rejects.toMatchObject({
      name: "OfficialPackageError",
      message: expect.stringContaining(
        "is of another version than the client. Install the same version of both",
      ),
      cause,
    });
  });

  test("a bare client's other errors are reported unchanged", async () => {
    const error = new Error("Error: serializerMiddleware is not found in a log");
    await expect(rejecting(error)).rejects.toBe(error);
  });
});

describe("with another package in place of the official one", () => {
  const read = (other: () => object, send: Mock) =>
    withFreshModules({ "@aws-sdk/client-iotfleetwise": other }, () =>
      firstValueFrom(observableOf(readStatus({ send }, SECONDS_30))),
    );

  test("a command without a middleware stack, as of a mocked package, is sent as it is", async () => {
    class Mocked {}
    const send = vi.fn(async (..._args: unknown[]) => wire());
    await read(() => ({ GetRegisterAccountStatusCommand: Mocked }), send);
    expect(send.mock.calls[0]?.[0]).toBeInstanceOf(Mocked);
  });

  test("a bare client rejects without the official package, and names it and the alternatives", async () => {
    const send = vi.fn();
    const missing = () => {
      throw new Error("Cannot find package");
    };
    await expect(read(missing, send)).rejects.toMatchObject({
      name: "OfficialPackageError",
      message: expect.stringMatching(
        /needs the commands of @aws-sdk\/client-iotfleetwise.* could not be loaded\. Install it .*`IoTFleetWise`, or `createFleetWiseClient\(\)`\.$/,
      ),
      cause: expect.any(Error),
    });
    expect(send).not.toHaveBeenCalled();
  });
});

describe("a poll", () => {
  test("a poll reports the error of the source, also if it means not found", async () => {
    const error = Object.assign(new Error("unknown account"), { name: "ResourceNotFoundException" });
    const { seen } = watch(readStatus(() => Promise.reject(error), SECONDS_30));
    await settle();
    expect(seen).toStrictEqual([{ error }]);
  });

  test("a poll that is canceled while the official package is loading sends nothing", async () => {
    const send = vi.fn(async () => wire());
    watch(readStatus({ send }, SECONDS_30)).subscription.unsubscribe();
    await import("@aws-sdk/client-iotfleetwise");
    await settle();
    expect(send).not.toHaveBeenCalled();
  });

  test("a poll is cold: each start calls the source once, with a signal of its own", () => {
    const { source, calls } = deferred();
    const read$ = readStatus(source, SECONDS_30);
    expect(calls).toHaveLength(0);
    const subscriptions = [watch(read$).subscription, watch(read$).subscription];
    expect(calls).toHaveLength(2);
    expect(calls[0]).not.toBe(calls[1]);
    for (const subscription of subscriptions) subscription.unsubscribe();
  });

  test("a poll reports the response, parsed", async () => {
    const { source, answer } = deferred();
    const { seen } = watch(readStatus(source, SECONDS_30));
    answer({ ...wire(), $metadata: {} });
    await settle();
    expect(seen).toStrictEqual([parseRegistration(wire())]);
  });

  test("a poll reports a rejection unchanged", async () => {
    const { source, refuse } = deferred();
    const { seen } = watch(readStatus(source, SECONDS_30));
    const error = Object.freeze(new Error("no"));
    refuse(error);
    await settle();
    expect(seen).toEqual([{ error }]);
    expect((seen[0] as { error: unknown }).error).toBe(error);
  });

  test("a poll reports a TypeError for a malformed response", async () => {
    const { seen } = watch(readStatus(async () => ({}), SECONDS_30));
    await settle();
    expect(seen).toEqual([{ error: expect.any(TypeError) }]);
  });

  test.each(["function", "getRegisterAccountStatus", "send"])(
    "a poll treats an error that a source throws as its rejection (%s)",
    async (kind) => {
      const error = new Error("thrown");
      const source = () => {
        throw error;
      };
      const client = kind === "function" ? source : { [kind]: source };
      await expect(firstValueFrom(observableOf(readStatus(client as StatusSource, SECONDS_30)))).rejects.toBe(
        error,
      );
    },
  );
});

describe("with fake timers", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("requestTimeout ends the poll, not earlier, aborts the request and leaves no timer", () => {
    const { source, calls } = deferred();
    const { seen } = watch(readStatus(source, 2500));
    vi.advanceTimersByTime(2499);
    expect(seen).toEqual([]);
    expect(calls[0]?.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(seen).toEqual([
      {
        error: expect.objectContaining({
          message: "There was no response within `requestTimeout` (2.5 s, credentials included)",
        }),
      },
    ]);
    expect(calls[0]?.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a requestTimeout is retried, but is not a response of the service", () => {
    const { seen } = watch(readStatus(deferred().source, 1));
    vi.advanceTimersByTime(1);
    const { error } = seen[0] as { error: Error };
    expect(error.name).toBe("RequestTimeout");
    expect(parseFailure(error, 0)).toMatchObject({ kind: "transient", answered: false, sent: true });
  });

  test("a response in time leaves no timer, and its request is never aborted", async () => {
    const { source, calls, answer } = deferred();
    const { seen, subscription } = watch(readStatus(source, SECONDS_30));
    expect(vi.getTimerCount()).toBe(1);
    answer(wire());
    await vi.advanceTimersByTimeAsync(0);
    expect(seen).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
    subscription.unsubscribe();
    await vi.advanceTimersByTimeAsync(SECONDS_30);
    expect(calls[0]?.aborted).toBe(false);
  });

  test.each([
    ["a rejection", (call: ReturnType<typeof deferred>) => call.refuse(new Error("no"))],
    ["a malformed answer", (call: ReturnType<typeof deferred>) => call.answer({})],
  ])("%s leaves no timer, and its request is never aborted", async (_, end) => {
    const call = deferred();
    const { seen } = watch(readStatus(call.source, SECONDS_30));
    end(call);
    await vi.advanceTimersByTimeAsync(0);
    expect(seen).toEqual([{ error: expect.any(Error) }]);
    expect(vi.getTimerCount()).toBe(0);
    expect(call.calls[0]?.aborted).toBe(false);
  });

  test("canceling aborts the request and leaves no timer", () => {
    const { source, calls } = deferred();
    const { seen, subscription } = watch(readStatus(source, SECONDS_30));
    expect(calls[0]?.aborted).toBe(false);
    subscription.unsubscribe();
    expect(calls[0]?.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    expect(seen).toEqual([]);
  });
});

describe("a source that ignores its signal", () => {
  const unhandled = vi.fn();
  beforeEach(() => {
    unhandled.mockClear();
    process.on("unhandledRejection", unhandled);
  });
  afterEach(() => {
    process.off("unhandledRejection", unhandled);
  });

  test.each([
    ["answer", (call: ReturnType<typeof deferred>) => call.answer(wire())],
    ["malformed answer", (call: ReturnType<typeof deferred>) => call.answer({})],
    ["rejection", (call: ReturnType<typeof deferred>) => call.refuse(new Error("late"))],
  ])("the late %s of a source that ignores its signal is dropped without a rejection", async (_, end) => {
    const call = deferred();
    const { seen, subscription } = watch(readStatus(call.source, SECONDS_30));
    subscription.unsubscribe();
    end(call);
    await settle();
    await settle();
    expect(seen).toEqual([]);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test("a source that ignores its signal has a result after requestTimeout dropped", async () => {
    vi.useFakeTimers();
    const call = deferred();
    const { seen } = watch(readStatus(call.source, 1000));
    vi.advanceTimersByTime(1000);
    vi.useRealTimers();
    expect(seen).toHaveLength(1);
    call.refuse(new Error("late"));
    await settle();
    await settle();
    expect(seen).toHaveLength(1);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
