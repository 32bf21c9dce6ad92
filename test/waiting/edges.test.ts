// Edge cases of a wait, as its user observes them: in virtual time, with scripted responses.
import { types } from "node:util";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type CadenceContext,
  type EnsureEvent,
  type EnsureOptions,
  parseRegistration,
  type RegistrationError,
  type RegistrationWaiterOptions,
  registrationState,
  watchEnsureEvents,
  watchRegistrationEvents,
} from "../../src/index.js";
import { answer, serviceError } from "../support/answers.js";

const NOW = new Date("2026-01-02T00:00:00Z");
/** Returns the service's time, in epoch seconds, this many seconds before the start of the wait. */
const ago = (seconds: number) => NOW.getTime() / 1000 - seconds;
const dated = (states: string, seconds: number) => answer(states, { at: new Date(1000 * ago(seconds)) });

const NOT_FOUND = serviceError("ResourceNotFoundException");
const THROTTLED = serviceError("ThrottlingException");

type Reply = Record<string, unknown> | Error;
type Options = Partial<Omit<RegistrationWaiterOptions, "client">>;

/** Returns a client that plays the replies; the last one repeats. */
function playing(replies: readonly Reply[]): () => Promise<unknown> {
  let given = 0;
  return async () => {
    const reply = replies[Math.min(given++, replies.length - 1)];
    if (types.isNativeError(reply)) throw reply;
    return reply;
  };
}

/**
 * Runs a wait whose cadence always returns the same seconds. Returns its events, its error, and the contexts that the cadence
 * received.
 */
async function outcome(
  tells: (cadence: Options["cadence"]) => ReturnType<typeof watchEnsureEvents>,
  seconds: number,
) {
  vi.setSystemTime(NOW);
  const asked: CadenceContext[] = [];
  const events: EnsureEvent[] = [];
  let error: RegistrationError | undefined;
  tells((context) => {
    asked.push(context);
    return seconds;
  }).subscribe({ next: (event) => events.push(event), error: (end) => (error = end) });
  await vi.runAllTimersAsync();
  return { events, asked, error };
}

/** Runs a wait that polls at a fixed interval. */
function waiting(replies: readonly Reply[], seconds: number, options: Options = {}) {
  const client = playing(replies);
  return outcome(
    (cadence) => watchRegistrationEvents({ client, cadence, random: () => 0.5, ...options }),
    seconds,
  );
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

test("a wait ends if a response is of another account, because the credentials were replaced", async () => {
  const other = { ...answer("S"), customerAccountId: "222222222222" };
  const { error, events } = await waiting([answer("P"), other], 1);
  expect(error).toMatchObject({ code: "SERVICE_CALL_FAILED", kind: "fatal", attempts: 2 });
  expect(error?.cause).toMatchObject({ name: "AccountChangedError" });
  expect(error?.reason).toMatch(/now belong to the account 222222222222, and belonged to \d{12} before/);
  expect(events.flatMap((event) => (event.type === "transition" ? [event.to] : []))).not.toContain(
    "REGISTRATION_SUCCESS",
  );
});

describe("the age of a registration", () => {
  /** Returns the age that the cadence receives with a pending response, 4 s after the start of the wait. */
  async function age(members: Record<string, unknown>): Promise<number | undefined> {
    const pending = { ...answer("P"), creationTime: undefined, lastModificationTime: undefined, ...members };
    const { asked } = await waiting([NOT_FOUND, pending, answer("S")], 4);
    return asked[1]?.ageMs;
  }

  test("a registration's age counts from the later of the response's two times, or from the only one", async () => {
    expect(await age({ creationTime: ago(60), lastModificationTime: ago(50) })).toBe(54_000);
    expect(await age({ creationTime: ago(50), lastModificationTime: ago(60) })).toBe(54_000);
    expect(await age({ creationTime: ago(50) })).toBe(54_000);
    expect(await age({ lastModificationTime: ago(50) })).toBe(54_000);
  });

  test("a registration's age counts from at most 15 minutes before the response, else from the wait", async () => {
    expect(await age({ creationTime: ago(-4) })).toBe(0);
    expect(await age({ creationTime: ago(-4.001) })).toBe(4000);
    expect(await age({ creationTime: ago(896) })).toBe(900_000);
    expect(await age({ creationTime: ago(896.001) })).toBe(4000);
    expect(await age({})).toBe(4000);
  });

  test("the age of a registration is that of the first pending response", async () => {
    const { asked } = await waiting([dated("P", 7), dated("P", 1), dated("S", 0)], 2);
    expect(asked.map(({ ageMs }) => ageMs)).toEqual([7000, 9000]);
  });

  test("the age of a registration does not come from a result older than `since`", async () => {
    const { asked } = await waiting([dated("F", 10), dated("P", 0), dated("S", 0)], 2, { since: NOW });
    expect(asked.map(({ ageMs }) => ageMs)).toEqual([0, 2000]);
  });

  test("a registration's age restarts with RegisterAccount, even if its times do not fit the local clock", async () => {
    const read = playing([
      NOT_FOUND,
      dated("F", 0),
      dated("F", 0),
      NOT_FOUND,
      dated("P", -3600),
      dated("S", -3600),
    ]);
    const receipt = {
      registerAccountStatus: "REGISTRATION_PENDING",
      creationTime: NOW,
      lastModificationTime: NOW,
    };
    const client: EnsureOptions["client"] = {
      getRegisterAccountStatus: read,
      registerAccount: async () => receipt,
    };
    const { asked, events } = await outcome(
      (cadence) => watchEnsureEvents({ client, cadence, random: () => 0.5 }),
      2,
    );
    expect(events.filter(({ type }) => type === "register").map(({ elapsedMs }) => elapsedMs)).toEqual([
      0, 5000,
    ]);
    expect(asked.map(({ elapsedMs, ageMs }) => [elapsedMs, ageMs])).toEqual([
      [0, 0],
      [2000, 2000],
    ]);
  });
});

describe("the grace period", () => {
  test("the grace period of a former result starts again once the new registration was seen", async () => {
    const replies = [dated("F", 10), dated("P", 0), dated("F", 10)];
    const { error } = await waiting(replies, 10, { since: NOW });
    expect(error).toMatchObject({ code: "RESULT_OUTDATED", elapsedMs: 50_000 });
  });

  test("the grace period for not found starts again after a result older than `since`", async () => {
    const { error } = await waiting([NOT_FOUND, dated("F", 10), NOT_FOUND], 20, { since: NOW });
    expect(error).toMatchObject({ code: "NOT_REGISTERED", elapsedMs: 70_000 });
  });

  test("the grace period of 0 ends the wait at the first former result", async () => {
    const { error } = await waiting([dated("F", 10)], 20, { since: NOW, consistencyGrace: 0 });
    expect(error).toMatchObject({ code: "RESULT_OUTDATED", attempts: 1, since: NOW });
  });
});

test("the cadence is given the latest response, undefined while not found", async () => {
  const { asked } = await waiting([answer("P"), NOT_FOUND, answer("P"), answer("S")], 1);
  expect(asked.map(({ snapshot }) => snapshot?.accountStatus)).toEqual([
    "REGISTRATION_PENDING",
    undefined,
    "REGISTRATION_PENDING",
  ]);
});

test("the cadence is given the number of requests sent when it paces a throttled retry", async () => {
  const { asked } = await waiting([answer("P"), THROTTLED, THROTTLED, answer("S")], 5);
  expect(asked.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
});

test("a retry event holds the error of another realm itself", async () => {
  const foreign = runInNewContext("Object.assign(new Error('slow down'), { name: 'ThrottlingException' })");
  expect(foreign).not.toBeInstanceOf(Error);
  const { events } = await waiting([foreign, answer("S")], 5);
  const [retry] = events;
  expect(retry).toMatchObject({ type: "retry", throttled: true });
  expect(retry?.type === "retry" && retry.error).toBe(foreign);
});

test("a Date of another realm is a Date: in `since`, in a response, and as an argument", async () => {
  const foreign: Date = runInNewContext(`new Date(${NOW.getTime()})`);
  expect(foreign).not.toBeInstanceOf(Date);
  const replies = [
    { ...answer("F"), lastModificationTime: ago(5) },
    { ...answer("S"), lastModificationTime: foreign },
  ];
  const { error, events } = await waiting(replies, 10, { since: foreign });
  expect(error).toBeUndefined();
  expect(events.at(-1)).toMatchObject({
    to: "REGISTRATION_SUCCESS",
    snapshot: { lastModificationTime: NOW },
  });
  expect(registrationState(parseRegistration(answer("S", { at: NOW })), foreign)).toBe("registered");
});

test("an error that the cadence throws is the cause of the wait's error", async () => {
  const cause = new Error("mine");
  const cadence = () => {
    throw cause;
  };
  const { error } = await waiting([answer("P")], 1, { cadence });
  expect(error).toMatchObject({ cause });
});

describe("shortly before the deadline", () => {
  const pollsOf = async (seconds: number, maxWaitTime: number) => {
    const { events } = await waiting([answer("P")], seconds, { maxWaitTime, minDelay: 0.05 });
    return events.flatMap((event) => (event.type === "poll" ? [[event.elapsedMs, event.nextDelayMs]] : []));
  };

  test("one last poll is sent shortly before the deadline, and none after it", async () => {
    expect(await pollsOf(0.8, 2)).toEqual([
      [0, 800],
      [800, 800],
      [1600, 200],
      [1800, undefined],
    ]);
    expect((await pollsOf(8, 20)).slice(-2)).toEqual([
      [16_000, 3000],
      [19_000, undefined],
    ]);
  });

  test("polls continue after the last one if the cadence is shorter, but none is sent at the deadline", async () => {
    expect((await pollsOf(0.1, 2)).slice(-3)).toEqual([
      [1700, 100],
      [1800, 100],
      [1900, undefined],
    ]);
  });
});

describe("the error of a wait", () => {
  test("the error names no failure that was followed by a response", async () => {
    const { error } = await waiting([THROTTLED, answer("P")], 5, { maxWaitTime: 9 });
    expect(error).toMatchObject({ code: "REGISTRATION_TIMEOUT" });
    expect(error?.cause).toBeUndefined();
    const absent = await waiting([THROTTLED, NOT_FOUND], 5, { maxWaitTime: 9 });
    expect(absent.error).toMatchObject({ code: "NOT_REGISTERED" });
    expect(absent.error?.cause).toBeUndefined();
  });

  test("the error names the last request's failure at the deadline, although no retry event reported it", async () => {
    const { error, events } = await waiting([THROTTLED], 5, { maxWaitTime: 1 });
    expect(events).toEqual([]);
    expect(error).toMatchObject({ code: "STATUS_UNREADABLE", attempts: 1, elapsedMs: 1000 });
    expect(error?.cause).toBe(THROTTLED);
  });

  test("the error of a fatal request names the number of requests, the time and the last response", async () => {
    const denied = serviceError("AccessDeniedException");
    const { error } = await waiting([answer("P"), THROTTLED, denied], 5);
    expect(error).toMatchObject({
      code: "SERVICE_CALL_FAILED",
      operation: "GetRegisterAccountStatus",
      attempts: 3,
      lastSnapshot: { accountStatus: "REGISTRATION_PENDING" },
    });
    expect(error?.elapsedMs).toBeGreaterThan(5000);
    expect(error?.cause).toBe(denied);
  });

  test("the error names the regions of the service if it cannot be reached", async () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const { error } = await waiting([refused], 5);
    expect(error?.message).toContain("us-east-1, eu-central-1 and ap-south-1");
  });
});
