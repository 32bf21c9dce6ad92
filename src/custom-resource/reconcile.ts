import { type Observable, tap } from "rxjs";
import type { Failure } from "../failures/failure.js";
import { isRegistrationError, type RegistrationSnapshot } from "../index.js";
import { type EnsureOptions, resolveEnsureConfig } from "../options/ensure.js";
import { type Patience, resolveWaiterConfig } from "../options/waiter.js";
import { REGIONS } from "../text/regions.js";
import { ensuring } from "../waiting/ensuring.js";
import type { EnsureEvent } from "../waiting/events.js";
import { platform, type Wait, waitLoop } from "../waiting/loop.js";
import { lastSnapshot } from "../waiting/outcome.js";
import { polling } from "../waiting/polling.js";
import { type Progress, startOf } from "../waiting/progress.js";
import { type ClientConfig, ensureConfigOf } from "./config.js";
import type { RequestLog } from "./log.js";
import { type HandlerTimes, handlerTimes } from "./names.js";
import { regionOf } from "./physical-id.js";
import type { OnEventRequest } from "./protocol.js";
import type { RegistrationTask } from "./task.js";

/** The clock and the time limits that the handlers run by. */
export interface HandlerRuntime {
  readonly times: HandlerTimes;
  /** The wall clock, which several invocations share; in milliseconds. */
  readonly now: () => number;
}

export const lambdaRuntime: HandlerRuntime = Object.freeze({ times: handlerTimes, now: () => Date.now() });

/** A Create or an Update to carry out. */
export interface Job extends HandlerRuntime {
  readonly request: OnEventRequest;
  readonly task: RegistrationTask;
  readonly config: ClientConfig;
  readonly log: RequestLog;
  readonly startedAtMs: number;
  /** How long it may take. */
  readonly timeMs: number;
}

/** The end of a job: the response that shows that it is done, or the error of its deadline with the state to continue from. */
export type Reached =
  | { readonly snapshot: RegistrationSnapshot; readonly progress: Progress }
  | { readonly snapshot?: undefined; readonly progress: Progress; readonly error: Error };

/** Registers the account if needed, and waits until it is registered or the time is over. @throws Any other end of the wait. */
export async function reconcile(job: Job): Promise<Reached> {
  const { config, log, timeMs } = job;
  const runtime = platform();
  const { scheduler } = runtime;
  let progress = startOf(undefined);
  const seen = (latest: Progress) => {
    progress = latest;
  };
  const events = (): Observable<EnsureEvent> => {
    if (config.mode === "wait-only") {
      const waiter = resolveWaiterConfig({ ...ensureConfigOf(config), maxWaitTime: timeMs / 1000 });
      const options = { ...waiter, patience: patienceOf(job) };
      return waitLoop(watched(polling(options, scheduler), seen), options, runtime);
    }
    const options = ensureOptionsOf(job);
    return waitLoop(watched(ensuring(options, scheduler), seen), options, runtime);
  };
  try {
    const snapshot = await lastSnapshot(events().pipe(tap((event) => log.event(event))));
    return { snapshot, progress };
  } catch (error) {
    if (isRegistrationError(error) && error.elapsedMs >= timeMs) return { progress, error };
    throw error;
  }
}

/** Reports every state of a wait. */
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

/** A handler that starts so long after its request was signed is a redelivery: another copy may be at work. */
const REDELIVERED_MS = 5000;

function ensureOptionsOf(job: Job): EnsureOptions {
  const { task, config, times, startedAtMs, timeMs } = job;
  const options = resolveEnsureConfig({ ...ensureConfigOf(config), maxWaitTime: timeMs / 1000 });
  const { registration, again, requestedAt } = task;
  const redelivered = startedAtMs - requestedAt.getTime() > REDELIVERED_MS;
  const spreadMs = Math.min(1000 * times.spread, timeMs / 4) * options.random();
  return {
    ...options,
    registration,
    requestedAt,
    reregister: again === "if-different" ? again : again === "always",
    lookAgainMs: redelivered ? options.consistencyGraceMs : spreadMs,
    patience: patienceOf(job),
  };
}

/**
 * Failures that are transient within the time of a handler, although a wait in a script ends with them: a new role is not known
 * everywhere at once, and a VPC's way to the service may come up late. Without the service, its host is never found.
 */
export function patienceOf({ request, times }: Pick<Job, "request" | "times">): Patience {
  const inRegion = REGIONS.includes(regionOf(request.StackId) ?? "");
  return {
    delayMs: 1000 * times.pause,
    covers: ({ kind, topic }: Failure, elapsedMs: number) =>
      kind === "unreachable" ? inRegion : topic === "access-denied" && elapsedMs < 1000 * times.accessGrace,
  };
}
