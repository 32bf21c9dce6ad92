import { Observable, tap } from "rxjs";
import { type RunHelpers, TestScheduler } from "rxjs/testing";
import { describe, expect, test } from "vitest";
import type { CallContext, CallEvent } from "../../src/client/retrying.js";
import { parseFailure } from "../../src/failures/failure.js";
import {
  type RegistrationWaiterOptions,
  type ResolvedWaiterOptions,
  resolveWaiterOptions,
} from "../../src/options/waiter.js";
import type { RegistrationSnapshot } from "../../src/registration/snapshot.js";
import type { RegistrationEvent } from "../../src/waiting/events.js";
import { runWait, type Wait } from "../../src/waiting/loop.js";
import { startOf } from "../../src/waiting/progress.js";
import { pollStep } from "../../src/waiting/step.js";
import { type AnswerExtras, serviceError, snapshot } from "../support/answers.js";
import { callOf, timersOf } from "../support/calls.js";

type ReadEvent = CallEvent<RegistrationSnapshot>;
type Options = Omit<RegistrationWaiterOptions, "client">;

const failureOf = (name: string) => parseFailure(serviceError(name), 0);
const CALL: ReadEvent = { type: "request" };
const NOT_FOUND: ReadEvent = { type: "failed", failure: failureOf("ResourceNotFoundException") };
const answered = (states: string, extras?: AnswerExtras): ReadEvent => ({
  type: "response",
  response: snapshot(states, extras),
});
const failed = (name: string, delayMs?: number): ReadEvent => ({
  type: "retry",
  failure: failureOf(name),
  delayMs,
});

/** Returns the events of the loop in virtual time. */
function pollLoop(
  options: ResolvedWaiterOptions,
  read: (context: CallContext) => Observable<ReadEvent>,
  scheduler: TestScheduler,
  elapsedMs: () => number = () => scheduler.now(),
): Observable<RegistrationEvent> {
  const wait: Wait<ReadEvent, RegistrationEvent> = {
    start: startOf(options.since),
    call: (_operation, _progress, context) => callOf(read(context)),
    step: (progress, _operation, event, now) => pollStep(progress, event, now, options),
  };
  const runtime = { timers: timersOf(scheduler), elapsedMs };
  return new Observable((subscriber) => runWait(wait, options, runtime, subscriber));
}

/** Returns an event as text: `poll#1 +2000`, `iam P>S`, `retry#2 +500`. */
function word(event: RegistrationEvent): string {
  const next = "nextDelayMs" in event && event.nextDelayMs !== undefined ? ` +${event.nextDelayMs}` : "";
  if (event.type !== "transition") return `${event.type}#${event.attempt}${next}`;
  const short = (status: string | undefined) =>
    status?.replace(/^REGISTRATION_(.).*/, "$1").replace("NOT_REGISTERED", "N") ?? "";
  return `${event.resource} ${short(event.from)}>${short(event.to)}`;
}

/**
 * Runs the loop in virtual time and returns its events and its end, with their times. `reads` are marbles, one diagram per poll;
 * the last one repeats.
 */
function run(
  options: Options,
  reads: readonly (readonly [marbles: string, subscription?: string])[],
  values: Readonly<Record<string, ReadEvent>>,
  check?: (helpers: RunHelpers & { readonly answered: readonly boolean[] }) => void,
): string[] {
  const emitted: string[] = [];
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run((helpers) => {
    const answered: boolean[] = [];
    const colds = reads.map(([marbles, subscription]) => {
      const read$ = helpers.cold<ReadEvent>(marbles, { c: CALL, ...values });
      if (subscription !== undefined) helpers.expectSubscriptions(read$.subscriptions).toBe(subscription);
      return read$;
    });
    const read = (context: CallContext) => {
      answered.push(context.answered());
      const read$ = colds[Math.min(answered.length, colds.length) - 1];
      if (read$ === undefined) throw new Error("no read scripted");
      return read$;
    };
    const at = (what: string) => emitted.push(`${scheduler.now()} ${what}`);
    const resolved = resolveWaiterOptions({ random: () => 0.5, ...options, client: async () => ({}) });
    pollLoop(resolved, read, scheduler)
      .pipe(
        tap({
          next: (event) => at(word(event)),
          error: (error) => at(error.code ?? String(error)),
          complete: () => at("complete"),
          unsubscribe: () => at("unsubscribed"),
        }),
      )
      .subscribe({ error: () => undefined });
    check?.({ ...helpers, answered });
  });
  return emitted;
}

describe("polling", () => {
  test("the loop polls immediately, then after the cadence's delay from each response", () => {
    const emitted = run(
      { cadence: () => 2, minDelay: 2, maxDelay: 2 },
      [
        ["(cp|)              ", "(^!)                "],
        ["5ms (cp|)          ", "2s ^ 4ms !          "],
        ["(cs|)              ", "2s 5ms 2s (^!)      "],
      ],
      { p: answered("PP"), s: answered("SS") },
    );
    expect(emitted).toEqual([
      "0 poll#1 +2000",
      "0 iam >P",
      "0 account >P",
      "2005 poll#2 +2000",
      "4005 poll#3",
      "4005 iam P>S",
      "4005 account P>S",
      "4005 complete",
    ]);
  });

  test("polls never overlap: a slow response postpones the next poll", () => {
    run(
      { cadence: () => 1, minDelay: 1, maxDelay: 1 },
      [
        ["c 9s (p|)     ", "^ 9s !          "],
        ["c s |        ", "9s 1ms 1s ^ !   "],
      ],
      { p: answered("P"), s: answered("S") },
    );
  });

  test("the delay has 10% jitter around the cadence's delay, within minDelay and maxDelay", () => {
    const delays = (random: number, options: Options = {}) =>
      run({ cadence: () => 10, random: () => random, ...options }, [["(cp|)"], ["(cs|)"]], {
        p: answered("P"),
        s: answered("S"),
      })[0];
    expect(delays(0)).toBe("0 poll#1 +9000");
    expect(delays(0.5)).toBe("0 poll#1 +10000");
    expect(delays(1)).toBe("0 poll#1 +11000");
    expect(delays(0, { minDelay: 9.5 })).toBe("0 poll#1 +9500");
    expect(delays(1, { maxDelay: 10.5 })).toBe("0 poll#1 +10500");
    expect(delays(0, { minDelay: 20 })).toBe("0 poll#1 +20000");
    expect(delays(1, { maxDelay: 4 })).toBe("0 poll#1 +4000");
  });

  test("one last poll is sent shortly before the deadline, also sooner than minDelay", () => {
    const emitted = run({ maxWaitTime: 5, minDelay: 3, maxDelay: 3 }, [["(cp|)"]], { p: answered("P") });
    expect(emitted).toEqual([
      "0 poll#1 +3000",
      "0 account >P",
      "3000 poll#2 +1500",
      "4500 poll#3",
      "5000 REGISTRATION_TIMEOUT",
    ]);
  });

  test("a success in the last poll before the deadline resolves the wait", () => {
    const emitted = run(
      { maxWaitTime: 20, minDelay: 15, maxDelay: 15 },
      [["(cp|)"], ["(cp|)"], ["700ms (cs|)"]],
      {
        p: answered("P"),
        s: answered("S"),
      },
    );
    expect(emitted.slice(2)).toEqual([
      "15000 poll#2 +4000",
      "19700 poll#3",
      "19700 account P>S",
      "19700 complete",
    ]);
  });

  test("the last poll is skipped while another poll is in flight", () => {
    const emitted = run(
      { maxWaitTime: 20, minDelay: 18, maxDelay: 18 },
      [["(cp|)"], ["c 1500ms (p|)", "18s ^ 1500ms !"]],
      {
        p: answered("P"),
      },
    );
    expect(emitted.slice(2)).toEqual(["19501 poll#2", "20000 REGISTRATION_TIMEOUT"]);
  });

  test("the last poll is skipped while a retry is pending", () => {
    const emitted = run({ maxWaitTime: 20, minDelay: 18, maxDelay: 18 }, [["(cp|)"], ["c f 1900ms (cs|)"]], {
      p: answered("P"),
      f: failed("ThrottlingException", 1900),
      s: answered("S"),
    });
    expect(emitted.slice(2)).toEqual([
      "18001 retry#2 +1900",
      "19902 poll#3",
      "19902 account P>S",
      "19902 complete",
    ]);
  });

  test("the deadline aborts the request in flight", () => {
    const emitted = run({ maxWaitTime: 10 }, [["c----", "^ 9999ms !"]], {});
    expect(emitted).toEqual(["10000 STATUS_UNREADABLE"]);
  });

  test("a retry event is emitted only for a retry before the deadline", () => {
    const emitted = run({ maxWaitTime: 10 }, [["c f 1ms c---"]], { f: failed("ThrottlingException", 2) });
    expect(emitted).toEqual(["1 retry#1 +2", "10000 STATUS_UNREADABLE"]);
    const silent = run({ maxWaitTime: 10 }, [["cf---"]], { f: failed("ThrottlingException") });
    expect(silent).toEqual(["10000 STATUS_UNREADABLE"]);
  });

  test("a fatal failure ends the wait immediately", () => {
    const emitted = run({}, [["cx"]], { x: { type: "failed", failure: failureOf("AccessDeniedException") } });
    expect(emitted).toEqual(["1 SERVICE_CALL_FAILED"]);
  });

  test("each poll is given whether the service has responded before", () => {
    run(
      { cadence: () => 2 },
      [["(cn|)"], ["(cs|)"]],
      { n: NOT_FOUND, s: answered("S") },
      ({ answered, flush }) => {
        flush();
        expect(answered).toEqual([false, true]);
      },
    );
  });

  test("an invalid cadence ends the wait with an error that names it, after the response has been emitted", () => {
    const read = ["0 poll#1", "0 account >P"];
    const end = (cadence: () => number) => run({ cadence }, [["(cp|)"]], { p: answered("P") });
    for (const wrong of [Number.NaN, 0, -1, undefined as unknown as number, "5" as unknown as number]) {
      expect(end(() => wrong)).toEqual([
        ...read,
        `0 RangeError: Expected \`cadence\` to return a positive number of seconds, got ${typeof wrong === "string" ? '"5"' : String(wrong)}`,
      ]);
    }
    const thrown = () => {
      throw new Error("oops");
    };
    expect(end(thrown)).toEqual([
      ...read,
      "0 RangeError: Expected `cadence` to return a positive number of seconds, but it threw",
    ]);
  });

  test("the cadence is given the attempt, the time waited, the registration's age and the snapshot", () => {
    const seen: unknown[] = [];
    const cadence: NonNullable<Options["cadence"]> = ({ attempt, elapsedMs, ageMs, snapshot: last }) => {
      seen.push([attempt, elapsedMs, ageMs, last?.accountStatus]);
      return 4;
    };
    // In virtual time, the wall clock starts at 0, so a registration of 1970 is recent.
    const began = answered("P", { at: new Date(1000) });
    run({ cadence }, [["(cn|)"], ["(cp|)"], ["(cp|)"], ["(cs|)"]], {
      n: NOT_FOUND,
      p: began,
      s: answered("S"),
    });
    expect(seen).toEqual([
      [1, 0, 0, undefined],
      [2, 4000, 3000, "REGISTRATION_PENDING"],
      [3, 8000, 7000, "REGISTRATION_PENDING"],
    ]);
  });

  test("the cadence is given the time since the last transition, which excludes first observations", () => {
    const seen: unknown[] = [];
    const cadence: NonNullable<Options["cadence"]> = ({ elapsedMs, sinceTransitionMs }) => {
      seen.push([elapsedMs, sinceTransitionMs]);
      return 4;
    };
    // IAM is pending, then registered; Timestream is pending, then missing.
    run({ cadence }, [["(ca|)"], ["(cb|)"], ["(cb|)"], ["(ct|)"], ["(cb|)"], ["(cn|)"], ["(cs|)"]], {
      a: answered("PP"),
      b: answered("PS"),
      t: answered("PSP"),
      n: NOT_FOUND,
      s: answered("SS"),
    });
    expect(seen).toEqual([
      [0, undefined],
      [4000, 0],
      [8000, 4000],
      [12_000, 8000],
      [16_000, 0],
      [20_000, 0],
    ]);
  });
});

describe("judging", () => {
  test("accountStatus decides: a missing or failed resource does not end the wait", () => {
    const emitted = run({ cadence: () => 2 }, [["(cf|)"], ["(cs|)"]], {
      f: answered("PF", { iamMessage: "not yet" }),
      s: answered("SP"),
    });
    expect(emitted).toEqual([
      "0 poll#1 +2000",
      "0 iam >F",
      "0 account >P",
      "2000 poll#2",
      "2000 iam F>P",
      "2000 account P>S",
      "2000 complete",
    ]);
  });

  test("an unknown status continues the wait and is emitted unchanged", () => {
    const emitted = run({ cadence: () => 2 }, [["(cx|)"], ["(cs|)"]], {
      x: answered("XY"),
      s: answered("SS"),
    });
    expect(emitted).toEqual([
      "0 poll#1 +2000",
      "0 iam >Y",
      "0 account >X",
      "2000 poll#2",
      "2000 iam Y>S",
      "2000 account X>S",
      "2000 complete",
    ]);
  });

  test("not found means not visible yet during the grace period", () => {
    const emitted = run({ cadence: () => 20 }, [["(cn|)"]], { n: NOT_FOUND });
    expect(emitted).toEqual([
      "0 poll#1 +20000",
      "0 account >N",
      "20000 poll#2 +10000",
      "30000 poll#3",
      "30000 NOT_REGISTERED",
    ]);
  });

  test("the first not found ends the wait if the grace period is 0", () => {
    expect(run({ consistencyGrace: 0 }, [["(cn|)"]], { n: NOT_FOUND })).toEqual([
      "0 poll#1",
      "0 account >N",
      "0 NOT_REGISTERED",
    ]);
  });

  test("the grace period counts from the first not found since the last registration was seen", () => {
    const emitted = run({ cadence: () => 20, consistencyGrace: 25 }, [["(cn|)"], ["(cp|)"], ["(cn|)"]], {
      n: NOT_FOUND,
      p: answered("P"),
    });
    expect(emitted.at(-1)).toBe("65000 NOT_REGISTERED");
  });

  test("not found in every poll until the deadline ends as an account that is not registered", () => {
    const emitted = run({ cadence: () => 5, maxWaitTime: 4 }, [["(cn|)"]], { n: NOT_FOUND });
    expect(emitted.at(-1)).toBe("4000 NOT_REGISTERED");
    const seen = run({ cadence: () => 3, maxWaitTime: 5 }, [["(cp|)"], ["(cn|)"]], {
      n: NOT_FOUND,
      p: answered("P"),
    });
    expect(seen.at(-1)).toBe("5000 REGISTRATION_TIMEOUT");
  });

  test("a result older than `since` emits only a poll until the new registration is visible", () => {
    const since = new Date("2026-01-02");
    const emitted = run({ since, cadence: () => 3 }, [["(cf|)"], ["(cp|)"], ["(cs|)"]], {
      f: answered("FF", { iamMessage: "old" }),
      p: answered("PP", { at: since }),
      s: answered("SS", { at: since }),
    });
    expect(emitted).toEqual([
      "0 poll#1 +3000",
      "3000 poll#2 +3000",
      "3000 iam >P",
      "3000 account >P",
      "6000 poll#3",
      "6000 iam P>S",
      "6000 account P>S",
      "6000 complete",
    ]);
  });

  test("a result older than `since` ends the wait at the end of the grace period, without a transition", () => {
    const emitted = run({ since: new Date("2026-01-02"), cadence: () => 20 }, [["(cf|)"]], {
      f: answered("FF"),
    });
    expect(emitted).toEqual([
      "0 poll#1 +20000",
      "20000 poll#2 +10000",
      "30000 poll#3",
      "30000 RESULT_OUTDATED",
    ]);
  });

  test("a resource that is no longer found changes to NOT_REGISTERED", () => {
    const emitted = run({ cadence: () => 2 }, [["(cp|)"], ["(cn|)"], ["(cq|)"], ["(cs|)"]], {
      p: answered("PPS"),
      n: NOT_FOUND,
      q: answered("PPS"),
      s: answered("SS-"),
    });
    expect(emitted.filter((line) => !line.includes("poll"))).toEqual([
      "0 iam >P",
      "0 timestream >S",
      "0 account >P",
      "2000 iam P>N",
      "2000 timestream S>N",
      "2000 account P>N",
      "4000 iam N>P",
      "4000 timestream N>S",
      "4000 account N>P",
      "6000 iam P>S",
      "6000 timestream S>N",
      "6000 account P>S",
      "6000 complete",
    ]);
  });
});

describe("emitting", () => {
  test("a final response emits its poll, then iam, timestream and account transitions, then the end", () => {
    const emitted = run({}, [["(cf|)"]], { f: answered("FFF", { iamMessage: "i", timestreamMessage: "t" }) });
    expect(emitted).toEqual([
      "0 poll#1",
      "0 iam >F",
      "0 timestream >F",
      "0 account >F",
      "0 REGISTRATION_FAILED",
    ]);
  });

  test("a transition is emitted only if a state changes", () => {
    const emitted = run({ cadence: () => 2 }, [["(cp|)"], ["(cp|)"], ["(cs|)"]], {
      p: answered("PS"),
      s: answered("SS"),
    });
    expect(emitted.filter((line) => line.includes("iam"))).toEqual(["0 iam >S"]);
  });

  test("unsubscribing ends a poll in flight and a pause between polls", () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const reads = [cold("(cp|)", { c: CALL, p: answered("P") }), cold<ReadEvent>("----")];
      let made = 0;
      const read = () => reads[made++] ?? cold<ReadEvent>("#");
      const options = resolveWaiterOptions({ client: async () => ({}), minDelay: 1, maxDelay: 1 });
      const words$ = pollLoop(options, read, scheduler).pipe(tap(() => undefined));
      expectObservable(words$, "1005ms !");
      const [first, second] = reads;
      if (first) expectSubscriptions(first.subscriptions).toBe("(^!)   ");
      if (second) expectSubscriptions(second.subscriptions).toBe("1s ^ 4ms !");
    });
  });

  describe("a deadline that fires late, because the machine slept or the process was stopped,", () => {
    const HOUR = 3_600_000;

    /**
     * Runs a wait of 10 s during which the machine sleeps for an hour after 9 s. `look` is the marble diagram of the additional
     * poll.
     */
    function slept(look: string): { readonly emitted: string[]; readonly reads: number } {
      const emitted: string[] = [];
      let reads = 0;
      const scheduler = new TestScheduler(() => undefined);
      scheduler.run(({ cold }) => {
        const options = resolveWaiterOptions({
          client: async () => ({}),
          maxWaitTime: 10,
          cadence: () => 60,
        });
        const marbles = ["(cp|)", "c---", look];
        const read = () =>
          cold<ReadEvent>(marbles[reads++] ?? "", {
            c: CALL,
            p: answered("P"),
            s: answered("S"),
            f: failed("E"),
          });
        const awake = () => scheduler.now() + (scheduler.now() >= 9000 ? HOUR : 0);
        pollLoop(options, read, scheduler, awake).subscribe({
          next: (event) => emitted.push(`${scheduler.now()} ${word(event)}`),
          error: ({ code }) => emitted.push(`${scheduler.now()} ${code}`),
          complete: () => emitted.push(`${scheduler.now()} complete`),
        });
      });
      return { emitted: emitted.slice(2), reads };
    }

    test("a deadline that fires late allows one more poll, whose success resolves the wait", () => {
      expect(slept("c 1s (s|)")).toEqual({
        emitted: ["11001 poll#3", "11001 account P>S", "11001 complete"],
        reads: 3,
      });
    });

    test("a deadline that fires late ends the wait after one more poll that is still pending", () => {
      expect(slept("c 1s (p|)").emitted).toEqual(["11001 poll#3", "11001 REGISTRATION_TIMEOUT"]);
    });

    test("a deadline that fires late ends the wait after one more poll that fails or takes 10 s", () => {
      expect(slept("c 1s (f|)").emitted).toEqual(["11001 REGISTRATION_TIMEOUT"]);
      expect(slept("c---").emitted).toEqual(["20000 REGISTRATION_TIMEOUT"]);
    });
  });

  test("events and their members are frozen", () => {
    const events: RegistrationEvent[] = [];
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(({ cold }) => {
      const options = resolveWaiterOptions({ client: async () => ({}) });
      const read = () =>
        cold<ReadEvent>("c(fcs|)", { c: CALL, f: failed("ThrottlingException", 1), s: answered("SSS") });
      pollLoop(options, read, scheduler).subscribe((event) => events.push(event));
    });
    expect(events.map(({ type }) => type)).toEqual([
      "retry",
      "poll",
      "transition",
      "transition",
      "transition",
    ]);
    for (const event of events) {
      expect(Object.isFrozen(event)).toBe(true);
      if (event.type !== "retry") expect(Object.isFrozen(event.snapshot)).toBe(true);
    }
  });
});
