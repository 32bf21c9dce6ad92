import { asyncScheduler, Observable, type SchedulerLike } from "rxjs";
import type { RegistrationClient, StatusSource } from "../options/source.js";
import type { RegistrationOperation } from "../registration/operation.js";
import {
  parseReceipt,
  type RegisterAccountInput,
  type RegistrationReceipt,
} from "../registration/register-account.js";
import { parseRegistration, type RegistrationSnapshot } from "../registration/snapshot.js";
import { type Aborting, abortable } from "../rx/abort.js";
import { schedule } from "../rx/after.js";
import { isSdkClient, isSender, OFFICIAL_PACKAGE_ERROR, type Sender, sendOnce } from "./sdk-client.js";

/** One poll of the status. Cold: every subscription is one request, and unsubscribing aborts it. Errors with what the source throws. */
export function readStatus(
  source: StatusSource,
  requestTimeoutMs: number,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<RegistrationSnapshot> {
  return inTime(requestTimeoutMs, scheduler, async (aborting) =>
    parseRegistration(await call(source, "GetRegisterAccountStatus", {}, aborting)),
  );
}

/** One RegisterAccount. Cold, as {@link readStatus}. */
export function register(
  client: RegistrationClient,
  input: RegisterAccountInput,
  requestTimeoutMs: number,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<RegistrationReceipt> {
  return inTime(requestTimeoutMs, scheduler, async (aborting) =>
    parseReceipt(await call(client, "RegisterAccount", input, aborting)),
  );
}

function inTime<T>(
  timeoutMs: number,
  scheduler: SchedulerLike,
  work: (aborting: Aborting) => Promise<T>,
): Observable<T> {
  return new Observable((subscriber) => {
    subscriber.add(schedule(() => subscriber.error(timedOut(timeoutMs)), timeoutMs, scheduler));
    return abortable(work).subscribe(subscriber);
  });
}

function timedOut(timeoutMs: number): Error {
  const error = new Error(`The service did not answer within \`requestTimeout\` (${timeoutMs / 1000} s)`);
  error.name = "RequestTimeout";
  return error;
}

const METHODS = {
  GetRegisterAccountStatus: "getRegisterAccountStatus",
  RegisterAccount: "registerAccount",
} as const;

type Method = (input: object, options: Aborting) => PromiseLike<unknown>;

/**
 * One call of an operation: its raw answer. A client of the SDK is called by command, any other object by method, a function as
 * it is. Async, so that a source that throws rejects: when it is called, and when it is looked at.
 */
async function call(
  source: StatusSource | RegistrationClient,
  operation: RegistrationOperation,
  input: object,
  aborting: Aborting,
): Promise<unknown> {
  const method = METHODS[operation];
  const byMethod = method in source && typeof (source as Record<string, unknown>)[method] === "function";
  const direct = () =>
    byMethod
      ? (source as Record<string, Method>)[method]?.(input, aborting)
      : (source as Extract<StatusSource, (...args: never) => unknown>)(aborting);
  if (byMethod ? !isSdkClient(source) : !isSender(source)) return direct();
  return sendOnce(source as Sender, operation, input, aborting.abortSignal).catch((error: unknown) => {
    // An aggregated client has commands of its own.
    if (byMethod && (error as Error).name === OFFICIAL_PACKAGE_ERROR) return direct();
    throw error;
  });
}
