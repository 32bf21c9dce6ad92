import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULTS } from "../../src/options/defaults.js";
import { cadenceExpression } from "../../src/step-functions/wait.js";
import { expectedFinish } from "../../src/timing/cadence.js";
import { filledIn } from "./interpreter/expressions.js";

const seconds = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** Elapsed times and ages, in milliseconds. */
const ms = fc.oneof(fc.constantFrom(0, 1, 999, 1000, 3000, 299_999, 300_000, 300_001), fc.nat(20_000_000));

async function byExpression(options: { interval: number; expected: number }, waited: number, age: number) {
  return await filledIn(`{% ${cadenceExpression(options)} %}`, { waited, age }, Math.random);
}

test("cadenceExpression equals expectedFinish at random moments with random options", async () => {
  await fc.assert(
    fc.asyncProperty(
      ms,
      ms,
      seconds(0.1, 100),
      seconds(1, 5000),
      async (elapsedMs, ageMs, interval, expected) => {
        const library = expectedFinish({ interval, expected })({
          attempt: 1,
          elapsedMs,
          ageMs,
          snapshot: undefined,
        });
        const machine = await byExpression({ interval, expected }, elapsedMs / 1000, ageMs / 1000);
        expect(machine).toBeCloseTo(library, 6);
      },
    ),
    { numRuns: 500 },
  );
});

test("cadenceExpression equals expectedFinish in every second of the first fifteen minutes", async () => {
  const cadence = expectedFinish();
  for (let second = 0; second <= 900; second += 1) {
    const elapsedMs = 1000 * second;
    const library = cadence({ attempt: 1, elapsedMs, ageMs: elapsedMs, snapshot: undefined });
    expect(await byExpression(DEFAULTS, second, second), `${second} s`).toBeCloseTo(library, 6);
  }
});
