import { type RegistrationWaiterOptions, resolveWaiterOptions } from "../../../../src/options/waiter.js";
import type { RegistrationSnapshot } from "../../../../src/registration/snapshot.js";
import { startOf } from "../../../../src/waiting/progress.js";
import { pollStep } from "../../../../src/waiting/step.js";
import { EPOCH_MS } from "../../../support/virtual-time.js";
import type { Schedule } from "./cost.js";
import { HORIZON_SECONDS } from "./laws.js";

/** Returns the response that the service would give this number of seconds after the start of the wait. */
export type Answers = (seconds: number) => RegistrationSnapshot;

/** Returns a pending registration that started some seconds before the wait, by the service's clock. */
export function pending(ageSeconds = 0, iam?: string): RegistrationSnapshot {
  return {
    customerAccountId: "123456789012",
    accountStatus: "REGISTRATION_PENDING",
    lastModificationTime: new Date(EPOCH_MS - 1000 * ageSeconds),
    ...(iam !== undefined && {
      iamRegistrationResponse: { roleArn: "arn:aws:iam::123456789012:role/any", registrationStatus: iam },
    }),
  };
}

/**
 * Returns the times of the polls of a wait: runs the library's own steps one after the other, without timers in between.
 * Responses take no time.
 */
export function ourSchedule(
  random: () => number,
  answers: Answers = () => pending(),
  config: Partial<RegistrationWaiterOptions> = {},
  untilSeconds: number = HORIZON_SECONDS,
): Schedule {
  const options = resolveWaiterOptions({
    client: () => Promise.reject(new Error("Unexpected request")),
    maxWaitTime: Number.POSITIVE_INFINITY,
    random,
    ...config,
  });
  const schedule: number[] = [];
  let [elapsedMs, progress] = [0, startOf(undefined)];
  while (elapsedMs < 1000 * untilSeconds) {
    schedule.push(elapsedMs / 1000);
    const moment = { elapsedMs, wallClockMs: EPOCH_MS + elapsedMs };
    const called = pollStep(progress, { type: "request" }, moment, options);
    const response = { type: "response", response: answers(elapsedMs / 1000) } as const;
    const { next, ...step } = pollStep(called.progress, response, moment, options);
    if (next.do !== "call") break;
    progress = step.progress;
    // The library's timers round up to whole milliseconds too.
    elapsedMs += Math.ceil(next.inMs);
  }
  return schedule;
}
