import { defer, mergeMap, type Observable, of, tap } from "rxjs";
import { classify } from "../client/classify.js";
import type { CallEvent } from "../client/retrying.js";
import { type RegisterAnswer, readStatus, register } from "../client/source.js";
import type { EnsureOptions } from "../options/ensure.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import { isOutdated } from "../registration/verdict.js";
import type { Moment, Progress } from "./judge.js";
import { callStep, type RegistrationRetry, type Step } from "./step.js";

/** RegisterAccount was called, and answered. */
export interface RegistrationRegister {
  readonly type: "register";
  /** The how many-th call of RegisterAccount it is, from 1, failed ones that were tried again not counted. */
  readonly registration: number;
  /** The state that the service answered; `undefined` where it said that a registration is already in progress. */
  readonly registerAccountStatus: string | undefined;
  /** When the registration began, by the service's clock: an older verdict is not believed. */
  readonly since: Date | undefined;
  /** The call of the service that brought it, counted from 1, reads and failed ones included. */
  readonly attempt: number;
  /** Milliseconds since subscription, by a monotonic clock. */
  readonly elapsedMs: number;
}

/**
 * One call of RegisterAccount, which takes no idempotency token: after one whose answer was lost, it first looks whether a
 * registration has begun since, and does not begin another.
 */
export function registering(options: EnsureOptions, { lastSnapshot }: Progress): Observable<RegisterAnswer> {
  const since = justAfter(lastSnapshot);
  const { client, registration = {}, requestTimeoutMs } = options;
  let lost = false;
  const call$ = register(client, registration, requestTimeoutMs).pipe(
    tap({
      error: (error) => {
        lost = ["transient", "unreachable"].includes(classify(error));
      },
    }),
  );
  const look$ = readStatus(client, requestTimeoutMs).pipe(
    mergeMap(({ snapshot }) => (snapshot && !isOutdated(snapshot, since) ? of(IN_PROGRESS) : call$)),
  );
  return defer(() => (lost ? look$ : call$));
}

const IN_PROGRESS: RegisterAnswer = Object.freeze({ type: "registered", receipt: undefined });

/** What ensuring makes of one thing that a call of RegisterAccount told. */
export function registerStep(
  before: Progress,
  event: CallEvent | RegisterAnswer,
  registration: number,
  moment: Moment,
): Step<RegistrationRetry | RegistrationRegister> {
  if (event.type !== "registered") return callStep(before, event, "RegisterAccount", moment);
  const { receipt } = event;
  const { elapsedMs } = moment;
  const since = receipt
    ? (receipt.lastModificationTime ?? receipt.creationTime)
    : justAfter(before.lastSnapshot);
  const registerAccountStatus = receipt?.registerAccountStatus;
  return {
    // Another wait begins: with its own grace and its own start of the cadence, but one count of calls.
    progress: {
      ...before,
      waitingSinceMs: elapsedMs,
      begun: true,
      beganMs: undefined,
      notFoundSinceMs: undefined,
      outdatedSinceMs: undefined,
      failure: undefined,
    },
    events: [
      Object.freeze({
        type: "register",
        registration,
        registerAccountStatus,
        since,
        attempt: before.attempts,
        elapsedMs,
      } as const),
    ],
  };
}

/** What somebody else has begun is newer than the verdict that was seen. */
function justAfter(snapshot: RegistrationSnapshot | undefined): Date | undefined {
  const reachedAt = snapshot?.lastModificationTime ?? snapshot?.creationTime;
  return reachedAt && new Date(reachedAt.getTime() + 1);
}
