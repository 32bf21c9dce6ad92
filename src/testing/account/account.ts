import type { StagePart, Timeline, TimelineStage } from "./timeline.js";

export interface TimestreamResources {
  readonly timestreamDatabaseName: string;
  readonly timestreamTableName: string;
}

/** A registration at one moment; times are epoch milliseconds. */
export interface RegistrationState {
  readonly status: string;
  readonly iam: StagePart;
  readonly timestream: (StagePart & TimestreamResources) | undefined;
  /** The requested role; `undefined` means the service's own. */
  readonly roleArn: string | undefined;
  readonly creationTime: number;
  readonly lastModificationTime: number;
}

/** The emulated account. Its only state is its registrations. `now` is the current time in epoch milliseconds. */
export interface Account {
  readonly customerAccountId: string;
  /** Number of registrations that `register` has started. */
  readonly registrations: number;
  /** Returns the state that a poll sees, which may lag behind, or undefined if the poll finds no registration. */
  visible(now: number): RegistrationState | undefined;
  /** Starts a registration and returns its first state, or returns undefined if one is in progress. */
  register(
    timestream: TimestreamResources | undefined,
    now: number,
    roleArn?: string,
  ): RegistrationState | undefined;
}

interface Registration {
  readonly stages: readonly TimelineStage[];
  readonly origin: number;
  readonly visibleFrom: number;
  readonly timestream: TimestreamResources | undefined;
  readonly roleArn?: string | undefined;
}

const SUCCESS = "REGISTRATION_SUCCESS";
const FAILURE = "REGISTRATION_FAILURE";
const PENDING = "REGISTRATION_PENDING";

const storedTimestream: TimestreamResources = {
  timestreamDatabaseName: "FleetWiseDatabase",
  timestreamTableName: "VehicleDataTable",
};

/** Creates an account that follows a timeline from `start` on, at `timeScale` emulated seconds per second. */
export function createAccount(
  customerAccountId: string,
  timeline: Timeline,
  timeScale: number,
  start: number,
): Account {
  const after = (origin: number, emulatedSeconds: number) =>
    Math.round(origin + (emulatedSeconds * 1000) / timeScale);
  const stateOf = (registration: Registration | undefined, now: number) =>
    registration && stateAt(registration, (at) => after(registration.origin, at), now);

  let registrations = 0;
  let former: Registration | undefined;
  let latest: Registration | undefined = timeline.before && {
    stages: timeline.before,
    origin: start,
    visibleFrom: Number.NEGATIVE_INFINITY,
    timestream: timeline.before.some((stage) => stage.timestream) ? storedTimestream : undefined,
  };
  const shown = (now: number) => (latest && now < latest.visibleFrom ? former : latest);

  return {
    customerAccountId,
    get registrations() {
      return registrations;
    },
    visible: (now) => stateOf(shown(now), now),
    register(timestream, now, roleArn) {
      const status = stateOf(latest, now)?.status;
      if (status !== undefined && status !== SUCCESS && status !== FAILURE) return undefined;
      former = shown(now);
      latest = {
        stages: timeline.registrations[registrations] ?? timeline.registrations.at(-1) ?? [],
        origin: now,
        visibleFrom: after(now, timeline.visibleAfter ?? 0),
        timestream,
        roleArn,
      };
      registrations += 1;
      return stateOf(latest, now);
    },
  };
}

function stateAt(
  { stages, timestream, roleArn }: Registration,
  timeOf: (at: number) => number,
  now: number,
): RegistrationState | undefined {
  const first = stages[0];
  const reached = stages.filter(({ at }) => timeOf(at) <= now).at(-1);
  if (first === undefined || reached === undefined) return undefined;
  const scripted = timestream && reached.timestream ? [reached.iam, reached.timestream] : [reached.iam];
  const status = reached.account ?? rollUp(scripted);
  const part = reached.timestream ?? { registrationStatus: status === SUCCESS ? SUCCESS : PENDING };
  return {
    status,
    iam: reached.iam,
    timestream: timestream && reached.timestream !== null ? { ...timestream, ...part } : undefined,
    roleArn,
    creationTime: timeOf(first.at),
    lastModificationTime: timeOf(reached.at),
  };
}

function rollUp(parts: readonly StagePart[]): string {
  if (parts.some((part) => part.registrationStatus === FAILURE)) return FAILURE;
  return parts.every((part) => part.registrationStatus === SUCCESS) ? SUCCESS : PENDING;
}
