import { type CallEvent, retrying } from "../client/retrying.js";
import { readStatus, register } from "../client/source.js";
import { RegistrationFailedError, ResourcesDifferError, ResultOutdatedError } from "../errors.js";
import { type EnsureOptions, type ResolvedEnsureOptions, resolveEnsureOptions } from "../options/ensure.js";
import { type Decision, decide } from "../registration/decide.js";
import type { RegisterAccountInput, RegistrationReceipt } from "../registration/register-account.js";
import { statesOf } from "../registration/registration-state.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import type { Call } from "../rx/abort.js";
import type { Cancel, Timers } from "../rx/timers.js";
import { jitteredMs, REGISTER_PAUSE_MS } from "../timing/backoff.js";
import { unconfirmedError } from "./deadline.js";
import type { EnsureEvent } from "./events.js";
import { historyOf, inputOf } from "./history.js";
import type { Judgement } from "./judge.js";
import { type Observer, platform, runWait, type Wait } from "./loop.js";
import {
  detailsOf,
  type Instant,
  NOT_REGISTERING,
  type Progress,
  registrationsMade,
  startOf,
} from "./progress.js";
import { cutRegistration, registerStep } from "./registering.js";
import { end, judgedStep, type Next, polled, pollIn, pollNext, type Step } from "./step.js";

type RequestEvent = CallEvent<RegistrationSnapshot | RegistrationReceipt>;

/** Starts a wait that registers the account if needed. @throws TypeError or RangeError that names an invalid option. */
export function startEnsuring(config: EnsureOptions, observer: Observer<EnsureEvent>): Cancel {
  const options = resolveEnsureOptions(config);
  const runtime = platform();
  return runWait(ensuring(options, runtime.timers), options, runtime, observer);
}

/** Returns a wait that registers the account when `decide` returns that action. */
export function ensuring(options: ResolvedEnsureOptions, timers: Timers): Wait<RequestEvent, EnsureEvent> {
  const { client, requestTimeoutMs } = options;
  return {
    // No registration is known to have started: the first "not found" is believed.
    start: startOf(options.since, false),
    call: (operation, progress, context) => {
      const registers = operation === "RegisterAccount";
      const request: Call<RegistrationSnapshot | RegistrationReceipt> = registers
        ? register(client, inputOf(progress, options), requestTimeoutMs, timers)
        : readStatus(client, requestTimeoutMs, timers);
      const failures = registers ? progress.rejected?.requests : 0;
      return retrying(request, context, options, timers, !registers, failures);
    },
    // The operation decides the type of its response.
    step: (progress, operation, event, now) =>
      operation === "RegisterAccount"
        ? registerStep(progress, event as CallEvent<RegistrationReceipt>, now, options)
        : judgedStep(
            paced(progress, event, now, options),
            event as CallEvent<RegistrationSnapshot>,
            now,
            options,
            (judgement) => decidedStep(judgement, now, options),
          ),
    cut: (progress, now) => cutRegistration(progress, now, options),
  };
}

/**
 * Starts the delay before the next action again if a failed poll is not repeated before its end. Otherwise all copies of a
 * CloudFormation request would act at once, at the first poll that the service answers again.
 */
function paced(
  progress: Progress,
  event: RequestEvent,
  { elapsedMs }: Instant,
  { requestedAt }: ResolvedEnsureOptions,
): Progress {
  const { looksUntilMs } = progress;
  if (requestedAt === undefined || looksUntilMs === undefined || event.type !== "retry") return progress;
  const late = elapsedMs + (event.delayMs ?? 0) > looksUntilMs;
  return late ? { ...progress, looksUntilMs: undefined } : progress;
}

/** Returns the step of a decision on a response that is believed. */
function decidedStep(
  judgement: Judgement,
  instant: Instant,
  options: ResolvedEnsureOptions,
): Step<EnsureEvent> {
  const { progress } = judgement;
  const { elapsedMs } = instant;
  const decision = decide(historyOf(progress, options), progress.current, options);
  if (decision.do === "register" || decision.do === "give-up") {
    const looksUntilMs = progress.looksUntilMs ?? elapsedMs + delayBefore(decision, progress, options);
    const delayed = { ...judgement, progress: { ...progress, looksUntilMs }, graceEndsMs: looksUntilMs };
    const inMs = Math.max(0, looksUntilMs - elapsedMs);
    // If RegisterAccount could not be sent before the deadline, the failure of this wait's registration is the result.
    const tooLate = registrationsMade(progress) > 0 && elapsedMs + inMs >= options.maxWaitMs;
    if (!tooLate && (inMs > 0 || decision.do === "register"))
      return polled(delayed, nextIn(inMs, delayed, instant, options), instant);
  }
  const settled: Progress = { ...progress, ...NOT_REGISTERING };
  const decided = { ...judgement, progress: settled };
  const next =
    decision.do === "wait"
      ? pollNext(decided, instant, options)
      : end(errorOf(decision, settled, instant, options.registration));
  return polled(decided, next, instant);
}

/**
 * Returns the delay before a decision takes effect, in milliseconds. If another copy of a CloudFormation request may have made the
 * registration that failed, the delay is long enough to see that copy register again.
 */
function delayBefore(
  decision: Extract<Decision, { do: "register" | "give-up" }>,
  progress: Progress,
  options: ResolvedEnsureOptions,
): number {
  const { registrations, started = 0 } = historyOf(progress, options);
  const lost = progress.registrations.lost > 0 && options.requestedAt !== undefined;
  const registers = decision.do === "register";
  if (registers && registrations === 0) return options.lookAgainMs;
  const byCopy = registers ? lost : started > registrations;
  if (decision.because !== "failed" || !(registers || byCopy)) return 0;
  const graces = byCopy ? (registers ? 1 : 2) : 0;
  return pauseAfter(Math.max(registrations, started), options) + graces * options.consistencyGraceMs;
}

/** Returns the next action, if the decision takes effect in `inMs`: a poll at that time, because someone else may act before. */
function nextIn(inMs: number, delayed: Judgement, instant: Instant, options: ResolvedEnsureOptions): Next {
  if (inMs === 0) return { do: "call", operation: "RegisterAccount", inMs };
  return registrationsMade(delayed.progress) > 0 ? pollIn(inMs) : pollNext(delayed, instant, options);
}

/**
 * Returns the delay before the next RegisterAccount, in milliseconds: about 5 s after the first failed registration, then twice
 * as long each time, at most a minute.
 */
function pauseAfter(registrations: number, { random }: ResolvedEnsureOptions): number {
  const bounds = { minDelayMs: 0, maxDelayMs: REGISTER_PAUSE_MS.longest };
  return jitteredMs(REGISTER_PAUSE_MS.first * 2 ** (registrations - 1), bounds, random);
}

/**
 * Returns the error of a decision that ends the wait; `undefined` if the account is registered as requested. A decision to register
 * that comes too late ends it like `give-up`.
 */
export function errorOf(
  decision: Exclude<Decision, { do: "wait" }>,
  progress: Progress,
  instant: Instant,
  registration: RegisterAccountInput = {},
): Error | undefined {
  const { current, lastSnapshot, awaited } = progress;
  const details = detailsOf(progress, instant);
  if (awaited.unconfirmed !== undefined)
    return unconfirmedError(awaited.unconfirmed, details, lastSnapshot && statesOf(lastSnapshot));
  // For every other decision, the service has shown a registration.
  const snapshot = current as RegistrationSnapshot;
  if (decision.do === "nothing")
    return decision.differs ? new ResourcesDifferError(snapshot, registration, details) : undefined;
  if (decision.do === "refuse") return new RegistrationFailedError(snapshot, details, "TIMESTREAM_AT_RISK");
  return decision.because === "outdated"
    ? new ResultOutdatedError(snapshot, awaited.since, details)
    : new RegistrationFailedError(snapshot, details);
}
