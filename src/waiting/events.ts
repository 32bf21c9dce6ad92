import type { RegistrationOperation } from "../registration/operation.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import type { Change } from "../registration/transition.js";

/** When something was seen. */
interface Seen {
  /** The call of the service that brought it, counted from 1, failed ones included. */
  readonly attempt: number;
  /** Milliseconds since subscription, by a monotonic clock. */
  readonly elapsedMs: number;
}

/** One status read answered, also when nothing changed. */
export interface RegistrationPoll extends Seen {
  readonly type: "poll";
  /** The answer; `undefined` where the service knows no registration. */
  readonly snapshot: RegistrationSnapshot | undefined;
  /** Milliseconds until the next read; `undefined` when none follows, or RegisterAccount is called first. */
  readonly nextDelayMs: number | undefined;
}

/** A resource was seen in another state than before. */
export interface RegistrationTransition extends Seen, Change {
  readonly type: "transition";
  /** The answer that showed it; `undefined` only when `to` is `NOT_REGISTERED` because the service knows no registration. */
  readonly snapshot: RegistrationSnapshot | undefined;
}

/** A failed request as plain data. */
export interface FailureRecord {
  /** The error's name: the service's name of the error, if the service responded. */
  readonly name: string;
  readonly message: string;
  /** HTTP status of the response, if there was one. */
  readonly status: number | undefined;
  /** One sentence about it, safe to print. */
  readonly reason: string;
}

/** One call of the service failed; another follows. */
export interface RegistrationRetry extends Seen {
  readonly type: "retry";
  /** What was called; `RegisterAccount` only when ensuring. */
  readonly operation: RegistrationOperation;
  /** What the source threw, untouched. */
  readonly error: Error;
  /** The same as plain data, which is still whole after `postMessage()` or as JSON; an Error loses its name and members there. */
  readonly failure: FailureRecord;
  /** Whether the request quota was used up. */
  readonly throttled: boolean;
  /** Whether the request may have been carried out: a RegisterAccount of unknown outcome. */
  readonly sent: boolean;
  /** Milliseconds until the next call. */
  readonly nextDelayMs: number;
}

/** The service accepted RegisterAccount. */
export interface RegisterAccountEvent extends Seen {
  readonly type: "register";
  /** Number of the RegisterAccount request, counted from 1. Requests with a lost response count, rejected ones do not. */
  readonly registration: number;
  /** The state that the service reported. */
  readonly registerAccountStatus: string;
  /** Start time of the registration, by the service's clock; `undefined` if unknown. An older result is not believed. */
  readonly since: Date | undefined;
}

/** Everything that a wait tells. Frozen. */
export type RegistrationEvent = RegistrationPoll | RegistrationTransition | RegistrationRetry;

/** Everything that ensuring tells. Frozen. */
export type EnsureEvent = RegistrationEvent | RegisterAccountEvent;
