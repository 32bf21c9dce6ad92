// An AWS Lambda durable function that registers its account if needed, and waits until it is registered. Between two polls it
// does not run, so waiting costs no compute time. It needs Node 22 or later, and the policy of docs/cloudformation.md.
//
//   npm install @aws/durable-execution-sdk-js
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js";
import {
  createFleetWiseClient,
  describeRegistration,
  expectedFinish,
  getRegistration,
  isRegistrationError,
  type RegistrationState,
  registrationState,
  watchEnsureEvents,
} from "fleetwise-registration";
import { filter, firstValueFrom } from "rxjs";

const MAX_WAIT_TIME = Number(process.env["MAX_WAIT_TIME"] ?? 3600); // seconds; an execution may take a year
const MAX_REGISTRATIONS = 3;
const client = createFleetWiseClient();
const cadence = expectedFinish();

export const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  for (let registration = 1; ; registration++) {
    const { state, seen } = await registered(context, registration);
    if (state === "registered") return seen;
    if (state === "pending") throw new Error(`Not registered within ${MAX_WAIT_TIME} s: ${seen}`);
    // A failure may be transient, because IAM is eventually consistent.
    if (registration === MAX_REGISTRATIONS) throw new Error(`The registration failed: ${seen}`);
  }
});

async function registered(context: DurableContext, registration: number): Promise<Wait> {
  const since = await context.step(`register if needed, ${registration}`, register, { retryStrategy });
  return await context.waitForCondition(`registered, ${registration}`, (wait: Wait) => read(wait, since), {
    initialState: { startedAt: 0, elapsedMs: 0, state: "pending", seen: "nothing" },
    waitStrategy: ({ state, elapsedMs }, attempt) => {
      if (state !== "pending" || elapsedMs > 1000 * MAX_WAIT_TIME) return { shouldContinue: false };
      const seconds = Math.ceil(cadence({ attempt, elapsedMs, ageMs: elapsedMs, snapshot: undefined }));
      return { shouldContinue: true, delay: { seconds } };
    },
  });
}

/**
 * Registers the account if needed. Returns the start of that registration, so that older results can be ignored; `undefined` if
 * it registered nothing, or the service gave no time.
 */
async function register(): Promise<string | undefined> {
  const events = watchEnsureEvents({ client, maxWaitTime: 60 });
  const begun = await firstValueFrom(
    events.pipe(
      filter(
        (event) =>
          event.type === "register" ||
          (event.type === "poll" &&
            event.snapshot !== undefined &&
            registrationState(event.snapshot) !== "failed"),
      ),
    ),
  );
  return begun.type === "register" ? begun.since?.toISOString() : undefined;
}

/** The state that is kept between two polls, as plain data. */
interface Wait {
  readonly startedAt: number;
  readonly elapsedMs: number;
  readonly state: RegistrationState;
  readonly seen: string;
}

async function read({ startedAt }: Wait, since: string | undefined): Promise<Wait> {
  const time = { startedAt: startedAt || Date.now(), elapsedMs: startedAt && Date.now() - startedAt };
  try {
    const snapshot = await getRegistration({ client, maxWaitTime: 10 });
    const state = registrationState(snapshot, since === undefined ? undefined : new Date(since));
    return { ...time, state, seen: describeRegistration(snapshot) };
  } catch (error) {
    // A thrown error ends the wait. A poll without a response, or "not found", does not.
    if (!isRegistrationError(error) || error.code === "SERVICE_CALL_FAILED") throw error;
    return { ...time, state: "pending", seen: error.message };
  }
}

const TRANSIENT: readonly string[] = ["REGISTER_NOT_ACCEPTED", "REGISTRATION_TIMEOUT", "STATUS_UNREADABLE"];

/**
 * Returns whether and when a step is tried again. By default, a step is tried six times in at most 150 s, after any error. Here
 * it is tried ten times, and only after transient errors.
 */
function retryStrategy(error: Error, attempt: number) {
  const isTransient = isRegistrationError(error) && TRANSIENT.includes(error.code);
  return { shouldRetry: isTransient && attempt < 10, delay: { seconds: 5 * attempt } };
}
