import { AccountNotRegisteredError, RegistrationFailedError } from "../errors.js";
import { type Failure, parseFailure } from "../failures/failure.js";
import { getRegistration, isRegistrationError, type RegistrationSnapshot } from "../index.js";
import { DEFAULTS } from "../options/defaults.js";
import { decide, type Policy } from "../registration/decide.js";
import { describeRegistration, isUnchanged, registrationState } from "../registration/registration-state.js";
import { deadlineError, notAcceptedError, unconfirmedError } from "../waiting/deadline.js";
import { errorOf } from "../waiting/ensuring.js";
import { historyOf } from "../waiting/history.js";
import { judge } from "../waiting/judge.js";
import { detailsOf, type Instant, NOT_REGISTERING, type Progress } from "../waiting/progress.js";
import { accountChange, failedError } from "../waiting/step.js";
import { type HandlerOptionsWithClient, maxWaitMs } from "./config.js";
import { type HandedOn, handOn, resume } from "./handed-on.js";
import { accountOf } from "./physical-id.js";
import type { IsCompleteRequest, LambdaContext, RegistrationAttributes } from "./protocol.js";
import { type HandlerRuntime, patienceOf } from "./reconcile.js";
import type { RegistrationTask } from "./task.js";
import { usableMs } from "./time-left.js";

const POLL = "GetRegisterAccountStatus";

/** The result of a check: the attributes of the resource if it is complete, otherwise the state to pass on. */
export type Check = { readonly complete: RegistrationAttributes } | { readonly notYet: HandedOn };

/** Returns the time limit of one poll in seconds, which leaves the function the reserved time. */
export function pollSeconds(
  { times }: HandlerRuntime,
  context: LambdaContext | undefined,
  reservedMs: number,
): number {
  return Math.min(times.isComplete, usableMs(context, reservedMs) / 1000);
}

/**
 * Checks once whether a Create or an Update is complete.
 *
 * @param pollsFor - Time limit of the poll in seconds.
 * @throws The error of a resource that has failed or run out of time.
 */
export async function checkCompletion(
  config: HandlerOptionsWithClient,
  request: IsCompleteRequest,
  task: RegistrationTask,
  runtime: HandlerRuntime,
  pollsFor: number,
): Promise<Check> {
  const nowMs = runtime.now();
  const startedAtMs = request.startedAt === undefined ? nowMs : Date.parse(request.startedAt);
  const instant: Instant = { elapsedMs: nowMs - startedAtMs, wallClockMs: nowMs };
  const before = resume(request, config.mode === "wait-only");
  const polled = await poll(config, instant, pollsFor);

  const continueWith = (progress: Progress): Check => {
    if (instant.elapsedMs >= maxWaitMs(config)) throw deadlineError(progress, instant);
    return { notYet: handOn(progress, startedAtMs) };
  };
  if ("failure" in polled) {
    const { failure, unread } = polled;
    const transient =
      unread ||
      (failure.recovers && before.answered) ||
      patienceOf({ request, times: runtime.times }).covers(failure, instant.elapsedMs);
    if (!transient) throw failedError(before, POLL, failure, instant);
    return continueWith({ ...before, last: { operation: POLL, failure } });
  }
  const change = polled.snapshot && accountChange(before, polled.snapshot, instant);
  if (change !== undefined) throw failedError(before, POLL, change, instant);

  const { consistencyGrace = DEFAULTS.consistencyGrace } = config;
  const consistencyGraceMs = 1000 * consistencyGrace;
  const { progress, believed } = judge(before, polled.snapshot, instant, { consistencyGraceMs });
  if (!believed) return continueWith(progress);
  const policy = policyOf(config, task);
  const decision = decide(historyOf(progress, policy), progress.current, policy);
  switch (decision.do) {
    case "wait":
      return continueWith({ ...progress, ...NOT_REGISTERING });
    case "register":
      throw config.mode === "wait-only"
        ? new AccountNotRegisteredError(detailsOf(progress, instant))
        : unsentError(before, progress, instant);
    default: {
      const error = errorOf(decision, progress, instant, task.registration);
      if (error !== undefined) throw error;
      return { complete: attributesOf(progress.current ?? {}) };
    }
  }
}

function policyOf(
  config: HandlerOptionsWithClient,
  { registration, reregister, requestedAt }: RegistrationTask,
): Policy {
  return {
    registration,
    reregister,
    maxRegistrations:
      config.mode === "wait-only" ? 0 : (config.maxRegistrations ?? DEFAULTS.maxRegistrations),
    requestedAt,
  };
}

/** Returns the error of an account that still needs a RegisterAccount request, which `isComplete` never sends. */
function unsentError(before: Progress, progress: Progress, instant: Instant): Error {
  const { awaited, current, registering } = progress;
  const details = detailsOf(progress, instant);
  if (awaited.unconfirmed) return unconfirmedError(awaited.unconfirmed, details, undefined);
  const failed = current !== undefined && registrationState(current) === "failed";
  // Otherwise, `onEvent` knew this failure, and ended before it could register again.
  const isNew = !(before.lastSnapshot && current && isUnchanged(before.lastSnapshot, current));
  if (failed && (registering === undefined || isNew)) return new RegistrationFailedError(current, details);
  return notAcceptedError(before, details, current && describeRegistration(current));
}

/** The response to a poll, or its failure. `unread` is whether there was no response within the time limit. */
type Polled =
  | { readonly snapshot: RegistrationSnapshot | undefined }
  | { readonly failure: Failure; readonly unread: boolean };

/** Polls once, with retries within the time limit. */
async function poll(
  { client, requestTimeout }: HandlerOptionsWithClient,
  { wallClockMs }: Instant,
  maxWaitTime: number,
): Promise<Polled> {
  try {
    return { snapshot: await getRegistration({ client, requestTimeout, maxWaitTime }) };
  } catch (error) {
    if (!isRegistrationError(error)) throw error;
    if (error.code === "NOT_REGISTERED") return { snapshot: undefined };
    const unread = error.code === "STATUS_UNREADABLE";
    const hung = unread && error.kind === undefined;
    const noResponse = Object.assign(new Error(`There was no response within ${maxWaitTime} s`), {
      name: "RequestTimeout",
    });
    return { failure: parseFailure(hung ? noResponse : error.cause, wallClockMs), unread };
  }
}

/**
 * Returns the current attributes of the account, for a rollback. Never rejects, because a rollback must not fail.
 *
 * @param config - Without it, only the id of the account is known.
 * @param maxWaitTime - Time limit of the poll in seconds.
 */
export async function currentAttributes(
  config: HandlerOptionsWithClient | undefined,
  { StackId }: IsCompleteRequest,
  maxWaitTime: number,
): Promise<RegistrationAttributes> {
  const unknown = { customerAccountId: accountOf(StackId) ?? "" };
  if (config === undefined) return attributesOf(unknown);
  const { client, requestTimeout } = config;
  const current = getRegistration({ client, requestTimeout, maxWaitTime });
  return attributesOf(await current.catch(() => unknown));
}

/** Returns the attributes of the resource, from a response. An attribute that the response does not have is empty. */
export function attributesOf(snapshot: Partial<RegistrationSnapshot>): RegistrationAttributes {
  const { timestreamRegistrationResponse: timestream, iamRegistrationResponse: iam } = snapshot;
  return {
    customerAccountId: snapshot.customerAccountId ?? "",
    accountStatus: snapshot.accountStatus ?? "",
    roleArn: iam?.roleArn ?? "",
    timestreamDatabaseName: timestream?.timestreamDatabaseName ?? "",
    timestreamTableName: timestream?.timestreamTableName ?? "",
  };
}
