// The library and the emulator over real sockets, through a faulty proxy. Durations are not checked.
import { strict as assert } from "node:assert";
import { getEventListeners } from "node:events";
import fc from "fast-check";
import {
  createFleetWiseClient,
  type EnsureEvent,
  watchEnsureEvents,
  watchRegistrationEvents,
} from "../../../src/index.js";
import { type Emulator, startEmulator } from "../../../src/testing/index.js";
import { handClock } from "../../support/hand-clock.js";
import { type BadLine, badLine, type Mishap } from "./bad-line.js";
import type { Part } from "./campaign.js";

/** Undisturbed course of each timeline: its transitions and result. */
const STORIES = {
  registersWithTimestream: [
    ...["iam >P", "timestream >P", "account >P", "iam P>S", "timestream P>S", "account P>S"],
    "registered",
  ],
  failsBoth: [
    ...["iam >P", "timestream >P", "account >P", "iam P>F", "timestream P>F", "account P>F"],
    "REGISTRATION_FAILED",
  ],
  /** The only timeline that the caller registers. */
  notRegistered: ["account >N", "iam >P", "account N>P", "iam P>S", "account P>S", "registered"],
} as const;

interface SocketScript {
  readonly timeline: keyof typeof STORIES;
  readonly mishaps: readonly Mishap[];
  /** Interference at a number of requests: by the caller, or by the service, which denies access from then on. */
  readonly interferes: { readonly who: "abort" | "unsubscribe" | "denied"; readonly at: number } | undefined;
}

const afterBytes = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 700 }));
const mishaps: fc.Arbitrary<Mishap> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("none", "delay", "drip", "reset", "halfClose", "swallow", "resetIdle", "restart"),
  }),
  fc.record({ kind: fc.constantFrom("cut", "truncate", "stall"), afterBytes }),
);
const scripts: fc.Arbitrary<SocketScript> = fc.record({
  timeline: fc.constantFrom(...(Object.keys(STORIES) as (keyof typeof STORIES)[])),
  mishaps: fc.array(mishaps, { minLength: 1, maxLength: 6 }),
  interferes: fc.option(
    fc.record({ who: fc.constantFrom("abort", "unsubscribe", "denied"), at: fc.integer({ min: 1, max: 3 }) }),
    { nil: undefined, freq: 2 },
  ),
});

/** Request timeout in seconds. On a slow machine it may expire and cause one more request. */
const REQUEST_TIMEOUT_S = 0.3;
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

async function play({ timeline, mishaps, interferes }: SocketScript): Promise<void> {
  const clock = handClock();
  await using emulator = await startEmulator({ timeline, now: clock.now });
  const controller = new AbortController();
  const transitions: string[] = [];
  let events = 0;
  let leave = () => {};
  await using line = await badLine(emulator.port, mishaps, (count) => {
    if (interferes && count >= interferes.at) interfere();
  });
  function interfere(): void {
    if (interferes?.who === "denied") emulator.inject({ probability: 1, faults: ["accessDenied"] });
    else if (interferes?.who === "abort") controller.abort("aborted");
    else leave();
  }
  const client = createFleetWiseClient({ endpoint: line.endpoint, region: "us-east-1", credentials });
  const config = {
    client,
    abortSignal: controller.signal,
    minDelay: 0.005,
    maxDelay: 0.005,
    maxWaitTime: 60,
    consistencyGrace: 1,
    requestTimeout: REQUEST_TIMEOUT_S,
    random: () => 0,
  };
  const end = await new Promise<string>((resolve) => {
    const hear = (event: EnsureEvent) => {
      if (event.type !== "transition") events += 1;
      else transitions.push(`${event.resource} ${letter(event.from)}>${letter(event.to)}`);
      // The account's time advances after each response.
      if (event.type === "poll") clock.advance(20);
    };
    const observer = {
      next: hear,
      error: (error: { readonly code?: string }) => resolve(error.code ?? String(error)),
      complete: () => resolve("registered"),
    };
    const events$ =
      timeline === "notRegistered" ? watchEnsureEvents(config) : watchRegistrationEvents(config);
    const subscription = events$.subscribe(observer);
    leave = () => {
      subscription.unsubscribe();
      resolve("left");
    };
  });
  await checkEnd(timeline, interferes?.who, [...transitions, end], emulator);
  assert.equal(getEventListeners(controller.signal, "abort").length, 0, "A listener is left");
  await checkQuiet(line, events);
}

const letter = (status = "") => status.replace("REGISTRATION_", "")[0] ?? "";

async function checkEnd(
  timeline: keyof typeof STORIES,
  who: "abort" | "unsubscribe" | "denied" | undefined,
  story: readonly string[],
  emulator: Emulator,
): Promise<void> {
  const whole = STORIES[timeline];
  const ends = { abort: "aborted", unsubscribe: "left", denied: "SERVICE_CALL_FAILED" };
  if (who === undefined) assert.deepEqual(story, whole);
  else {
    assert.equal(story.at(-1), ends[who]);
    assert.deepEqual(story.slice(0, -1), whole.slice(0, story.length - 1), "Transitions in order, each once");
  }
  const accepted = emulator.requests.filter(
    ({ operation, status }) => operation === "RegisterAccount" && status === 200,
  );
  const most = timeline === "notRegistered" ? 1 : 0;
  assert(accepted.length <= most, `${accepted.length} registrations were accepted`);
}

/** Asserts that no client waits for a response and that every request, except at most one, was reported. */
async function checkQuiet(line: BadLine, events: number): Promise<void> {
  const patience = Date.now() + 30_000;
  while (line.waiting() > 0) {
    assert(Date.now() < patience, "A connection is left open");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assert(line.requests() <= events + 1, `${line.requests()} requests for ${events} responses and retries`);
}

export const sockets: Part = {
  name: "sockets",
  about:
    "through a proxy that resets, cuts, stalls, swallows, truncates, drips, delays, half-closes, refuses and restarts",
  runs: 200,
  few: 4,
  property: (tally) =>
    fc.asyncProperty(scripts, async (script) => {
      for (const { kind } of script.mishaps) tally.count(kind);
      if (script.interferes) tally.count(script.interferes.who);
      await play(script);
    }),
};
