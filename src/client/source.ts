import { asyncScheduler, Observable, type SchedulerLike } from "rxjs";
import { mayBeCut } from "../failures/response.js";
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
import { isSender, sendOnce, withoutRetries } from "./sdk-client.js";

/** One poll of the status. Cold: every subscription is one request, and unsubscribing aborts it. Errors with what the source throws. */
export function readStatus(
  source: StatusSource,
  requestTimeoutMs: number,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<RegistrationSnapshot> {
  return inTime(requestTimeoutMs, scheduler, async (aborting) =>
    parseRegistration(whole(await call(source, "GetRegisterAccountStatus", {}, aborting))),
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
    parseReceipt(whole(await call(client, "RegisterAccount", input, aborting))),
  );
}

/** Returns a response as it is. axios gives a body that was cut on its way as text. */
function whole(response: unknown): unknown {
  if (typeof response !== "string" || !mayBeCut(response, undefined)) return response;
  const error = new Error(`The response broke off after ${response.length} characters`);
  throw Object.assign(error, { name: "IncompleteAnswerError" });
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
 * Sends one request and returns its raw response. A client is called by its own method if it has one, and by command if it is bare.
 * Async, so that a source that throws rejects: when it is called, and when it is looked at.
 */
async function call(
  source: StatusSource | RegistrationClient,
  operation: RegistrationOperation,
  input: object,
  aborting: Aborting,
): Promise<unknown> {
  const method = METHODS[operation];
  if (method in source && typeof (source as Record<string, unknown>)[method] === "function")
    return (withoutRetries(source) as Record<string, Method>)[method]?.(input, aborting);
  if (isSender(source)) return sendOnce(source, operation, input, aborting.abortSignal);
  return (source as Extract<StatusSource, (...args: never) => unknown>)(aborting);
}
