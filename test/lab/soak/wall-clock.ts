// A wall clock that jumps by an hour or a day at one of 20 moments of a wait: no poll moves, and neither does the end. Real code on
// virtual timers, whose `Date` can be set independently of the monotonic clock.
import { watchRegistrationEvents } from "../../../src/index.js";
import { answer, serviceError } from "../../support/answers.js";
import { seeded } from "../../support/seeded.js";
import { EPOCH_MS } from "../../support/virtual-time.js";
import { inVirtualTime } from "../bench/virtual-time.js";
import { figure } from "./figure.js";

const HOUR_MS = 3_600_000;

/** Returns the events of a wait with their milliseconds: throttled at first, then pending for some time. */
function story(finishesAfterMs: number, jump?: { readonly afterMs: number; readonly byMs: number }) {
  return inVirtualTime(1, async (clock) => {
    if (jump) setTimeout(() => clock.setWallClock(jump.byMs), jump.afterMs);
    let calls = 0;
    const client = async () => {
      calls += 1;
      if (calls < 3) throw serviceError("ThrottlingException");
      const pending = 1000 * clock.seconds() < finishesAfterMs;
      // The service's clock does not jump.
      return answer(pending ? "PP" : "SS", { at: new Date(EPOCH_MS) });
    };
    const lines: string[] = [];
    await new Promise<void>((resolve) => {
      watchRegistrationEvents({ client, maxWaitTime: 600, random: seeded(1) }).subscribe({
        next: ({ type, elapsedMs }) => lines.push(`${elapsedMs} ${type}`),
        error: ({ code, elapsedMs }) => resolve(void lines.push(`${elapsedMs} ${code}`)),
        complete: () => resolve(void lines.push(`${1000 * clock.seconds()} registered`)),
      });
    });
    return lines.join("\n");
  });
}

const MOMENTS = 20;
let [stories, changed] = [0, 0];
for (const finishesAfterMs of [300_000, Number.POSITIVE_INFINITY]) {
  const expected = await story(finishesAfterMs);
  const lastsMs = Math.min(finishesAfterMs, 600_000);
  for (const byMs of [-24 * HOUR_MS, -HOUR_MS, HOUR_MS, 24 * HOUR_MS]) {
    for (let moment = 0; moment < MOMENTS; moment++) {
      stories += 1;
      changed +=
        (await story(finishesAfterMs, { afterMs: (lastsMs * moment) / MOMENTS, byMs })) === expected ? 0 : 1;
    }
  }
}
figure("waits with a jump of the wall clock", stories, { atLeast: 160 });
figure("waits whose polls or end moved", changed, { is: 0 });
