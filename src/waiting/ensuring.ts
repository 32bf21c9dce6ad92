import { type CallEvent, retrying } from "../client/retrying.js";
import { readStatus, register } from "../client/source.js";
import { RegistrationFailedError, ResourcesDifferError, ResultOutdatedError } from "../errors.js";
import { type EnsureOptions, type ResolvedEnsureOptions, resolveEnsureOptions } from "../options/ensure.js";
import { type Decision, decide, type History } from "../registration/decide.js";
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
import { end, judgedStep, type Next, polled, pollIn, pollNext, type Step } from "./step.js";

type Told = CallEvent<RegistrationSnapshot | RegistrationReceipt>;

/** Starts a wait that registers the account if needed. @throws TypeError or RangeError that names an invalid option. */
export function startEnsuring(config: EnsureOptions, observer: Observer<EnsureEvent>): Cancel {
  const options = resolveEnsureOptions(config);
  const runtime = platform();
  return runWait(ensuring(options, runtime.timers), options, runtime, observer);
}

/** Returns a wait that registers the account if `decide` returns that. */
export function ensuring(options: ResolvedEnsureOptions, timers: Timers): Wait<Told, EnsureEvent> {
  const { client, requestTimeoutMs } = options;
  return {
    // No registration is known to have started: the first "not found" is believed.
    start: startOf(options.since, false),
    call: (operation, progress, context) => {
      const registers = operation === "RegisterAccount";
      const request: Call<RegistrationSnapshot | RegistrationReceipt> = registers
        ? register(client, inputOf(progress, options), requestTimeoutMs, timers)
        : readStatus(client, requestTimeoutMs, timers);
      const failures = registers && progress.registering ? progress.registrations.rejected : 0;
      return retrying(request, context, options, timers, !registers, failures);
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
  const history = historyOf(judgement.progress, options);
  const decision = decide(history, judgement.progress.current, options);
  const looksUntilMs =
    decision.do === "wait"
      ? undefined
      : (judgement.progress.looksUntilMs ??
        instant.elapsedMs + delayBefore(decision, history, judgement.progress, options));
  const registering = decision.do === "register" ? judgement.progress.registering : undefined;
  const progress = { ...judgement.progress, registering, looksUntilMs };
  const decided = { ...judgement, progress, ...(looksUntilMs && { graceEndsMs: looksUntilMs }) };
  return polled(decided, nextAfter(decision, decided, instant, options), instant);
}

function nextAfter(
  decision: Decision,
  decided: Judgement,
  instant: Instant,
  options: ResolvedEnsureOptions,
): Next {
  const { progress } = decided;
  const { current, looksUntilMs = 0 } = progress;
  const inMs = Math.max(0, looksUntilMs - instant.elapsedMs);
  if (decision.do === "wait") return pollNext(decided, instant, options);
  // The deadline comes before the next registration, so the failure is the result.
  if (current !== undefined && registrationsMade(progress) > 0 && looksUntilMs >= options.maxWaitMs)
    return end(new RegistrationFailedError(current, detailsOf(progress, instant)));
  if (inMs > 0 && options.requestedAt !== undefined)
    return registrationsMade(progress) > 0 ? pollIn(inMs) : pollNext(decided, instant, options);
  if (decision.do === "register") return { do: "call", operation: "RegisterAccount", inMs };
  return end(errorOf(decision, progress, instant, options.registration));
}

/**
 * Returns the delay before a decision takes effect, in milliseconds. If another copy of a CloudFormation request may have made the
 * registration that failed, that copy registers again, which must be visible first.
 */
function delayBefore(
  decision: Decision,
  { registrations, started }: History,
  { registrations: { lost } }: Progress,
  options: ResolvedEnsureOptions,
): number {
  const registers = decision.do === "register";
  if (registers && registrations === 0) return options.lookAgainMs;
  const byCopy = started > registrations || (registers && lost > 0 && options.requestedAt !== undefined);
  if (!("because" in decision) || decision.because !== "failed" || !(registers || byCopy)) return 0;
  return pauseAfter(Math.max(registrations, started), options) + (byCopy ? options.consistencyGraceMs : 0);
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
