// The compared waiters, each on a source that responds immediately.
import { createWaiter, WaiterState } from "@smithy/core/client";
import pWaitFor from "p-wait-for";
import { filter, firstValueFrom, switchMap, timer } from "rxjs";
import { waitUntilRegistered } from "../../../../src/wait.js";

type Status = { readonly customerAccountId: string; readonly accountStatus: string };
type Source = () => Promise<Status>;

/** Waits with a fixed interval until the source returns that the account is registered. */
export type Subject = (source: Source, intervalSeconds: number) => Promise<unknown>;

const registered = ({ accountStatus }: Status) => accountStatus === "REGISTRATION_SUCCESS";
const LONG_SECONDS = 3600;

export const subjects = {
  "fleetwise-registration": (source, interval) =>
    waitUntilRegistered({
      client: source,
      minDelay: interval,
      maxDelay: interval,
      maxWaitTime: LONG_SECONDS,
    }),
  "AWS SDK waiter": (source, interval) =>
    createWaiter(
      { client: {}, minDelay: interval, maxDelay: interval, maxWaitTime: LONG_SECONDS },
      {},
      async () => ({ state: registered(await source()) ? WaiterState.SUCCESS : WaiterState.RETRY }),
    ),
  "p-wait-for": (source, interval) =>
    pWaitFor(async () => registered(await source()), { interval: 1000 * interval }),
  "rxjs timer": (source, interval) =>
    firstValueFrom(timer(0, 1000 * interval).pipe(switchMap(source), filter(registered))),
} as const satisfies Readonly<Record<string, Subject>>;

export type SubjectName = keyof typeof subjects;

/** Returns a source that returns "pending" before this poll, and "registered" from it on. */
export function sourceOf(polls: number): Source {
  let asked = 0;
  return async () => {
    asked += 1;
    const accountStatus = asked < polls ? "REGISTRATION_PENDING" : "REGISTRATION_SUCCESS";
    return { customerAccountId: "123456789012", accountStatus };
  };
}
