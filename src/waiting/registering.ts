import { catchError, type Observable, of, type SchedulerLike, throwError } from "rxjs";
import { classify, retryAfterOf, wasSent } from "../client/classify.js";
import { asError, type CallEvent } from "../client/retrying.js";
import { type RegisterAnswer, register } from "../client/source.js";
import type { EnsureOptions } from "../options/ensure.js";
import type { RegisterAccountInput } from "../registration/register-account.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { fullJitterMs } from "../timing/backoff.js";
import type { RegistrationRegister, RegistrationRetry } from "./events.js";
import type { Instant, Progress } from "./progress.js";
import { callStep, type Step } from "./step.js";

/** RegisterAccount was called, and nobody knows whether it was carried out. */
export interface LostCall {
  readonly type: "lost";
  readonly error: Error;
}

/**
 * One call of RegisterAccount. One whose answer was lost is not made again, but told: the operation takes no idempotency token, so
 * only a look at the account can say whether it was accepted.
 */
export function registering(
  { client, requestTimeoutMs }: EnsureOptions,
  input: RegisterAccountInput,
  scheduler: SchedulerLike,
): Observable<RegisterAnswer | LostCall> {
  return register(client, input, requestTimeoutMs, scheduler).pipe(
    catchError((error: unknown) => {
      const lost = ["transient", "unreachable"].includes(classify(error)) && wasSent(error);
      return lost ? of<LostCall>({ type: "lost", error: asError(error) }) : throwError(() => error);
    }),
  );
}

/** What RegisterAccount is called with: what was asked for, or what an account has that is registered again as it is. */
export function inputOf({ registeredWith, current }: Progress, options: EnsureOptions): RegisterAccountInput {
  if (options.registration !== undefined) return options.registration;
  if (registeredWith !== undefined) return registeredWith;
  const stored = options.reregister ? current?.timestreamRegistrationResponse : undefined;
  if (stored === undefined) return {};
  const { timestreamDatabaseName, timestreamTableName } = stored;
  return { timestreamResources: { timestreamDatabaseName, timestreamTableName } };
}

/** What ensuring makes of one thing that a call of RegisterAccount told. */
export function registerStep(
  before: Progress,
  told: CallEvent | RegisterAnswer | LostCall,
  instant: Instant,
  options: EnsureOptions,
): Step<RegistrationRetry | RegistrationRegister> {
  switch (told.type) {
    case "registered":
      return registered(before, told, instant, options);
    case "lost":
      return lost(before, told, instant, options);
    default:
      return callStep(before, told, "RegisterAccount", instant);
  }
}

function registered(
  before: Progress,
  { receipt }: RegisterAnswer,
  { elapsedMs }: Instant,
  options: EnsureOptions,
): Step<RegistrationRegister> {
  const since = receipt?.lastModificationTime ?? receipt?.creationTime ?? justAfter(before.lastSnapshot);
  const progress = { ...waitingAnew(before, since, elapsedMs, options), failure: undefined };
  const event = {
    type: "register",
    registration: progress.registrations,
    registerAccountStatus: receipt?.registerAccountStatus,
    since,
    attempt: progress.attempts,
    elapsedMs,
  } as const;
  return {
    progress,
    events: [Object.freeze(event)],
    next: { call: "GetRegisterAccountStatus", inMs: 0 },
  };
}

function lost(
  before: Progress,
  { error }: LostCall,
  { elapsedMs, wallClockMs }: Instant,
  options: EnsureOptions,
): Step<RegistrationRetry> {
  const anew = waitingAnew(before, justAfter(before.lastSnapshot), elapsedMs, options);
  const progress = { ...anew, lostCall: error, failure: error };
  const backoffMs = fullJitterMs(progress.registrations, options.random);
  const nextDelayMs = Math.max(options.minDelayMs, retryAfterOf(error, wallClockMs), backoffMs);
  if (elapsedMs + nextDelayMs >= options.maxWaitMs) return { progress, events: [], next: "at-deadline" };
  const { attempts: attempt } = progress;
  const operation = "RegisterAccount";
  const retry = {
    type: "retry",
    operation,
    error,
    throttled: false,
    attempt,
    elapsedMs,
    nextDelayMs,
  } as const;
  return {
    progress,
    events: [Object.freeze(retry)],
    next: { call: "GetRegisterAccountStatus", inMs: nextDelayMs },
  };
}

/** Another wait begins: with its own grace and its own start of the cadence, but one count of calls. */
function waitingAnew(
  before: Progress,
  since: Date | undefined,
  elapsedMs: number,
  options: EnsureOptions,
): Progress {
  return {
    ...before,
    since,
    begun: true,
    waitingSinceMs: elapsedMs,
    beganMs: undefined,
    changedMs: undefined,
    notFoundSinceMs: undefined,
    outdatedSinceMs: undefined,
    registering: false,
    registrations: before.registrations + 1,
    registeredWith: inputOf(before, options),
    lostCall: undefined,
  };
}

/** What has begun since is newer than the verdict that was seen. */
function justAfter(snapshot: RegistrationSnapshot | undefined): Date | undefined {
  const reachedAt = snapshot?.lastModificationTime ?? snapshot?.creationTime;
  return reachedAt && new Date(reachedAt.getTime() + 1);
}
