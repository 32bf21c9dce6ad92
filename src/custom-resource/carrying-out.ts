import { filter, firstValueFrom, lastValueFrom, map, type Observable, tap, timer } from "rxjs";
import {
  describeRegistration,
  type EnsureEvent,
  ensureEvents,
  isRegistrationError,
  type RegistrationSnapshot,
  type RegistrationWaiterConfig,
  registrationEvents,
  verdictOf,
} from "../index.js";
import { type ClientConfig, type HandlerOptions, mustBeVisible } from "./config.js";
import { type RequestLog, said } from "./log.js";
import { type HandlerTimes, handlerTimes } from "./names.js";
import { type Need, needOf } from "./need.js";
import { mayPass } from "./passing.js";
import type { HandedOn, OnEventRequest } from "./protocol.js";
import type { RegistrationTask } from "./task.js";

/** What the handlers run on. */
export interface HandlerRuntime {
  readonly times: HandlerTimes;
  /** The wall clock, which several invocations share; in milliseconds. */
  readonly now: () => number;
  /** Lets so many milliseconds pass. */
  readonly pause: (ms: number) => Promise<unknown>;
}

export const lambdaRuntime: HandlerRuntime = Object.freeze({
  times: handlerTimes,
  now: () => Date.now(),
  pause: (ms: number) => lastValueFrom(timer(ms)),
});

/** A task, and what it is carried out with. */
export interface Work extends HandlerRuntime {
  readonly request: OnEventRequest;
  readonly task: RegistrationTask;
  readonly config: ClientConfig;
  readonly log: RequestLog;
  readonly startedAtMs: number;
  /** When it must be left, done or not. */
  readonly deadlineMs: number;
}

/** How far it has come: to an answer that says that it is done; without one, somebody has to go on looking. */
export interface Reached {
  readonly snapshot: RegistrationSnapshot | undefined;
  /** Whether it was to be registered, and was not. */
  readonly toRegister: boolean;
  readonly handedOn: HandedOn;
}

/**
 * Carries out a Create or an Update: registers the account where needed, and waits until it is registered, or the time is over.
 * Works on through what may pass meanwhile.
 *
 * @throws Why it never will be done.
 */
export async function carryOut(work: Work): Promise<Reached> {
  const { request, task, config, log, now, times, startedAtMs, deadlineMs } = work;
  let handedOn: HandedOn = { startedAt: iso(startedAtMs) };
  let since: Date | undefined;
  let need: Need | undefined;
  let seenPending = false;
  let drawnApart = false;

  const leftMs = () => deadlineMs - now();
  const left = () => ({ maxWaitTime: leftMs() / 1000 });
  const pause = (seconds: number) => work.pause(Math.max(0, Math.min(1000 * seconds, leftMs())));
  const observe = (event: EnsureEvent) => {
    log.event(event);
    if (event.type === "retry") handedOn = { ...handedOn, lastError: said(event.error) };
    if (event.type === "poll") handedOn = { ...handedOn, lastError: undefined };
    if (event.type === "poll" && event.snapshot) {
      seenPending ||= verdictOf(event.snapshot) === "pending";
      handedOn = { ...handedOn, lastSeen: describeRegistration(event.snapshot) };
    }
    if (event.type !== "register") return;
    since = event.since;
    handedOn = { ...handedOn, registeredAt: iso(now()), ...(since && { since: since.toISOString() }) };
  };

  /** Looks, registers where needed, and waits. The answer that says that it is done; `undefined` where there is more to do. */
  const attempt = async (): Promise<RegistrationSnapshot | undefined> => {
    const waiting = waitingOptions(config);
    const soFar = () => ({ registered: handedOn.registeredAt !== undefined, seenPending });
    const done = (snapshot: RegistrationSnapshot | undefined) =>
      needOf(snapshot, task, soFar()) === "none" ? snapshot : undefined;
    if (config.mode === "wait-only" || soFar().registered)
      return done(
        await lastValueFrom(answers(registrationEvents({ ...waiting, ...left(), since }), observe)),
      );

    const before = await firstValueFrom(answers(registrationEvents({ ...waiting, ...left() }), observe));
    need = needOf(before, task, soFar());
    if (need === "none") return before;
    if (need === "to-register" && !drawnApart) {
      drawnApart = true;
      await pause(Math.min(times.spread, leftMs() / 4000) * (config.random ?? Math.random)());
      return undefined;
    }
    const { mode, log: _, ...ensuring } = config;
    const { registration, again } = task;
    const standing = before !== undefined && verdictOf(before) === "registered";
    const reregister = need === "to-register" && (standing || again === "always");
    const events$ = ensureEvents({ ...ensuring, ...left(), reregister, registration });
    // Where somebody else has registered it meanwhile, it may be otherwise than was asked for.
    return done(await lastValueFrom(answers(events$, observe)));
  };

  while (leftMs() > 0) {
    try {
      const snapshot = await attempt();
      if (snapshot) return { snapshot, toRegister: false, handedOn };
    } catch (error) {
      const inAccessGrace = now() - startedAtMs < 1000 * times.accessGrace;
      if (mayPass(error, request, inAccessGrace)) {
        handedOn = { ...handedOn, lastError: said((error as Error).cause) };
        log.entry("WARN", "retry", { error: handedOn.lastError, nextDelayMs: 1000 * times.pause });
        await pause(times.pause);
      } else if (isUndecided(error, work, handedOn)) break;
      else throw error;
    }
  }
  return { snapshot: undefined, toRegister: need === "to-register" && !handedOn.registeredAt, handedOn };
}

/** The handlers' options that a wait has. */
function waitingOptions(options: ClientConfig): RegistrationWaiterConfig {
  const { mode, log, registration, maxRegistrations, ...waiting } = options as ClientConfig & HandlerOptions;
  return waiting;
}

/** The answers of a wait: `undefined` where the service knows no registration. */
function answers(
  events$: Observable<EnsureEvent>,
  observe: (event: EnsureEvent) => void,
): Observable<RegistrationSnapshot | undefined> {
  return events$.pipe(
    tap(observe),
    filter((event) => event.type === "poll"),
    map(({ snapshot }) => snapshot),
  );
}

/** Whether the time was merely too short. */
function isUndecided(error: unknown, { config, now }: Work, handedOn: HandedOn): boolean {
  if (!isRegistrationError(error)) return false;
  if (error.code === "REGISTRATION_TIMEOUT") return true;
  // Where it was to be registered, nothing but the time has kept it from that.
  const unregistered = config.mode !== "wait-only" && handedOn.registeredAt === undefined;
  return error.code === "NOT_REGISTERED" && (unregistered || !mustBeVisible(config, handedOn, now()));
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
