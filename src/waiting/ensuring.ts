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
import { jitteredMs } from "../timing/backoff.js";
import { unconfirmedError } from "./deadline.js";
import type { EnsureEvent } from "./events.js";
import { historyOf, inputOf } from "./history.js";
import type { Judgement } from "./judge.js";
import { type Observer, platform, runWait, type Wait } from "./loop.js";
import { detailsOf, type Instant, type Progress, registrationsMade, startOf } from "./progress.js";
import { cutRegistration, registerStep } from "./registering.js";
import { end, judgedStep, type Next, polled, pollNext, type Step } from "./step.js";

type RequestEvent = CallEvent<RegistrationSnapshot | RegistrationReceipt>;

/** Starts a wait that registers the account if needed. @throws TypeError or RangeError that names an invalid option. */
export function startEnsuring(config: EnsureOptions, observer: Observer<EnsureEvent>): Cancel {
  const options = resolveEnsureOptions(config);
  const runtime = platform();
  return runWait(ensuring(options, runtime.timers), options, runtime, observer);
}

/** Returns a wait that registers the account if `decide` returns that. */
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
      return retrying(request, context, options, timers, !registers);
    },
    // The operation decides the type of its response.
    step: (progress, operation, event, now) =>
      operation === "RegisterAccount"
        ? registerStep(progress, event as CallEvent<RegistrationReceipt>, now, options)
        : judgedStep(progress, event as CallEvent<RegistrationSnapshot>, now, options, (judgement) =>
            decidedStep(judgement, now, options),
          ),
    cut: (progress, now) => cutRegistration(progress, now, options),
  };
}

/** Returns the step of a decision on a response that is believed. */
function decidedStep(
  judgement: Judgement,
  instant: Instant,
  options: ResolvedEnsureOptions,
): Step<EnsureEvent> {
  const { progress } = judgement;
  const { current } = progress;
  const decision = decide(historyOf(progress, options), current, options);
  const byCopy =
    decision.do === "give-up" && decision.because === "failed" && registrationsMade(progress) === 0;
  if (decision.do === "register" || byCopy) {
    const lookMs = byCopy ? options.consistencyGraceMs : options.lookAgainMs;
    const looking = lookAgain(judgement, lookMs, instant, options);
    if (looking) return looking;
  }
  const next = (): Next => {
    switch (decision.do) {
      case "wait":
        return pollNext(judgement, instant, options);
      case "register":
        return registerNext(progress, decision.because, instant, options);
      default:
        return end(errorOf(decision, progress, instant, options.registration));
    }
  };
  return polled(judgement, next(), instant);
}

/** Polls again before the first RegisterAccount, for `lookMs` milliseconds. */
function lookAgain(
  judgement: Judgement,
  lookMs: number,
  instant: Instant,
  options: ResolvedEnsureOptions,
): Step<EnsureEvent> | undefined {
  const { progress } = judgement;
  const { elapsedMs } = instant;
  const hesitatesSinceMs = progress.hesitatesSinceMs ?? elapsedMs;
  const graceEndsMs = hesitatesSinceMs + lookMs;
  if (elapsedMs >= graceEndsMs || registrationsMade(progress) > 0) return undefined;
  const looking = { ...judgement, progress: { ...progress, hesitatesSinceMs }, graceEndsMs };
  return polled(looking, pollNext(looking, instant, options), instant);
}

/** Registers now, or after a pause if a registration of this wait has failed. */
function registerNext(
  progress: Progress,
  because: Extract<Decision, { do: "register" }>["because"],
  instant: Instant,
  options: ResolvedEnsureOptions,
): Next {
  const registrations = registrationsMade(progress);
  const inMs = because === "failed" && registrations > 0 ? pauseAfter(registrations, options) : 0;
  const { current } = progress;
  // RegisterAccount could not be sent before the deadline, so the failure is the result.
  if (current !== undefined && inMs > 0 && instant.elapsedMs + inMs >= options.maxWaitMs)
    return end(new RegistrationFailedError(current, detailsOf(progress, instant)));
  return { do: "call", operation: "RegisterAccount", inMs };
}

/** About 5 s after the first failed registration, then twice as long each time, at most a minute. */
function pauseAfter(registrations: number, { random }: ResolvedEnsureOptions): number {
  const bounds = { minDelayMs: 0, maxDelayMs: 60_000 };
  return jitteredMs(5000 * 2 ** (registrations - 1), bounds, random);
}

/** Returns the error of a decision that ends the wait; `undefined` if the account is registered as requested. */
export function errorOf(
  decision: Exclude<Decision, { do: "register" | "wait" }>,
  progress: Progress,
  instant: Instant,
  registration: RegisterAccountInput = {},
): Error | undefined {
  const { current, lastSnapshot, awaited } = progress;
  const details = detailsOf(progress, instant);
  if (decision.do === "give-up" && awaited.unconfirmed !== undefined)
    return unconfirmedError(awaited.unconfirmed, details, lastSnapshot && statesOf(lastSnapshot));
  // Every other decision has a registration.
  const snapshot = current as RegistrationSnapshot;
  if (decision.do === "nothing")
    return decision.differs ? new ResourcesDifferError(snapshot, registration, details) : undefined;
  if (decision.do === "refuse") return new RegistrationFailedError(snapshot, details, "TIMESTREAM_AT_RISK");
  return decision.because === "outdated"
    ? new ResultOutdatedError(snapshot, awaited.since, details)
    : new RegistrationFailedError(snapshot, details);
}
