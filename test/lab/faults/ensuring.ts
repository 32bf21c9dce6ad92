// `watchEnsureEvents()` with a service that counts registrations: it registers again only after a failed registration, or once on
// request, and no result is false.
import { strict as assert } from "node:assert";
import { getEventListeners } from "node:events";
import fc from "fast-check";
import { watchEnsureEvents } from "../../../src/index.js";
import type { Part } from "./campaign.js";
import {
  type RegisteringService,
  registeringService,
  type ServiceScript,
  serviceScripts,
} from "./registering-service.js";
import { inVirtualWorld } from "./virtual-world.js";

interface EnsureScript {
  readonly service: ServiceScript;
  readonly maxRegistrations: number;
  readonly maxWaitMs: number;
  readonly reregister: boolean;
  /** Whether the caller agrees to lose the stored Timestream metadata, with `registration: {}`. */
  readonly dropsTimestream: boolean;
  readonly dice: number;
}

const scripts: fc.Arbitrary<EnsureScript> = fc.record({
  service: serviceScripts,
  maxRegistrations: fc.integer({ min: 1, max: 4 }),
  maxWaitMs: fc.integer({ min: 5, max: 900 }).map((seconds) => 1000 * seconds),
  reregister: fc.boolean(),
  dropsTimestream: fc.boolean(),
  dice: fc.integer({ min: 0 }),
});

const REQUEST_TIMEOUT_S = 5;

interface Ending {
  readonly code: string;
  readonly atMs: number;
  readonly message: string;
}

/** Ensures the registration, then advances the time by a day. */
function play(script: EnsureScript) {
  return inVirtualWorld(script.dice, async (world) => {
    const service = registeringService(script.service, world);
    const { signal } = new AbortController();
    let ending: Ending | undefined;
    const end = (code: string, message = "") => {
      ending ??= { code, atMs: world.nowMs(), message };
    };
    watchEnsureEvents({
      client: service.client,
      maxRegistrations: script.maxRegistrations,
      maxWaitTime: script.maxWaitMs / 1000,
      reregister: script.reregister,
      requestTimeout: REQUEST_TIMEOUT_S,
      abortSignal: signal,
      ...(script.dropsTimestream && { registration: {} }),
    }).subscribe({ error: ({ code, message }) => end(code, message), complete: () => end("registered") });
    await world.runUntil(() => ending !== undefined);
    if (ending === undefined) throw new Error("watchEnsureEvents() neither settled nor continued");
    const left = world.timers() + getEventListeners(signal, "abort").length;
    const calls = service.calls.length;
    await world.advance(86_400_000);
    return { service, ending, left, afterwards: service.calls.length - calls };
  });
}

/** @throws AssertionError that describes the violation. */
function check(
  script: EnsureScript,
  { service, ending, left, afterwards }: Awaited<ReturnType<typeof play>>,
): void {
  checkAccepted(script, service);
  checkEnding(script, service, ending);
  assert.equal(left + afterwards, 0, "Something is left after the end");
  const registers = service.calls.filter(({ operation }) => operation === "register").length;
  assert(
    service.calls.length <= ending.atMs / 1000 + 2 * registers + 2,
    "It sends more than one request per second",
  );
}

/** Checks that RegisterAccount is accepted only if there is no registration, if the previous one failed, or once on request. */
function checkAccepted(
  { service: { before }, ...script }: EnsureScript,
  { accepted }: RegisteringService,
): void {
  assert(accepted.length <= script.maxRegistrations, "The service has accepted too many registrations");
  accepted.forEach(({ after }, index) => {
    const first = index === 0;
    const asked = first && script.reregister && after === "S";
    assert(after === "F" || (first && after === "-") || asked, `Registration ${index + 1} after ${after}`);
  });
  // Stored Timestream metadata is kept unless the caller agrees to lose it, also when registering again.
  const kept = accepted.every(({ input }) => "timestreamResources" in input && input.timestreamResources);
  assert(kept || script.dropsTimestream || !before?.timestream, "Timestream metadata is lost");
}

/** Checks that the result belongs to the latest registration, or to the failure that prevented one. */
function checkEnding(
  script: EnsureScript,
  { accepted, calls, shown }: RegisteringService,
  ending: Ending,
): void {
  const { code, atMs, message } = ending;
  const last = shown.at(-1);
  const isLatest = last?.of === accepted.length;
  const registers = calls.filter(({ operation }) => operation === "register");
  const mayBeAccepted = registers.filter(
    ({ mishap }) => !["throttled", "refused", "denied"].includes(mishap),
  ).length;
  switch (code) {
    case "registered": {
      assert(isLatest && last.letter === "S", "False success");
      const again = script.reregister && shown[0]?.letter === "S";
      assert(!again || accepted.length > 0 || mayBeAccepted > 0, "It did not register again");
      break;
    }
    case "REGISTRATION_FAILED": {
      assert(isLatest && last.letter === "F", "False failure");
      assert(message.includes(`reason ${last.of}`), "The reason is missing");
      const pauseMs = 1.1 * 5000 * 2 ** (mayBeAccepted - 1);
      const noTime = mayBeAccepted > 0 && atMs + pauseMs >= script.maxWaitMs;
      assert(mayBeAccepted >= script.maxRegistrations || noTime, "It ends too early");
      break;
    }
    case "TIMESTREAM_AT_RISK": {
      assert(
        isLatest && last.letter === "F" && message.includes(`reason ${last.of}`),
        "The failure is missing",
      );
      assert(
        script.service.before?.timestream && !script.dropsTimestream,
        "No Timestream metadata would be lost",
      );
      break;
    }
    case "SERVICE_CALL_FAILED": {
      const { operation, mishap } = calls.at(-1) ?? {};
      const unreachable =
        shown.length === 0 && atMs >= 10_000 && (mishap === "refused" || mishap?.startsWith("reset"));
      const conflict = script.service.conflicts && registers.at(-1)?.mishap === "none";
      assert(
        mishap === "denied" || unreachable || (conflict && operation !== undefined),
        `No fault justifies this error: ${message}`,
      );
      break;
    }
    case "REGISTER_UNKNOWN": {
      const lost = mayBeAccepted > accepted.filter(({ after }) => after !== undefined).length || !isLatest;
      assert(lost || registers.at(-1)?.mishap !== "none", "No response was lost");
      break;
    }
    case "REGISTER_NOT_ACCEPTED": {
      const { mishap = "none" } = registers.at(-1) ?? {};
      assert(["throttled", "refused"].includes(mishap), `RegisterAccount was not delayed: ${mishap}`);
      assert.equal(atMs, script.maxWaitMs, "It did not wait until the deadline");
      break;
    }
    case "STATUS_UNREADABLE":
      assert.equal(shown.length, 0, "A poll was answered");
      assert.equal(atMs, script.maxWaitMs, "It did not wait until the deadline");
      break;
    default:
      assert(code === "REGISTRATION_TIMEOUT" || (code === "NOT_REGISTERED" && mayBeAccepted === 0), code);
      assert.equal(atMs, script.maxWaitMs, "It did not wait until the deadline");
      break;
  }
}

export const ensuring: Part = {
  name: "ensuring",
  about:
    "watchEnsureEvents(): a service that counts accepted registrations, shows them late, and fails or hangs",
  runs: 20_000,
  few: 60,
  property: (tally) =>
    fc.asyncProperty(scripts, async (script) => {
      const played = await play(script);
      for (const { operation, mishap } of played.service.calls) tally.count(`${operation} ${mishap}`);
      check(script, played);
    }),
};
