// Memory that each of 100,000 requests of one wait leaves behind, with throttling and internal errors, in virtual time.

import { createRegistrationPoller } from "../../../src/poller.js";
import { answer, serviceError } from "../../support/answers.js";
import { inVirtualTime } from "../bench/virtual-time.js";
import { figure } from "./figure.js";
import { heap } from "./heap.js";

/** Requests before the measurement, so that compiled code and filled caches do not count as growth. */
const WARM = 20_000;
const READS = 100_000;

/**
 * Consecutive outcomes. Each response differs from the previous one, so that each causes transitions. Two of five requests fail.
 */
const ROUND: readonly (() => Record<string, unknown>)[] = [
  () => answer("PPP"),
  () => answer("PSP"),
  () => thrown("ThrottlingException"),
  () => thrown("InternalServerException", { $metadata: { httpStatusCode: 500 } }),
  () => thrown("ResourceNotFoundException"),
];

function thrown(...[name, fields]: Parameters<typeof serviceError>): never {
  throw serviceError(name, fields);
}

let [transitions, atFirst, atLast] = [0, 0, 0];
await inVirtualTime(1, async () => {
  let calls = 0;
  const client = async () => {
    calls += 1;
    if (calls === WARM) atFirst = heap();
    if (calls < WARM + READS) return ROUND[calls % ROUND.length]?.();
    atLast = heap();
    return answer("SSS");
  };
  const poller = createRegistrationPoller({ client, maxWaitTime: Number.POSITIVE_INFINITY });
  poller.transitions$.subscribe(() => {
    transitions += 1;
  });
  await poller.waitUntilRegistered();
});
figure("emitted transitions", transitions, { atLeast: READS });
figure("bytes that a poll leaves behind", (atLast - atFirst) / READS, { atMost: 1 });
