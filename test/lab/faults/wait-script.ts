// A wait in virtual time: its options, the outcome of each request, the time when the caller leaves, and the recorded trace.
import fc from "fast-check";
import type { Subscription } from "rxjs";
import {
  type CadenceContext,
  getRegistration,
  type RegistrationEvent,
  watchRegistrationEvents,
} from "../../../src/index.js";
import { type Reply, replies, SINCE } from "./replies.js";
import { type Call, type Held, held, scriptedSource } from "./source.js";
import { inVirtualWorld } from "./virtual-world.js";

/** Options of a wait, in milliseconds. */
export interface Options {
  readonly maxWaitMs: number;
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  readonly requestTimeoutMs: number;
  readonly graceMs: number;
  /** Delay that the cadence returns; `undefined` for the default cadence. */
  readonly paceMs: number | undefined;
  /** Whether any response is enough: `getRegistration()`. */
  readonly anyAnswer: boolean;
  /** Whether results older than `SINCE` belong to a previous registration. */
  readonly since: boolean;
}

export interface WaitScript {
  readonly options: Options;
  readonly replies: readonly Reply[];
  /** How the caller leaves before the end, if at all. */
  readonly leaving: { readonly how: "abort" | "unsubscribe"; readonly atMs: number } | undefined;
  readonly dice: number;
}

interface Ending {
  readonly how: "complete" | "error" | "left";
  readonly atMs: number;
  /** The error, or the promise's value. */
  readonly result?: unknown;
}

/** Trace of a wait. */
export interface Trace {
  readonly calls: readonly Call[];
  /** Emitted events; `undefined` for a promise, which has only a result. */
  readonly events: readonly RegistrationEvent[] | undefined;
  /** Contexts that the script's cadence received; none with the default cadence. */
  readonly asked: readonly CadenceContext[];
  readonly ending: Ending;
  /** Resources held at the end, and the number of later requests and events. */
  readonly held: Held;
  readonly afterwards: number;
}

export const REASON = "the caller's reason";

const quarters = (min: number, max: number) => fc.integer({ min, max }).map((n) => 250 * n);

export const waitScripts: fc.Arbitrary<WaitScript> = fc
  .record({
    minDelayMs: quarters(1, 20),
    spread: fc.constantFrom(1, 1, 1.5, 8),
    reads: fc.integer({ min: 1, max: 40 }),
    endless: fc.boolean(),
    requestTimeoutMs: quarters(2, 120),
    graceMs: quarters(0, 120),
    paceMs: fc.option(quarters(1, 80), { nil: undefined }),
    since: fc.boolean(),
    replies: fc.array(replies, { minLength: 1, maxLength: 12 }),
    leaving: fc.option(
      fc.record({
        how: fc.constantFrom("abort", "unsubscribe"),
        atMs: fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 60_000 })),
      }),
      { nil: undefined, freq: 2 },
    ),
    dice: fc.integer({ min: 0 }),
  })
  .map(({ spread, reads, endless, replies, leaving, dice, ...options }) => {
    const maxDelayMs = options.minDelayMs * spread;
    // Only a deadline or the caller is sure to end a script.
    const maxWaitMs = endless && leaving ? Number.POSITIVE_INFINITY : options.minDelayMs * reads;
    return { options: { ...options, anyAnswer: false, maxDelayMs, maxWaitMs }, replies, leaving, dice };
  });

const ONE_ANSWER = {
  anyAnswer: true,
  minDelayMs: 1000,
  maxDelayMs: 60_000,
  graceMs: 0,
  paceMs: undefined,
  since: false,
};

/** A script for a single response. It has only time limits as options, and its caller can leave only by an abort. */
export const readScripts: fc.Arbitrary<WaitScript> = waitScripts.map(({ options, leaving, ...script }) => ({
  ...script,
  options: { ...options, ...ONE_ANSWER },
  leaving: leaving && { ...leaving, how: "abort" },
}));

/** Returns the options of the library, with a cadence that records its contexts. */
function configOf({ paceMs, since, ...options }: Options, asked: CadenceContext[]) {
  return {
    maxWaitTime: options.maxWaitMs / 1000,
    minDelay: options.minDelayMs / 1000,
    maxDelay: options.maxDelayMs / 1000,
    requestTimeout: options.requestTimeoutMs / 1000,
    consistencyGrace: options.graceMs / 1000,
    ...(paceMs !== undefined && {
      cadence: (context: CadenceContext) => {
        asked.push(context);
        return paceMs / 1000;
      },
    }),
    ...(since && { since: SINCE }),
  };
}

/** Plays a script, then advances the time by a day. */
export function playWait({ options, replies, leaving, dice }: WaitScript): Promise<Trace> {
  return inVirtualWorld(dice, async (world) => {
    const source = scriptedSource(replies, world);
    const controller = new AbortController();
    const { signal } = controller;
    const events: RegistrationEvent[] = [];
    const asked: CadenceContext[] = [];
    let ending: Ending | undefined;
    const end = (how: Ending["how"], result?: unknown) => {
      clearTimeout(leaver);
      ending ??= { how, atMs: world.nowMs(), result };
    };
    const leave = () => {
      if (leaving?.how === "abort") return controller.abort(REASON);
      subscription?.unsubscribe();
      end("left");
    };
    const leaver = leaving && setTimeout(leave, leaving.atMs);
    const subscription = start();
    await world.runUntil(() => ending !== undefined);
    if (ending === undefined) throw new Error("The wait neither settled nor continued");
    const atEnd = held(world, source, signal);
    const before = source.calls.length + events.length;
    await world.advance(86_400_000);
    const afterwards = source.calls.length + events.length - before;
    return {
      calls: source.calls,
      events: options.anyAnswer ? undefined : events,
      asked,
      ending,
      held: atEnd,
      afterwards,
    };

    function start(): Subscription | undefined {
      const config = { client: source.client, abortSignal: signal, ...configOf(options, asked) };
      if (!options.anyAnswer) {
        return watchRegistrationEvents(config).subscribe({
          next: (event) => events.push(event),
          error: (error) => end("error", error),
          complete: () => end("complete"),
        });
      }
      const { client, abortSignal, maxWaitTime, requestTimeout } = config;
      getRegistration({ client, abortSignal, maxWaitTime, requestTimeout }).then(
        (snapshot) => end("complete", snapshot),
        (error) => end("error", error),
      );
      return undefined;
    }
  });
}
