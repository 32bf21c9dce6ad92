// `createRegistrationPoller()` beside its model, under random actions of consumers, service and clock.
import { strict as assert } from "node:assert";
import { getEventListeners } from "node:events";
import fc from "fast-check";
import type { Subscription } from "rxjs";
import { createRegistrationPoller, type RegistrationPoller } from "../../../src/index.js";
import { answer, serviceError } from "../../support/answers.js";
import type { Part, Tally } from "./campaign.js";
import { type Consumer, MAX_WAIT_S, PACE_S, PollerModel, type ServiceState } from "./poller-model.js";
import { inVirtualWorld, type World } from "./virtual-world.js";

/** A poller, with the events that its consumers received. */
interface Real {
  readonly world: World;
  readonly poller: RegistrationPoller;
  readonly controller: AbortController;
  readonly consumers: Consumer[];
  readonly subscriptions: (Subscription | undefined)[];
  serviceState: ServiceState;
  reads: number;
}

type Command = fc.AsyncCommand<PollerModel, Real>;

const FAILURES: Partial<Record<ServiceState, () => Error>> = {
  throttled: () => serviceError("ThrottlingException", { $metadata: { httpStatusCode: 429 } }),
  unavailable: () => serviceError("ServiceUnavailable", { $metadata: { httpStatusCode: 503 } }),
  accessDenied: () => serviceError("AccessDeniedException", { $metadata: { httpStatusCode: 403 } }),
};

function realOf(world: World): Real {
  const controller = new AbortController();
  const client = async () => {
    real.reads += 1;
    const failure = FAILURES[real.serviceState]?.();
    if (failure) throw failure;
    return answer(real.serviceState);
  };
  const poller = createRegistrationPoller({
    client,
    abortSignal: controller.signal,
    minDelay: PACE_S,
    maxDelay: PACE_S,
    maxWaitTime: MAX_WAIT_S,
    random: () => 0,
  });
  const real: Real = {
    world,
    poller,
    controller,
    consumers: [],
    subscriptions: [],
    serviceState: "PP",
    reads: 0,
  };
  return real;
}

const letter = (status: string | undefined) => status?.replace("REGISTRATION_", "")[0] ?? "";
const endOf = (error: unknown) => String((error as { readonly code?: string }).code ?? error);

function subscribe({ poller, consumers, subscriptions }: Real): void {
  const consumer: Consumer = { kind: "subscriber", transitions: [] };
  consumers.push(consumer);
  const subscription = poller.transitions$.subscribe({
    next: ({ resource, from, to }) => consumer.transitions.push(`${resource} ${letter(from)}>${letter(to)}`),
    error: (error) => {
      consumer.end = endOf(error);
    },
    complete: () => {
      consumer.end = "registered";
    },
  });
  subscriptions.push(subscription);
}

function awaitIt({ poller, consumers, subscriptions }: Real): void {
  const consumer: Consumer = { kind: "promise", transitions: [] };
  consumers.push(consumer);
  subscriptions.push(undefined);
  poller.waitUntilRegistered().then(
    ({ accountStatus }) => {
      consumer.end = accountStatus === "REGISTRATION_SUCCESS" ? "registered" : accountStatus;
    },
    (error) => {
      consumer.end = endOf(error);
    },
  );
}

/** Returns a command that acts on the poller and the model, and then expects the same events of both. */
function command(
  name: string,
  run: (model: PollerModel, real: Real) => Promise<void> | void,
  check: Command["check"] = () => true,
): Command {
  return {
    toString: () => name,
    check,
    run: async (model, real) => {
      await run(model, real);
      await real.world.advance(0);
      compare(model, real);
    },
  };
}

function compare(model: PollerModel, { world, controller, consumers, reads }: Real): void {
  const heard = (consumer: Consumer) =>
    consumer.kind === "promise" ? { kind: consumer.kind, end: consumer.end } : consumer;
  assert.deepEqual(consumers.map(heard), model.consumers.map(heard));
  assert.equal(reads, model.reads, "The number of polls differs from the model");
  // A running loop has a timer for the deadline, and one for the next poll unless a request is in flight.
  if (model.running) return;
  assert.equal(world.timers(), 0, "A timer is left");
  assert.equal(getEventListeners(controller.signal, "abort").length, 0, "A listener is left");
}

const serviceState = fc.constantFrom<ServiceState>(
  "PP",
  "PP",
  "PS",
  "PS",
  "SS",
  "FF",
  "throttled",
  "throttled",
  "unavailable",
  "accessDenied",
);

const commands = (tally: Tally) => [
  fc.constant(
    command("subscribe", (model, real) => {
      model.come("subscriber");
      subscribe(real);
    }),
  ),
  fc.constant(
    command("await", (model, real) => {
      model.come("promise");
      awaitIt(real);
    }),
  ),
  fc.nat({ max: 5 }).map((n) =>
    command(
      `unsubscribe ${n}`,
      (model, real) => {
        const subscribers = model.listening.filter(({ kind }) => kind === "subscriber");
        const consumer = subscribers[n % subscribers.length];
        if (!consumer) return;
        const index = model.consumers.indexOf(consumer);
        model.leave(consumer);
        real.subscriptions[index]?.unsubscribe();
        Object.assign(real.consumers[index] ?? {}, { end: "left" });
      },
      (model) => model.listening.some(({ kind }) => kind === "subscriber"),
    ),
  ),
  fc.integer({ min: 1, max: 120 }).map((seconds) =>
    command(`advance ${seconds} s`, async (model, real) => {
      model.advance(seconds);
      await real.world.advance(1000 * seconds);
    }),
  ),
  serviceState.map((word) =>
    command(`the service returns ${word}`, (model, real) => {
      tally.count(word);
      model.serviceState = word;
      real.serviceState = word;
    }),
  ),
  fc.constant(
    command("abort", (model, real) => {
      model.abort();
      real.controller.abort("aborted");
    }),
  ),
];

export const pollers: Part = {
  name: "pollers",
  about:
    "createRegistrationPoller(): subscribe, unsubscribe, await, abort and advance, with random responses, compared with a model",
  runs: 10_000,
  few: 40,
  property: (tally) =>
    fc.asyncProperty(fc.commands(commands(tally), { maxCommands: 30, size: "max" }), (script) =>
      inVirtualWorld(1, (world) =>
        fc.asyncModelRun(() => ({ model: new PollerModel(), real: realOf(world) }), script),
      ),
    ),
};
