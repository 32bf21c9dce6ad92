// An AWS Lambda durable function that registers its account where needed and waits until it is registered, for as long as it
// takes: between two reads it does not run, and costs nothing. Needs Node 22 or later, and the README's policy.
//
//   npm install @aws/durable-execution-sdk-js
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js";
import {
  createFleetWiseClient,
  describeRegistration,
  type EnsureEvent,
  ensureEvents,
  expectedFinish,
  getRegistration,
  isRegistrationError,
  verdictOf,
} from "fleetwise-registration";
import { filter, firstValueFrom } from "rxjs";

const MAX_WAIT_TIME = Number(process.env["MAX_WAIT_TIME"] ?? 3600); // seconds; an execution may take a year
const client = createFleetWiseClient();
const cadence = expectedFinish();

/** What is kept between two reads: plain data. */
interface Wait {
  readonly startedAt: number;
  readonly elapsedMs: number;
  readonly verdict: "pending" | "registered" | "failed";
  readonly seen: string;
}

export const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  // A step is tried again six times by default, whatever it failed with: what does not pass by itself must say so.
  const retryStrategy = (error: Error, attempt: number) =>
    passes(error) && attempt < 10
      ? { shouldRetry: true, delay: { seconds: 5 * attempt } }
      : { shouldRetry: false };
  const begun = await context.step("register where needed", register, { retryStrategy });
  const since = begun === null ? undefined : new Date(begun);

  const read = async (wait: Wait): Promise<Wait> => {
    const startedAt = wait.startedAt || Date.now();
    const elapsedMs = Date.now() - startedAt;
    try {
      const snapshot = await getRegistration({ client, maxWaitTime: 10 });
      return {
        startedAt,
        elapsedMs,
        verdict: verdictOf(snapshot, since),
        seen: describeRegistration(snapshot),
      };
    } catch (error) {
      // What is thrown here ends the wait. A read that fails and may pass, or finds nothing yet, does not.
      if (!passes(error) && !(isRegistrationError(error) && error.code === "NOT_REGISTERED")) throw error;
      return { startedAt, elapsedMs, verdict: "pending", seen: error.message };
    }
  };
  const { verdict, seen } = await context.waitForCondition("registered", read, {
    initialState: { startedAt: 0, elapsedMs: 0, verdict: "pending", seen: "nothing" },
    waitStrategy: ({ verdict, elapsedMs }, attempt) =>
      verdict === "pending" && elapsedMs < 1000 * MAX_WAIT_TIME
        ? {
            shouldContinue: true,
            delay: {
              seconds: Math.ceil(cadence({ attempt, elapsedMs, ageMs: elapsedMs, snapshot: undefined })),
            },
          }
        : { shouldContinue: false },
  });
  if (verdict === "failed") throw new Error(`The registration failed: ${seen}`);
  if (verdict === "pending") throw new Error(`Not registered within ${MAX_WAIT_TIME} s: ${seen}`);
  return seen;
});

/** Registers where needed, and returns when the registration began where it did: an older verdict is not believed. */
async function register(): Promise<string | null> {
  const event = await firstValueFrom(ensureEvents({ client, maxWaitTime: 60 }).pipe(filter(isUnderWay)));
  return event.type === "register" ? (event.since?.toISOString() ?? null) : null;
}

function isUnderWay(event: EnsureEvent): boolean {
  return (
    event.type === "register" ||
    (event.type === "transition" &&
      event.resource === "account" &&
      !["NOT_REGISTERED", "REGISTRATION_FAILURE"].includes(event.to))
  );
}

/** Whether it was only that there was no answer in time: throttled, say. */
function passes(error: unknown): error is Error {
  return isRegistrationError(error) && error.code === "REGISTRATION_TIMEOUT";
}
