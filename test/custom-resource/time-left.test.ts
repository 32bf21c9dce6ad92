import { expect, test } from "vitest";
import { endMs, usableMs } from "../../src/custom-resource/time-left.js";

const contextWith = (leftMs: number) => ({ leftMs, getRemainingTimeInMillis });

/** A method that needs its context, as Lambda's may. */
function getRemainingTimeInMillis(this: { readonly leftMs: number }): number {
  return this.leftMs;
}

test.for([
  [900_000, 890_000, 10_000],
  [30_000, 20_000, 10_000],
  [15_000, 10_000, 10_000],
  [1200, 1000, 1200],
  [200, 1000, 1000],
] as const)("of %d ms left, a function may use %d ms and respond in %d ms", ([left, usable, end]) => {
  const context = contextWith(left);
  expect([usableMs(context, 10_000), endMs(context, 10_000)]).toEqual([usable, end]);
});

test.for([
  undefined,
  {},
  { getRemainingTimeInMillis: 5000 },
  { getRemainingTimeInMillis: () => "5000" },
  { getRemainingTimeInMillis: () => Number.NaN },
])("with the context %j, the time is unlimited except for the response", (context) => {
  expect(usableMs(context as never, 10_000)).toBe(Number.POSITIVE_INFINITY);
  expect(endMs(context as never, 10_000)).toBe(10_000);
});
