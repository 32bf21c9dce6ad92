import type { RegistrationOperation } from "../registration/operation.js";
import type { RegistrationSnapshot } from "../registration/snapshot.js";
import type { Change } from "../registration/transition.js";

/** The latest request before an event, and the time of the event. */
interface Seen {
  /** Number of the request, counted from 1, including failed ones. */
  readonly attempt: number;
  /** Milliseconds since subscription, by a monotonic clock. */
  readonly elapsedMs: number;
}

/** A response to a poll, also if nothing changed. */
export interface PollEvent extends Seen {
  readonly type: "poll";
  /** The response; `undefined` if the service found no registration. */
  readonly snapshot: RegistrationSnapshot | undefined;
  /** Milliseconds until the next poll; `undefined` if none follows, or RegisterAccount is called first. */
  readonly nextDelayMs: number | undefined;
}

/** A change of a resource's state. */
export interface TransitionEvent extends Seen, Change {
  readonly type: "transition";
  /** The response with the new state; `undefined` as in a `poll`. */
  readonly snapshot: RegistrationSnapshot | undefined;
}

/** A failed request as plain data. */
export interface FailureRecord {
  /** The error's name; from the AWS SDK and the built-in client, the service's name of the error if the service responded. */
  readonly name: string;
  /** The error's own message. */
  readonly message: string;
  /** HTTP status of the response, if there was one. */
  readonly status: number | undefined;
  /** The failure in one sentence, safe to print. */
  readonly reason: string;
}

/** A failed request that is followed by another request. */
export interface RetryEvent extends Seen {
  readonly type: "retry";
  /** Operation of the failed request; `RegisterAccount` only when ensuring. */
  readonly operation: RegistrationOperation;
  /** The thrown value, or an Error with the same message if it is not an Error. */
  readonly error: Error;
  /** The failure as plain data. JSON drops the message of an Error, and `postMessage()` its members. */
  readonly failure: FailureRecord;
  /** Whether the service throttled the request. */
  readonly throttled: boolean;
  /** Whether the request may have been carried out. A RegisterAccount then has an unknown outcome. */
  readonly sent: boolean;
  /** Milliseconds until the next request. */
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

/** Any event of a wait. Events are frozen. */
export type RegistrationEvent = PollEvent | TransitionEvent | RetryEvent;

/** Any event of ensuring. Events are frozen. */
export type EnsureEvent = RegistrationEvent | RegisterAccountEvent;
