// The rules for copies of a CloudFormation request, in virtual time. The scripted polls show what the other copies do.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CallEvent } from "../../src/client/retrying.js";
import { parseFailure } from "../../src/failures/failure.js";
import {
  type EnsureOptions,
  type ResolvedEnsureOptions,
  resolveEnsureOptions,
} from "../../src/options/ensure.js";
import { parseRegistration, type RegistrationSnapshot } from "../../src/registration/snapshot.js";
import { ensuring } from "../../src/waiting/ensuring.js";
import type { EnsureEvent } from "../../src/waiting/events.js";
import { platform, runWait } from "../../src/waiting/loop.js";
import { awaitedFrom, type Progress, startOf } from "../../src/waiting/progress.js";
import { answer, serviceError } from "../support/answers.js";

const START_MS = Date.UTC(2026, 0, 1);
const at = (second: number) => new Date(START_MS + 1000 * second);
/** Returns a response with a registration that started at a second of the wait. */
const pending = (startedAt: number) => answer("P", { at: at(startedAt) });
const succeeded = (startedAt: number) => answer("S", { at: at(startedAt) });
const failed = (startedAt: number) => answer("F", { at: at(startedAt) });

const NOT_FOUND = serviceError("ResourceNotFoundException");
const LOST = serviceError("InternalServerException", { $metadata: { httpStatusCode: 500 } });
const REFUSED = Object.assign(new Error("connect ECONNREFUSED"), {
  code: "ECONNREFUSED",
  syscall: "connect",
});

type Reply = Record<string, unknown> | Error;

/** Replies to polls, by the second from which each is given. */
type Polls = Readonly<Record<number, Reply>>;

interface Settings extends Partial<EnsureOptions>, Partial<Pick<ResolvedEnsureOptions, "lookAgainMs">> {
  /** Time of the CloudFormation request; `undefined` in a wait that has no copies. */
  readonly requestedAt?: Date | undefined;
  /** Replies to RegisterAccount, in order; the last one repeats. By default, the service accepts each request. */
  readonly registers?: readonly (Reply | "accepted")[];
}

/**
 * Runs a wait that looks for copies for 5 s, polls every 4 s, and has no jitter. Returns its requests and its end, each with its
 * second, and its events.
 */
async function run(
  polls: Polls,
  { registers = ["accepted"], requestedAt, lookAgainMs, ...config }: Settings,
) {
  vi.setSystemTime(START_MS);
  const second = () => (Date.now() - START_MS) / 1000;
  const requests: string[] = [];
  const settle = (reply: Reply | undefined) =>
    reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
  let registered = 0;
  const client = {
    getRegisterAccountStatus: () => {
      requests.push(`${second()} poll`);
      const from = Object.keys(polls).map(Number);
      return settle(polls[Math.max(...from.filter((one) => one <= second()))]);
    },
    registerAccount: () => {
      requests.push(`${second()} register`);
      const reply = registers[Math.min(registered++, registers.length - 1)];
      const times = { creationTime: at(second()), lastModificationTime: at(second()) };
      return settle(
        reply === "accepted" ? { registerAccountStatus: "REGISTRATION_PENDING", ...times } : reply,
      );
    },
  };
  const base = { client, cadence: () => 4, random: () => 0.5, minDelay: 0.1, maxWaitTime: 200 };
  const options = {
    ...resolveEnsureOptions({ ...base, ...config }),
    requestedAt,
    lookAgainMs: lookAgainMs ?? (requestedAt ? 5000 : 0),
  };
  const runtime = platform();
  const events: EnsureEvent[] = [];
  let end: string | undefined;
  runWait(ensuring(options, runtime.timers), options, runtime, {
    next: (event) => events.push(event),
    error: (error) => (end = `${second()} ${(error as { code?: string }).code ?? error}`),
    complete: () => (end = `${second()} complete`),
  });
  await vi.runAllTimersAsync();
  return { requests, end, events };
}

/** Runs one copy of a request that was signed when it starts. */
const copy = (polls: Polls, settings: Settings = {}) => run(polls, { requestedAt: at(0), ...settings });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("before the first RegisterAccount", () => {
  test("a copy polls for its time to look, at the cadence and at the end, then registers", async () => {
    const { requests, end } = await copy({ 0: NOT_FOUND, 5.1: succeeded(5) });
    expect(requests).toEqual(["0 poll", "4 poll", "5 poll", "5 register", "5 poll", "9 poll"]);
    expect(end).toBe("9 complete");
  });

  test("a wait that has no copies registers immediately, without a second poll", async () => {
    const { requests } = await run({ 0: NOT_FOUND, 1: succeeded(0) }, {});
    expect(requests.slice(0, 2)).toEqual(["0 poll", "0 register"]);
  });

  test("the poll event before RegisterAccount has no delay until a next poll", async () => {
    const { events } = await copy({ 0: NOT_FOUND, 5.1: succeeded(5) });
    const delays = events.flatMap((event) => (event.type === "poll" ? [event.nextDelayMs] : []));
    expect(delays).toEqual([4000, 1000, undefined, 4000, undefined]);
  });

  test("a copy completes with another copy's registration that succeeds while it looks", async () => {
    const { requests, end } = await copy({ 0: NOT_FOUND, 4: pending(2), 8: succeeded(2) });
    expect(requests).toEqual(["0 poll", "4 poll", "8 poll"]);
    expect(end).toBe("8 complete");
  });

  test("a copy completes with a registered account that appears without times while it looks", async () => {
    const untimed = { ...succeeded(0), creationTime: undefined, lastModificationTime: undefined };
    expect((await copy({ 0: NOT_FOUND, 4: untimed })).end).toBe("4 complete");
  });

  test("a copy starts its time to look again if an earlier failed registration appears", async () => {
    const { requests } = await copy({ 0: NOT_FOUND, 4: failed(-60), 10: succeeded(9) });
    expect(requests).toEqual(["0 poll", "4 poll", "8 poll", "9 poll", "9 register", "9 poll", "13 poll"]);
  });

  test("a copy polls until the deadline if it may register only after it", async () => {
    const { requests, end } = await copy({ 0: NOT_FOUND }, { maxWaitTime: 5 });
    expect(requests).toEqual(["0 poll", "4 poll", "4.5 poll"]);
    expect(end).toBe("5 NOT_REGISTERED");
  });
});

describe("a poll that fails while a copy looks", () => {
  test("a copy starts its time to look again if its polls failed past the end of it", async () => {
    const { requests } = await copy({ 0: NOT_FOUND, 4: LOST, 6: NOT_FOUND, 13: succeeded(12) });
    expect(requests.slice(0, 5)).toEqual(["0 poll", "4 poll", "4.5 poll", "5.5 poll", "7.5 poll"]);
    expect(requests.slice(5, 8)).toEqual(["11.5 poll", "12.5 poll", "12.5 register"]);
  });

  test("a copy does not look longer if its failed polls are repeated within its time to look", async () => {
    const { requests } = await copy({ 0: NOT_FOUND, 4: LOST, 4.4: NOT_FOUND, 5.1: succeeded(5) });
    expect(requests.slice(0, 5)).toEqual(["0 poll", "4 poll", "4.5 poll", "5 poll", "5 register"]);
  });

  test("a copy looks again if its next poll comes after the end of its time to look, not exactly at the end", async () => {
    const polls = { 0: NOT_FOUND, 4: LOST, 4.4: NOT_FOUND, 9: succeeded(8) };
    const { requests } = await copy(polls, { lookAgainMs: 4500 });
    expect(requests.slice(0, 4)).toEqual(["0 poll", "4 poll", "4.5 poll", "4.5 register"]);
    const late = await copy(polls, { lookAgainMs: 4499 });
    expect(late.requests.slice(0, 4)).toEqual(["0 poll", "4 poll", "4.5 poll", "8.5 poll"]);
  });
});

describe("a former result that appears again", () => {
  test("a copy does not complete with a former success after it has seen a newer registration", async () => {
    const polls = { 0: succeeded(-60), 4: pending(3), 8: succeeded(-60), 12: pending(3), 16: failed(3) };
    const { end } = await copy(polls, { reregister: true, maxRegistrations: 1 });
    expect(end).toMatch(/ REGISTRATION_FAILED$/);
  });

  test("a wait registers again if polls return the former registration as pending after a lost response", async () => {
    const former = { ...failed(-60), lastModificationTime: at(-1).getTime() / 1000 };
    const polls = { 0: former, 0.4: pending(-60), 2: former, 31: succeeded(30.5) };
    const { requests } = await run(polls, { registers: [LOST, "accepted"] });
    expect(requests.filter((request) => request.endsWith("register"))).toEqual([
      "0 register",
      "30.5 register",
    ]);
  });
});

describe("a RegisterAccount that is retried", () => {
  const polls = { 0: NOT_FOUND, 12.6: succeeded(12) };

  test("a copy polls before each retry of RegisterAccount, at the retry's backoff, and looks no longer", async () => {
    const { requests, end } = await copy(polls, { registers: [REFUSED] });
    expect(requests).toEqual([
      ...["0 poll", "4 poll", "5 poll", "5 register"],
      ...["5.5 poll", "5.5 register"],
      ...["6.5 poll", "6.5 register"],
      ...["8.5 poll", "8.5 register"],
      "12.5 poll",
      "12.5 register",
      "20.5 poll",
    ]);
    expect(end).toBe("20.5 complete");
  });

  test("a wait polls before each retry of RegisterAccount", async () => {
    const { requests } = await run(polls, { registers: [REFUSED, REFUSED, "accepted"] });
    expect(requests.slice(0, 6)).toEqual([
      ...["0 poll", "0 register", "0.5 poll", "0.5 register", "1.5 poll", "1.5 register"],
    ]);
  });

  test("a wait does not retry RegisterAccount if someone else has registered the account", async () => {
    const polls = { 0: NOT_FOUND, 0.4: pending(0.4), 4: succeeded(0.4) };
    const { requests, end } = await run(polls, { registers: [REFUSED] });
    expect(requests).toEqual(["0 poll", "0 register", "0.5 poll", "4.5 poll"]);
    expect(end).toBe("4.5 complete");
  });

  test("a copy retries RegisterAccount without a poll after the clock was corrected", async () => {
    const $metadata = { httpStatusCode: 403, clockSkewCorrected: true };
    const skewed = serviceError("InvalidSignatureException", { $metadata });
    const { requests } = await copy(polls, { registers: [skewed, "accepted"] });
    expect(requests.slice(3, 5)).toEqual(["5 register", "5.5 register"]);
  });

  test("a copy sends nothing more if the retry of RegisterAccount would come after the deadline", async () => {
    const { requests, end, events } = await copy(
      { 0: NOT_FOUND },
      { registers: [REFUSED], maxWaitTime: 5.4 },
    );
    expect(requests.at(-1)).toBe("5 register");
    expect(events.filter(({ type }) => type === "retry")).toEqual([]);
    expect(end).toBe("5.4 REGISTER_NOT_ACCEPTED");
  });

  test("a copy's failed polls between retries of RegisterAccount have a backoff of their own", async () => {
    const registers = [REFUSED, REFUSED, REFUSED, "accepted"] as const;
    const { requests } = await copy({ ...polls, 8.5: LOST, 10: NOT_FOUND }, { registers });
    expect(requests.slice(8, 11)).toEqual(["8.5 poll", "9 poll", "10 poll"]);
  });

  test("the backoff of RegisterAccount starts again with the next registration", async () => {
    const registers = [REFUSED, REFUSED, "accepted", REFUSED, REFUSED, "accepted"] as const;
    const { requests } = await run({ 0: NOT_FOUND, 2: failed(1.5), 12.1: succeeded(12) }, { registers });
    const registered = requests.filter((request) => request.endsWith("register"));
    expect(registered).toEqual([
      ...["0 register", "0.5 register", "1.5 register"],
      ...["10.5 register", "11 register", "12 register"],
    ]);
  });
});

describe("after a failed registration of its own", () => {
  const own = { 0: NOT_FOUND, 6: pending(5), 13: failed(5) };

  test("a copy whose registration failed polls at the end of the pause, then registers again", async () => {
    const { requests, end } = await copy({ ...own, 18.1: succeeded(18) });
    expect(requests.slice(3)).toEqual([
      ...["5 register", "5 poll", "9 poll", "13 poll"],
      ...["18 poll", "18 register", "18 poll", "22 poll"],
    ]);
    expect(end).toBe("22 complete");
  });

  test("a wait polls at the end of the pause, then registers again", async () => {
    const { requests } = await run({ 0: NOT_FOUND, 4: failed(0), 9.1: succeeded(9) }, {});
    expect(requests.slice(3, 6)).toEqual(["4 poll", "9 poll", "9 register"]);
  });

  test("a wait registers again as soon as the service answers if the poll at the end of the pause fails", async () => {
    const { requests } = await run({ 0: NOT_FOUND, 4: failed(0), 9: LOST, 9.2: failed(0) }, {});
    expect(requests.slice(4, 7)).toEqual(["9 poll", "9.5 poll", "9.5 register"]);
  });

  test("a wait does not register again if someone else did so during the pause", async () => {
    const { requests, end } = await run({ 0: NOT_FOUND, 4: failed(0), 8: succeeded(7) }, {});
    expect(requests.slice(1)).toEqual(["0 register", "0 poll", "4 poll", "9 poll"]);
    expect(end).toBe("9 complete");
  });

  test("a copy whose RegisterAccount was lost also pauses for the grace period before it registers again", async () => {
    const registers = [LOST, "accepted"] as const;
    const { requests } = await copy({ ...own, 48.6: succeeded(48.5) }, { registers });
    expect(requests.slice(3)).toEqual([
      ...["5 register", "5.5 poll", "9.5 poll", "13.5 poll"],
      ...["48.5 poll", "48.5 register", "48.5 poll", "52.5 poll"],
    ]);
  });

  test("a wait that has no copies pauses no longer after a lost RegisterAccount", async () => {
    const registers = [LOST, "accepted"] as const;
    const { requests } = await run({ 0: NOT_FOUND, 4: failed(0), 9.6: succeeded(9.5) }, { registers });
    expect(requests.slice(1)).toEqual([
      ...["0 register", "0.5 poll", "4.5 poll"],
      ...["9.5 poll", "9.5 register", "9.5 poll", "13.5 poll"],
    ]);
  });

  test("a copy completes with another copy's registration that appears at the end of the pause", async () => {
    const { requests, end } = await copy({ ...own, 17: pending(16), 20: succeeded(16) });
    expect(requests.filter((request) => request.endsWith("register"))).toEqual(["5 register"]);
    expect(end).toBe("22 complete");
  });

  test("a copy fails immediately if its last permitted registration failed", async () => {
    expect((await copy(own, { maxRegistrations: 1 })).end).toBe("13 REGISTRATION_FAILED");
  });

  test("a copy fails immediately if the pause would end at the deadline", async () => {
    expect((await copy(own, { maxWaitTime: 18 })).end).toBe("13 REGISTRATION_FAILED");
    expect((await copy(own, { maxWaitTime: 18.1 })).requests).toContain("18 register");
  });
});

describe("after a failed registration of another copy", () => {
  test("a copy polls for the pause and twice the grace period, then fails without registering", async () => {
    const { requests, end } = await copy({ 0: NOT_FOUND, 4: failed(2) });
    const seconds = [...Array.from({ length: 18 }, (_, index) => 4 * index), 69];
    expect(requests).toEqual(seconds.map((second) => `${second} poll`));
    expect(end).toBe("69 REGISTRATION_FAILED");
  });

  test("a copy that has seen a failure completes with a newer registration of another copy", async () => {
    const { requests, end } = await copy({ 0: NOT_FOUND, 4: failed(2), 20: pending(18), 24: succeeded(18) });
    expect(requests).not.toContain("69 poll");
    expect(end).toBe("24 complete");
  });

  test("a copy counts a registration that started exactly at the time of the request as another copy's", async () => {
    expect((await copy({ 0: failed(0) })).end).toBe("65 REGISTRATION_FAILED");
    expect((await copy({ 0: failed(-0.001), 5.1: succeeded(5) })).end).toBe("9 complete");
  });

  test("a copy that has registered too pauses for as long as after the number of registrations it has seen", async () => {
    const polls = { 0: NOT_FOUND, 6: pending(5), 13: pending(12), 17: failed(12) };
    const { requests, end } = await copy(polls);
    expect(requests.filter((request) => request.endsWith("register"))).toEqual(["5 register"]);
    // The pause after two registrations, and twice the grace period.
    expect(end).toBe("87 REGISTRATION_FAILED");
  });
});

describe("the time to look", () => {
  const untimed = (reply: Record<string, unknown>) => ({ ...reply, creationTime: undefined });

  test("a failed registration without a creation time does not start the time to look again", async () => {
    const { requests } = await copy({ 0: NOT_FOUND, 4: untimed(failed(-60)), 5.1: succeeded(5) });
    expect(requests.slice(0, 4)).toEqual(["0 poll", "4 poll", "5 poll", "5 register"]);
  });

  test("a pending registration ends the time to look, and is polled at the cadence", async () => {
    const { requests } = await copy({ 0: failed(-60), 4: pending(-60), 8: succeeded(7) });
    expect(requests).toEqual(["0 poll", "4 poll", "8 poll"]);
  });
});

describe("a wait that responds to a poll at its deadline or later", () => {
  const options: ResolvedEnsureOptions = {
    ...resolveEnsureOptions({ client: { send: async () => ({}) }, maxWaitTime: 60 }),
    requestedAt: at(0),
  };
  const FAILED = parseRegistration(failed(5));
  const late = (members: Partial<Progress>, event: CallEvent<RegistrationSnapshot>) => {
    const before = { ...startOf(undefined), answered: true, lastSnapshot: FAILED, ...members };
    const now = { elapsedMs: 60_000, wallClockMs: START_MS + 60_000 };
    return ensuring(options, platform().timers).step(before, "GetRegisterAccountStatus", event, now).next;
  };

  test("a wait ends with its failed registration if the machine slept until the deadline", () => {
    const registrations = { accepted: 1, lost: 0, rejected: 0 };
    const before = { registrations, started: [at(5).getTime()], looksUntilMs: 20_000 };
    const next = late(before, { type: "response", response: FAILED });
    expect(next).toMatchObject({ do: "end", error: { code: "REGISTRATION_FAILED", lastSnapshot: FAILED } });
  });

  test("a wait ends with its lost RegisterAccount and the last status if it may be repeated only now", () => {
    const registrations = { accepted: 0, lost: 1, rejected: 0 };
    const unconfirmed = parseFailure(LOST, 0);
    const awaited = awaitedFrom(10_000, { unconfirmed, notFoundSinceMs: 10_000 });
    const failure = parseFailure(NOT_FOUND, 0);
    expect(late({ registrations, awaited }, { type: "failed", failure })).toMatchObject({
      do: "end",
      error: { code: "REGISTER_UNKNOWN", lastSeen: "account REGISTRATION_FAILURE" },
    });
    const never = late({ registrations, awaited, lastSnapshot: undefined }, { type: "failed", failure });
    expect(never).toMatchObject({ error: { code: "REGISTER_UNKNOWN", lastSeen: undefined } });
  });
});
