import {
  asyncScheduler,
  catchError,
  map,
  type Observable,
  of,
  type SchedulerLike,
  switchMap,
  takeUntil,
  throwError,
} from "rxjs";
import type { RegistrationClient, StatusSource } from "../options/source.js";
import {
  parseReceipt,
  type RegisterAccountInput,
  type RegistrationReceipt,
} from "../registration/register-account.js";
import { parseRegistration, type RegistrationSnapshot } from "../registration/snapshot.js";
import { abortable } from "../rx/abort.js";
import { after } from "../rx/after.js";
import { classify, isNamed } from "./classify.js";
import { isSdkClient, isSender, type Operation, type Sender, sendOnce } from "./sdk-client.js";

/** What the service says of the registration. Not found is an answer: no snapshot, and the error that said so. */
export type StatusAnswer =
  | { readonly type: "answer"; readonly snapshot: RegistrationSnapshot }
  | { readonly type: "answer"; readonly snapshot: undefined; readonly error: unknown };

/** What the service says to RegisterAccount: what it has begun, or nothing where a registration is already in progress. */
export interface RegisterAnswer {
  readonly type: "registered";
  readonly receipt: RegistrationReceipt | undefined;
}

/** One status read of a source. Cold: every subscription is one call, and unsubscribing aborts it. */
export function readStatus(
  source: StatusSource,
  requestTimeoutMs: number,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<StatusAnswer> {
  const call = callOf(source, "GetRegisterAccountStatus", {});
  return inTime(requestTimeoutMs, scheduler, async (signal) => parseRegistration(await call(signal))).pipe(
    map((snapshot): StatusAnswer => ({ type: "answer", snapshot })),
    catchError((error: unknown) =>
      classify(error) === "not-registered"
        ? of<StatusAnswer>({ type: "answer", snapshot: undefined, error })
        : throwError(() => error),
    ),
  );
}

/** One call of RegisterAccount. Cold, as {@link readStatus}. */
export function register(
  client: RegistrationClient,
  input: RegisterAccountInput,
  requestTimeoutMs: number,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<RegisterAnswer> {
  const call = callOf(client, "RegisterAccount", input);
  return inTime(requestTimeoutMs, scheduler, async (signal) => parseReceipt(await call(signal))).pipe(
    map((receipt): RegisterAnswer => ({ type: "registered", receipt })),
    catchError((error: unknown) =>
      isNamed(error, "ConflictException")
        ? of<RegisterAnswer>({ type: "registered", receipt: undefined })
        : throwError(() => error),
    ),
  );
}

function inTime<T>(
  timeoutMs: number,
  scheduler: SchedulerLike,
  work: (signal: AbortSignal) => Promise<T>,
): Observable<T> {
  const timeout$ = after(timeoutMs, scheduler).pipe(switchMap(() => throwError(() => timedOut(timeoutMs))));
  return abortable(work).pipe(takeUntil(timeout$));
}

function timedOut(timeoutMs: number): Error {
  const error = new Error(`The service did not answer within \`requestTimeout\` (${timeoutMs / 1000} s)`);
  error.name = "RequestTimeout";
  return error;
}

/** One call of an operation: its raw answer. Async, so that a source that throws rejects. */
type RawCall = (abortSignal: AbortSignal) => Promise<unknown>;

const METHODS = {
  GetRegisterAccountStatus: "getRegisterAccountStatus",
  RegisterAccount: "registerAccount",
} as const;

type Method = (input: object, options: { readonly abortSignal: AbortSignal }) => PromiseLike<unknown>;

/** A client of the SDK by command, any other object by method, a function as it is. */
function callOf(source: StatusSource | RegistrationClient, operation: Operation, input: object): RawCall {
  const method = METHODS[operation];
  const byMethod = method in source && typeof (source as Record<string, unknown>)[method] === "function";
  const call: RawCall = async (abortSignal) =>
    byMethod
      ? (source as Record<string, Method>)[method]?.(input, { abortSignal })
      : (source as Extract<StatusSource, (...args: never) => unknown>)({ abortSignal });
  if (byMethod ? !isSdkClient(source) : !isSender(source)) return call;
  return (abortSignal) =>
    sendOnce(source as Sender, operation, input, abortSignal).catch((error: unknown) => {
      // An aggregated client has commands of its own.
      if (byMethod && isNamed(error, "OfficialPackageError")) return call(abortSignal);
      throw error;
    });
}
