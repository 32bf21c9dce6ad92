// An application that uses the main entry point and the emulator. Comments mark the lines that must not compile.
// cspell:ignore Delai
import {
  AccountNotRegisteredError,
  type Cadence,
  createFleetWiseClient,
  createRegistrationPoller,
  describeRegistration,
  type EnsureOptions,
  ensureRegistered,
  expectedFinish,
  getRegistration,
  isRegistrationError,
  type ObservedStatus,
  type RegistrationClient,
  type RegistrationEvent,
  RegistrationFailedError,
  type RegistrationSnapshot,
  RegistrationTimeoutError,
  type RegistrationWaiterOptions,
  registrationState,
  ServiceCallError,
  type StatusSource,
  waitUntilRegistered,
  watchEnsureEvents,
  watchRegistration,
  watchRegistrationEvents,
} from "fleetwise-registration";
import {
  type Emulator,
  startEmulator,
  type TimelineName,
  timelineNames,
} from "fleetwise-registration/testing";
import { firstValueFrom, lastValueFrom, type Observable, tap } from "rxjs";

const client: RegistrationClient = createFleetWiseClient({
  region: "eu-central-1",
  endpoint: new URL("http://127.0.0.1"),
  credentials: async () => ({ accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" }),
  profile: undefined,
  useDualstackEndpoint: undefined,
  requestHandler: undefined,
});

const cadence: Cadence = ({ attempt, ageMs, snapshot }) => (snapshot ? attempt : ageMs / 1000);

const defaults: RegistrationWaiterOptions = {
  client,
  maxWaitTime: undefined,
  minDelay: undefined,
  maxDelay: undefined,
  cadence: undefined,
  requestTimeout: undefined,
  abortSignal: undefined,
  since: undefined,
  consistencyGrace: undefined,
  random: undefined,
};
const ensuring: EnsureOptions = { ...defaults, client, maxRegistrations: undefined, registration: undefined };
export const sources: readonly StatusSource[] = [
  client,
  async ({ abortSignal }) => (await fetch("http://127.0.0.1", { signal: abortSignal })).json(),
  { send: async (_command: unknown) => ({}) },
];

export function tell(event: RegistrationEvent): string {
  switch (event.type) {
    case "poll":
      return `${event.attempt} ${event.snapshot?.accountStatus ?? "not found"} ${event.nextDelayMs?.toFixed() ?? "last"}`;
    case "transition": {
      const to: ObservedStatus = event.to;
      return `${event.resource} ${event.from ?? "new"} ${to} ${event.errorMessage ?? ""}`;
    }
    case "retry":
      // @ts-expect-error A retry has no snapshot.
      void event.snapshot;
      return `${event.error.message} ${event.throttled} ${event.nextDelayMs.toFixed()}`;
    default:
      return event satisfies never;
  }
}

export async function provision(abortSignal: AbortSignal): Promise<RegistrationSnapshot | undefined> {
  try {
    const events$: Observable<RegistrationEvent> = watchRegistrationEvents({
      ...defaults,
      cadence,
      abortSignal,
    });
    await lastValueFrom(events$.pipe(tap((event) => console.log(tell(event)))));
    await ensureRegistered({ ...ensuring, registration: { iamResources: undefined } });
    const poller = createRegistrationPoller({
      client,
      cadence: expectedFinish({ interval: 1, expected: 60 }),
    });
    const { resource, to } = await firstValueFrom(poller.transitions$);
    console.log(resource, to);
    return await poller.waitUntilRegistered();
  } catch (error) {
    if (error instanceof RegistrationFailedError) console.log(error.failures.map(({ resource }) => resource));
    else if (error instanceof ServiceCallError) console.log(error.operation, error.cause);
    else if (error instanceof RegistrationTimeoutError || error instanceof AccountNotRegisteredError)
      console.log(error.attempts, error.elapsedMs);
    else if (isRegistrationError(error)) return error.lastSnapshot;
    else throw error;
    return undefined;
  }
}

export async function ensure(): Promise<void> {
  await lastValueFrom(
    watchEnsureEvents(ensuring).pipe(
      tap((event) => {
        if (event.type === "register") console.log(event.registration, event.since?.getTime());
        else console.log(tell(event));
      }),
    ),
  );
}

export async function readOnce(since: Date): Promise<string> {
  const snapshot = await getRegistration({ client, maxWaitTime: 5, requestTimeout: undefined });
  const verdict: "pending" | "registered" | "failed" = registrationState(snapshot, since);
  return `${verdict} ${describeRegistration(snapshot)} ${snapshot.iamRegistrationResponse?.errorMessage ?? ""}`;
}

export async function rehearse(timeline: TimelineName | undefined = timelineNames[0]): Promise<number> {
  await using emulator: Emulator = await startEmulator({ timeline, timeScale: 60, quota: { rate: 20 } });
  emulator.inject([]);
  await waitUntilRegistered({ client: createFleetWiseClient({ endpoint: emulator.endpoint }) });
  return emulator.requests.filter(({ errorName }) => errorName === undefined).length;
}

// @ts-expect-error A wait needs a client.
export const noClient = () => waitUntilRegistered({ maxWaitTime: 5 });
// @ts-expect-error A number of seconds, not a string.
export const noNumber = () => watchRegistration({ client, maxWaitTime: "5 minutes" });
// @ts-expect-error The option is called maxDelay.
export const noSuchOption = () => watchRegistration({ client, maxDelai: 5 });
// @ts-expect-error A function can return the status, but cannot register.
export const cannotRegister = () => ensureRegistered({ client: async () => ({}) });
// @ts-expect-error There is no timeline with this name.
export const noSuchTimeline = () => startEmulator({ timeline: "registersTomorrow" });
export const readonlySnapshot = (snapshot: RegistrationSnapshot) => {
  // @ts-expect-error A snapshot is frozen.
  snapshot.accountStatus = "REGISTRATION_SUCCESS";
};
