import { lastValueFrom, type Observable, tap } from "rxjs";
import {
  describeRegistration,
  type EnsureEvent,
  ensureEvents,
  isRegistrationError,
  type RegisterAccountInput,
  registrationEvents,
} from "../index.js";
import { DEFAULTS } from "../options/defaults.js";
import { checkConfig, type HandlerConfig, mustBeVisible } from "./config.js";
import { Property } from "./names.js";
import type { HandedOn, OnEventRequest, OnEventResponse } from "./protocol.js";

/** How a lifecycle event is begun. */
export interface Beginning {
  /** Seconds that it may take: most that goes wrong does so at once, and is told at once. */
  readonly time: number;
  /** Whether an account that is registered is registered again. */
  readonly reregister: boolean;
  /** The wall clock, in milliseconds. */
  readonly now: () => number;
}

/** Begins a Create or an Update: registers where needed, and waits a while. What is still pending then is handed on. */
export async function startRegistration(
  config: HandlerConfig,
  request: OnEventRequest,
  { time, reregister, now }: Beginning,
): Promise<OnEventResponse> {
  checkConfig(config);
  let known: HandedOn = { startedAt: iso(now()) };
  const observe = (event: EnsureEvent) => {
    if (event.type === "register")
      known = {
        ...known,
        registeredAt: iso(now()),
        ...(event.since && { since: event.since.toISOString() }),
      };
    if (event.type === "poll" && event.snapshot)
      known = { ...known, lastSeen: describeRegistration(event.snapshot) };
  };
  try {
    await lastValueFrom(lifecycleEvents(config, request, reregister, time).pipe(tap(observe)));
  } catch (error) {
    if (!isUndecided(error, mustBeVisible(config, known, now()))) throw error;
  }
  return { PhysicalResourceId: physicalIdOf(request), ...known };
}

/** What happens while a Create or an Update is carried out, for so many seconds at most. */
export function lifecycleEvents(
  config: HandlerConfig,
  { ResourceProperties }: OnEventRequest,
  reregister: boolean,
  time: number,
): Observable<EnsureEvent> {
  const maxWaitTime = Math.min(config.maxWaitTime ?? DEFAULTS.maxWaitTime, time);
  if (config.mode === "wait-only") {
    const { mode, ...waiting } = config;
    return registrationEvents({ ...waiting, maxWaitTime });
  }
  const { mode, ...ensuring } = config;
  const registration = ResourceProperties?.[Property.registration] as RegisterAccountInput | undefined;
  return ensureEvents({
    ...ensuring,
    maxWaitTime,
    reregister,
    registration: registration ?? config.registration,
  });
}

/** Whether the time was merely too short: `isComplete` goes on. */
function isUndecided(error: unknown, visible: boolean): boolean {
  if (!isRegistrationError(error)) return false;
  return error.code === "REGISTRATION_TIMEOUT" || (error.code === "NOT_REGISTERED" && !visible);
}

/** The same for every registration of an account in a region: the stack's, as those are known before any answer is. */
export function physicalIdOf({ StackId, PhysicalResourceId }: OnEventRequest): string {
  if (PhysicalResourceId !== undefined) return PhysicalResourceId;
  const [, , , region, account] = StackId.split(":");
  return ["fleetwise-registration", account, region].filter(Boolean).join("-");
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
