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
  const call = statusCall(source);
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
  const call = registerCall(client, input);
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

function statusCall(source: StatusSource): RawCall {
  if ("getRegisterAccountStatus" in source && typeof source.getRegisterAccountStatus === "function") {
    return async (abortSignal) => source.getRegisterAccountStatus({}, { abortSignal });
  }
  if ("send" in source && typeof source.send === "function") {
    return async (abortSignal) => {
      const { GetRegisterAccountStatusCommand } = await officialClient(abortSignal);
      return source.send(new GetRegisterAccountStatusCommand({}), { abortSignal });
    };
  }
  return async (abortSignal) =>
    (source as Extract<StatusSource, (...args: never) => unknown>)({ abortSignal });
}

function registerCall(client: RegistrationClient, input: RegisterAccountInput): RawCall {
  if ("registerAccount" in client && typeof client.registerAccount === "function") {
    return async (abortSignal) => client.registerAccount(input, { abortSignal });
  }
  const { send } = client as Extract<RegistrationClient, { send: unknown }>;
  return async (abortSignal) => {
    const { RegisterAccountCommand } = await officialClient(abortSignal);
    return send.call(client, new RegisterAccountCommand(input), { abortSignal });
  };
}

/** The official package; throws once the call has been left. The specifier is a literal, because bundlers see no other. */
async function officialClient(abortSignal: AbortSignal) {
  let official: typeof import("@aws-sdk/client-iotfleetwise");
  try {
    official = await import("@aws-sdk/client-iotfleetwise");
  } catch (cause) {
    const message =
      "A bare client (one with `send`) needs the package @aws-sdk/client-iotfleetwise for its commands, and that could not be " +
      "loaded. Install it beside this one, or pass what needs no command: its aggregated `IoTFleetWise`, or " +
      "`createFleetWiseClient()`.";
    throw new Error(message, { cause });
  }
  abortSignal.throwIfAborted();
  return official;
}
