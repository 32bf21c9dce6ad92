import type { Failure } from "../failures/failure.js";
import { isRegistrationError, type RegistrationSnapshot } from "../index.js";
import { type ResolvedEnsureOptions, resolveEnsureOptions } from "../options/ensure.js";
import { type Patience, resolveWaiterOptions } from "../options/waiter.js";
import { REGIONS } from "../text/regions.js";
import { ensuring } from "../waiting/ensuring.js";
import type { EnsureEvent } from "../waiting/events.js";
import { type Observer, platform, runWait, type Wait } from "../waiting/loop.js";
import { outcomeOf } from "../waiting/outcome.js";
import { polling } from "../waiting/polling.js";
import { type Progress, startOf } from "../waiting/progress.js";
import { ensureConfigOf, type HandlerOptionsWithClient } from "./config.js";
import type { RequestLog } from "./log.js";
import { type HandlerTimes, handlerTimes } from "./names.js";
import { regionOf } from "./physical-id.js";
import type { OnEventRequest } from "./protocol.js";
import type { RegistrationTask } from "./task.js";

/** The clock and the time limits of the handlers. */
export interface HandlerRuntime {
  readonly times: HandlerTimes;
  /** Returns the time of the wall clock, which several invocations share, in milliseconds. */
  readonly now: () => number;
}

export const lambdaRuntime: HandlerRuntime = Object.freeze({ times: handlerTimes, now: () => Date.now() });

/** A Create or an Update to carry out. */
export interface Job extends HandlerRuntime {
  readonly request: OnEventRequest;
  readonly task: RegistrationTask;
  readonly config: HandlerOptionsWithClient;
  readonly log: RequestLog;
  readonly startedAtMs: number;
  /** Time limit in milliseconds. */
  readonly timeMs: number;
}

/** The result of a job: the response with the registered account, or the deadline's error with the state to continue from. */
export type JobResult =
  | { readonly snapshot: RegistrationSnapshot; readonly progress: Progress }
  | { readonly snapshot?: undefined; readonly progress: Progress; readonly error: Error };

/** Registers the account if needed, and waits until it is registered or the time has elapsed. @throws Any earlier error. */
export async function reconcile(job: Job): Promise<JobResult> {
  const { config, log, timeMs } = job;
  const runtime = platform();
  const { timers } = runtime;
  let progress = startOf(undefined);
  const seen = (latest: Progress) => {
    progress = latest;
  };
  const start = (waiting: Observer<EnsureEvent>) => {
    const next = (event: EnsureEvent) => {
      log.event(event);
      waiting.next(event);
    };
    const observer = { ...waiting, next };
    if (config.mode === "wait-only") {
      const waiter = resolveWaiterOptions({ ...ensureConfigOf(config), maxWaitTime: timeMs / 1000 });
      const options = { ...waiter, patience: patienceOf(job) };
      return runWait(watched(polling(options, timers), seen), options, runtime, observer);
    }
    const options = ensureOptionsOf(job);
    return runWait(watched(ensuring(options, timers), seen), options, runtime, observer);
  };
  try {
    const snapshot = await outcomeOf("last", start);
    return { snapshot, progress };
  } catch (error) {
    if (isRegistrationError(error) && error.elapsedMs >= timeMs) return { progress, error };
    throw error;
  }
}

/** Returns the same wait, which also reports every state to `seen`. */
function watched<T, E>(wait: Wait<T, E>, seen: (progress: Progress) => void): Wait<T, E> {
  return {
    ...wait,
    step: (...args) => {
      const step = wait.step(...args);
      seen(step.progress);
      return step;
    },
    cut: (before, now) => {
      const progress = wait.cut?.(before, now) ?? before;
      seen(progress);
      return progress;
    },
  };
}

/**
 * A handler that starts later than this after its request was signed counts as a redelivery, and polls for the whole grace period
 * before it registers. Copies share no store, so they cannot be put in order: polling for a random time makes it less likely that
 * two of them register at the same moment.
 */
const REDELIVERED_MS = 5000;

function ensureOptionsOf(job: Job): ResolvedEnsureOptions {
  const { task, config, times, startedAtMs, timeMs } = job;
  const options = resolveEnsureOptions({ ...ensureConfigOf(config), maxWaitTime: timeMs / 1000 });
  const { registration, reregister, requestedAt } = task;
  const redelivered = startedAtMs - requestedAt.getTime() > REDELIVERED_MS;
  const spreadMs = Math.min(1000 * times.spread, timeMs / 4) * options.random();
  return {
    ...options,
    registration,
    requestedAt,
    reregister,
    lookAgainMs: (redelivered ? options.consistencyGraceMs : 0) + spreadMs,
    patience: patienceOf(job),
  };
}

/**
 * Returns the failures that are transient in a handler, although they end other waits: a new role is not visible everywhere at
 * once, and a VPC's route to the service may come up late. In a region without the service, the service's host does not exist, so
 * an unreachable service still ends the wait.
 */
export function patienceOf({ request, times }: Pick<Job, "request" | "times">): Patience {
  const inRegion = REGIONS.includes(regionOf(request.StackId) ?? "");
  const isDenied = (topic: Failure["topic"]) => topic === "access-denied" || topic === "action-denied";
  return {
    delayMs: 1000 * times.pause,
    covers: ({ kind, topic }: Failure, elapsedMs: number) =>
      kind === "unreachable" ? inRegion : isDenied(topic) && elapsedMs < 1000 * times.accessGrace,
  };
}
