// An AWS Lambda durable function that registers its account where needed, and waits until it is registered: between two reads it
// does not run, and costs nothing. Needs Node 22 or later, and the policy of docs/cloudformation.md.
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
    const { verdict, seen } = await registered(context, registration);
    if (verdict === "registered") return seen;
    if (verdict === "pending") throw new Error(`Not registered within ${MAX_WAIT_TIME} s: ${seen}`);
    // A failure may be transient, because IAM is eventually consistent.
    if (registration === MAX_REGISTRATIONS) throw new Error(`The registration failed: ${seen}`);
  }
});

async function registered(context: DurableContext, registration: number): Promise<Wait> {
  const since = await context.step(`register if needed, ${registration}`, register, { retryStrategy });
  return await context.waitForCondition(`registered, ${registration}`, (wait: Wait) => read(wait, since), {
    initialState: { startedAt: 0, elapsedMs: 0, verdict: "pending", seen: "nothing" },
    waitStrategy: ({ verdict, elapsedMs }, attempt) => {
      if (verdict !== "pending" || elapsedMs > 1000 * MAX_WAIT_TIME) return { shouldContinue: false };
      const seconds = Math.ceil(cadence({ attempt, elapsedMs, ageMs: elapsedMs, snapshot: undefined }));
      return { shouldContinue: true, delay: { seconds } };
    },
  });
}

/** Registers where needed. Gives when the registration began, where it did: an older verdict is not believed. */
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

/** What is kept from one read to the next: plain data. */
interface Wait {
  readonly startedAt: number;
  readonly elapsedMs: number;
  readonly verdict: RegistrationState;
  readonly seen: string;
}

async function read({ startedAt }: Wait, since: string | undefined): Promise<Wait> {
  const time = { startedAt: startedAt || Date.now(), elapsedMs: startedAt && Date.now() - startedAt };
  try {
    const snapshot = await getRegistration({ client, maxWaitTime: 10 });
    const verdict = registrationState(snapshot, since === undefined ? undefined : new Date(since));
    return { ...time, verdict, seen: describeRegistration(snapshot) };
  } catch (error) {
    // What is thrown here ends the wait. A read that was not answered in time, or found nothing yet, does not.
    if (!isRegistrationError(error) || error.code === "SERVICE_CALL_FAILED") throw error;
    return { ...time, verdict: "pending", seen: error.message };
  }
}

const TRANSIENT: readonly string[] = ["REGISTER_NOT_ACCEPTED", "REGISTRATION_TIMEOUT", "STATUS_UNREADABLE"];

/** By default a step is tried again six times for a minute, after any error: here only after transient ones. */
function retryStrategy(error: Error, attempt: number) {
  const isTransient = isRegistrationError(error) && TRANSIENT.includes(error.code);
  return { shouldRetry: isTransient && attempt < 10, delay: { seconds: 5 * attempt } };
}
