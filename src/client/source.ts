import { asyncScheduler, Observable, switchMap, takeUntil, throwError } from "rxjs";
import type { StatusSource } from "../config.js";
import { after } from "../delay.js";
import { parseSnapshot, type RegistrationSnapshot } from "../registration/snapshot.js";

/**
 * One status read of a source, as a cold observable: every subscription is one call, and unsubscribing aborts it.
 *
 * A source that ignores its signal is not waited for: what it answers or throws later is dropped.
 */
export function readOnce(source: StatusSource, requestTimeoutMs: number): Observable<RegistrationSnapshot> {
  const call = statusCall(source);
  const answer$ = new Observable<RegistrationSnapshot>((subscriber) => {
    const controller = new AbortController();
    let settled = false;
    const settle = (deliver: () => void) => {
      settled = true;
      deliver();
    };
    call(controller.signal)
      .then(parseSnapshot)
      .then(
        (snapshot) =>
          settle(() => {
            subscriber.next(snapshot);
            subscriber.complete();
          }),
        (error: unknown) => settle(() => subscriber.error(error)),
      );
    return () => settled || controller.abort();
  });
  const timeout$ = after(requestTimeoutMs, asyncScheduler).pipe(
    switchMap(() => throwError(() => timedOut(requestTimeoutMs))),
  );
  return answer$.pipe(takeUntil(timeout$));
}

/** One call: the raw answer of `GetRegisterAccountStatus`. Async, so that a source that throws rejects. */
function statusCall(source: StatusSource): (abortSignal: AbortSignal) => Promise<unknown> {
  if ("getRegisterAccountStatus" in source && typeof source.getRegisterAccountStatus === "function") {
    return async (abortSignal) => source.getRegisterAccountStatus({}, { abortSignal });
  }
  if ("send" in source && typeof source.send === "function") {
    return async (abortSignal) => {
      const { GetRegisterAccountStatusCommand } = await officialClient();
      return source.send(new GetRegisterAccountStatusCommand({}), { abortSignal });
    };
  }
  return async (abortSignal) =>
    (source as Extract<StatusSource, (...args: never) => unknown>)({ abortSignal });
}

/** The official package. The specifier is a literal, because bundlers see no other. */
async function officialClient() {
  try {
    return await import("@aws-sdk/client-iotfleetwise");
  } catch (cause) {
    const message =
      "A bare client (one with `send`) needs the package @aws-sdk/client-iotfleetwise for its command, and that could not be " +
      "loaded. Install it beside this one, or pass what needs no command: its aggregated `IoTFleetWise`, or " +
      "`createFleetWiseClient()`.";
    throw new Error(message, { cause });
  }
}

function timedOut(requestTimeoutMs: number): Error {
  const error = new Error(
    `The service did not answer within \`requestTimeout\` (${requestTimeoutMs / 1000} s)`,
  );
  error.name = "RequestTimeout";
  return error;
}
