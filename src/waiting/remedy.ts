import { AccountNotRegisteredError, RegistrationFailedError, ServiceCallError } from "../errors.js";
import type { EnsureOptions } from "../options/ensure.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { isOutdated } from "../registration/verdict.js";
import { jitteredMs } from "../timing/backoff.js";
import type { EnsureEvent } from "./events.js";
import { evidenceOf, type Instant, type Progress } from "./progress.js";
import { inputOf } from "./registering.js";
import type { Next, Step } from "./step.js";

/** What ensuring makes of a step that would end the wait: it registers the account where that mends it. */
export function remedied(
  step: Step<EnsureEvent>,
  instant: Instant,
  options: EnsureOptions,
): Step<EnsureEvent> {
  const { next, progress } = step;
  if (typeof next === "string" || !("end" in next)) return step;
  return { ...step, next: remedyOf(next.end, progress, instant, options) ?? next };
}

/** What to do in place of the end; `undefined` where there is no remedy, or none is needed. */
function remedyOf(
  error: Error | undefined,
  progress: Progress,
  instant: Instant,
  options: EnsureOptions,
): Next | undefined {
  const { registrations, lostCall, lastSnapshot, since } = progress;
  const absent = error instanceof AccountNotRegisteredError;
  const failed = error instanceof RegistrationFailedError;
  if (error !== undefined && !absent && !failed) return undefined;

  // The grace is over, and nothing has come of a call whose answer was lost.
  if (lostCall && (absent || (lastSnapshot && isOutdated(lastSnapshot, since)))) {
    if (registrations < options.maxRegistrations) return REGISTER;
    const end = new ServiceCallError("RegisterAccount", lostCall, evidenceOf(progress, instant), LOST);
    return { end };
  }
  if (registrations === 0 && absent) return REGISTER;
  // One that has been seen pending has just been registered, by whomever.
  if (registrations === 0 && error === undefined && options.reregister && progress.beganMs === undefined)
    return REGISTER;
  if (!failed || registrations >= options.maxRegistrations) return undefined;
  if (lastSnapshot && losesTimestream(lastSnapshot, progress, options)) {
    const advice = howToKeepTimestream(lastSnapshot);
    return { end: new RegistrationFailedError(lastSnapshot, evidenceOf(progress, instant), advice) };
  }
  const inMs = registrations === 0 ? 0 : pauseAfter(registrations, options);
  return instant.elapsedMs + inMs < options.maxWaitMs ? { ...REGISTER, inMs } : undefined;
}

const REGISTER: Extract<Next, { readonly call: unknown }> = Object.freeze({
  call: "RegisterAccount",
  inMs: 0,
});

const LOST =
  "Its answer was lost, and no registration has become visible since. Whether the service accepted it is not known: look again " +
  "later, before you register again.";

/** About 5 s after the first failed registration, then twice as long each time, a minute at most. */
function pauseAfter(registrations: number, { random }: EnsureOptions): number {
  const bounds = { minDelayMs: 0, maxDelayMs: 60_000 };
  return jitteredMs(5000 * 2 ** (registrations - 1), bounds, random);
}

/** Whether the account has Timestream metadata that RegisterAccount would remove, and nobody has said that it may. */
function losesTimestream(
  { timestreamRegistrationResponse }: RegistrationSnapshot,
  progress: Progress,
  options: EnsureOptions,
): boolean {
  const givenUp = options.registration !== undefined && Object.keys(options.registration).length === 0;
  const kept = inputOf(progress, options).timestreamResources !== undefined;
  return timestreamRegistrationResponse !== undefined && !kept && !givenUp;
}

function howToKeepTimestream({ timestreamRegistrationResponse: timestream }: RegistrationSnapshot): string {
  const names = {
    timestreamDatabaseName: timestream?.timestreamDatabaseName,
    timestreamTableName: timestream?.timestreamTableName,
  };
  return (
    "It was not registered again, because RegisterAccount without `timestreamResources` removes the Timestream metadata " +
    `that AWS IoT FleetWise has stored. To keep it, pass \`registration: { timestreamResources: ${JSON.stringify(names)} }\`; ` +
    "to give it up, pass `registration: {}`."
  );
}
