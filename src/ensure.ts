import {
  concat,
  defer,
  EMPTY,
  ignoreElements,
  lastValueFrom,
  mergeMap,
  type Observable,
  of,
  scan,
} from "rxjs";
import { retrying } from "./client/retrying.js";
import { AccountNotRegisteredError, RegistrationFailedError } from "./errors.js";
import { type EnsureConfig, type EnsureOptions, resolveEnsureConfig } from "./options/ensure.js";
import type { RegisterAccountInput } from "./registration/register-account.js";
import type { RegistrationSnapshot } from "./registration/snapshot.js";
import { after } from "./rx/after.js";
import { jitteredMs } from "./timing/backoff.js";
import { snapshots } from "./wait.js";
import { type Moment, type Progress, START } from "./waiting/judge.js";
import { callContext, machineryOf, momentOf, readLoop, tell } from "./waiting/loop.js";
import { type RegistrationRegister, registering, registerStep } from "./waiting/registering.js";
import { evidence, type RegistrationEvent, type Step } from "./waiting/step.js";

/** Everything that ensuring tells. Frozen. */
export type EnsureEvent = RegistrationEvent | RegistrationRegister;

/**
 * Registers the account where needed, and waits until it is registered. Resolves to the answer that said so.
 *
 * Reads first. An account that is registered is left alone, and one that is pending is waited for. One that is not
 * registered, or whose registration failed, is registered; if that fails, again after about 5 s, then 10 s, for at most
 * `maxRegistrations` calls of RegisterAccount, because IAM is eventually consistent.
 *
 * Calling RegisterAccount without `timestreamResources` removes the Timestream metadata that the service has stored. So a
 * failed registration that has a Timestream part is not registered again unless `registration` says with what.
 * `reregister: true` registers an account that is registered once more, with what it is registered with.
 *
 * @throws What `waitUntilRegistered` throws; a `ServiceCallError` also for RegisterAccount.
 *
 * @example
 * await ensureRegistered({ client: createFleetWiseClient({ region: "eu-central-1" }) });
 */
export function ensureRegistered(config: EnsureConfig): Promise<RegistrationSnapshot> {
  return lastValueFrom(snapshots(ensureEvents(config)));
}

/** Everything that happens while {@link ensureRegistered} is at work, and its outcome. Cold. */
export function ensureEvents(config: EnsureConfig): Observable<EnsureEvent> {
  return defer(() => {
    const options = resolveEnsureConfig(config);
    const machinery = machineryOf(options);
    const registerAccount = (from: Progress, registration: number) => {
      const input = options.registration ?? (registration === 1 ? stored(from, options) : undefined);
      const call$ = registering({ ...options, registration: input }, from);
      return retrying(call$, options)(callContext(from, options, machinery));
    };
    const moment = () => momentOf(machinery);

    /** Waits, after so many calls of RegisterAccount, for a registration that began then. */
    const waitFrom = (from: Progress, made: number, since: Date | undefined): Observable<Step<EnsureEvent>> =>
      readLoop(from, { ...options, since }, machinery).pipe(
        mergeMap((step) => {
          const remedy = remedyOf(step, made, moment(), options);
          if (remedy === undefined) return of(step);
          const { end, ...ended } = step;
          return "error" in remedy
            ? of({ ...step, end: remedy })
            : concat(
                of(ended),
                pause(remedy.pauseMs),
                defer(() => registerFrom(step.progress, made + 1)),
              );
        }),
      );

    const registerFrom = (from: Progress, registration: number): Observable<Step<EnsureEvent>> =>
      registerAccount(from, registration).pipe(
        scan((last: Step<EnsureEvent>, event) => registerStep(last.progress, event, registration, moment()), {
          progress: from,
          events: [],
        }),
        mergeMap((step) => {
          const registered = step.events.find((event) => event.type === "register");
          return registered
            ? concat(of(step), waitFrom(step.progress, registration, registered.since))
            : of(step);
        }),
      );

    const pause = (ms: number) => (ms > 0 ? after(ms, machinery.scheduler).pipe(ignoreElements()) : EMPTY);

    return tell(waitFrom({ ...START, begun: false }, 0, options.since), options, machinery);
  });
}

/** What to do about a wait that ended unregistered: register after a pause, or end with another error; or nothing. */
function remedyOf(
  { end, progress }: Step,
  made: number,
  moment: Moment,
  options: EnsureOptions,
): { readonly pauseMs: number } | { readonly error: RegistrationFailedError } | undefined {
  if (end === undefined) return undefined;
  const { error } = end;
  // One that has been seen pending has just been registered, by whomever.
  const standing = error === undefined && progress.beganMs === undefined;
  if (standing && options.reregister && made === 0) return { pauseMs: 0 };
  if (error instanceof AccountNotRegisteredError) return made === 0 ? { pauseMs: 0 } : undefined;
  if (!(error instanceof RegistrationFailedError) || made >= options.maxRegistrations) return undefined;
  const snapshot = progress.lastSnapshot;
  if (snapshot?.timestreamRegistrationResponse && options.registration === undefined) {
    return {
      error: new RegistrationFailedError(snapshot, evidence(progress, moment), losesTimestream(snapshot)),
    };
  }
  const pauseMs = made === 0 ? 0 : pauseAfter(made, options);
  return moment.elapsedMs + pauseMs < options.maxWaitMs ? { pauseMs } : undefined;
}

/** What an account is registered with, where it is registered again as it is. */
function stored({ current }: Progress, { reregister }: EnsureOptions): RegisterAccountInput | undefined {
  const timestream = current?.timestreamRegistrationResponse;
  if (!reregister || timestream === undefined) return undefined;
  const { timestreamDatabaseName, timestreamTableName } = timestream;
  return { timestreamResources: { timestreamDatabaseName, timestreamTableName } };
}

/** About 5 s after the first failed registration, then twice as long each time, a minute at most. */
function pauseAfter(made: number, { random }: EnsureOptions): number {
  return jitteredMs(5000 * 2 ** (made - 1), { minDelayMs: 0, maxDelayMs: 60_000 }, random);
}

function losesTimestream({ timestreamRegistrationResponse: timestream }: RegistrationSnapshot): string {
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
