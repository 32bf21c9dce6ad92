// Other waiters, run by their own code: the times of their polls while the registration is pending.
import { createHttpPoller } from "@azure/core-lro";
import { createWaiter, WaiterState } from "@smithy/core/client";
import pRetry from "p-retry";
import pWaitFor from "p-wait-for";
import { inVirtualTime } from "../virtual-time.js";
import type { Schedule } from "./cost.js";
import { HORIZON_SECONDS } from "./laws.js";

/** A waiter of another package. */
export interface Peer {
  readonly name: string;
  /** Waits until `finished`, which is called once per poll, returns true. */
  readonly wait: (finished: () => boolean) => Promise<unknown>;
  /** Whether its delays are random. */
  readonly random: boolean;
}

function awsWaiter(minDelay: number, maxDelay: number): Peer {
  return {
    name: `AWS SDK waiter (${minDelay}, ${maxDelay})`,
    random: true,
    wait: (finished) =>
      createWaiter({ client: {}, minDelay, maxDelay, maxWaitTime: 10 * HORIZON_SECONDS }, {}, async () => ({
        state: finished() ? WaiterState.SUCCESS : WaiterState.RETRY,
      })),
  };
}

export const awsDefault: Peer = awsWaiter(2, 120);

export const peers: readonly Peer[] = [
  awsDefault,
  awsWaiter(5, 30),
  {
    name: "p-wait-for, 5 s",
    random: false,
    wait: (finished) => pWaitFor(finished, { interval: 5000 }),
  },
  {
    name: "Azure core-lro, 2 s",
    random: false,
    wait: async (finished) => {
      const answer = (statusCode: number, status: string) => ({
        flatResponse: {},
        rawResponse: { statusCode, headers: { "operation-location": "status" }, body: { status } },
      });
      const poller = await createHttpPoller({
        sendInitialRequest: async () => answer(202, "Running"),
        sendPollRequest: async () => (finished() ? answer(200, "Succeeded") : answer(202, "Running")),
      });
      return poller.pollUntilDone();
    },
  },
  {
    name: "p-retry as a poller",
    random: true,
    wait: (finished) =>
      pRetry(
        () => {
          if (!finished()) throw new Error("Not yet");
        },
        { retries: Number.POSITIVE_INFINITY, randomize: true, maxTimeout: 30_000 },
      ),
  },
];

/** Returns the times of a peer's polls, for each seed, up to the horizon of all distributions. */
export async function schedulesOf({ wait, random }: Peer, seeds: number): Promise<readonly Schedule[]> {
  const schedules: Schedule[] = [];
  for (let seed = 0; seed < (random ? seeds : 1); seed++) {
    schedules.push(
      await inVirtualTime(seed, async (clock) => {
        const asked: number[] = [];
        await wait(() => {
          asked.push(clock.seconds());
          return clock.seconds() > HORIZON_SECONDS;
        });
        return asked;
      }),
    );
  }
  return schedules;
}
