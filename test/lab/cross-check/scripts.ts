// Random situations, including combinations that the table of situations lacks.
import fc from "fast-check";
import type { Development, PollTrouble, RegisterMishap, Request, Situation, Table } from "./situation.js";

const TABLE: Table = { timestreamDatabaseName: "db", timestreamTableName: "table" };

const MISHAPS: readonly RegisterMishap[] = [
  "accepted",
  "accepted",
  "accepted",
  "lost by reset",
  "lost by 500",
  "lost by hanging",
  "dropped by reset",
  "dropped by 500",
  "dropped by hanging",
  "conflict with another registration",
  "conflict with campaigns",
  "throttled",
  "connection refused",
];

const seconds = (max: number) => fc.nat({ max });

/** Polls lag for less than the grace period. */
const developments: fc.Arbitrary<Development> = fc.record({
  visibleAfter: fc.oneof(fc.constant(0), seconds(25)),
  // 0.3 s is about the duration in AWS's only published example.
  takes: fc.oneof(fc.constant(0.3), fc.integer({ min: 1, max: 90 })),
  ends: fc.constantFrom<Development["ends"]>("success", "success", "failure", "pending", "unknown"),
});

const troubles: fc.Arbitrary<PollTrouble> = fc.record({
  mishap: fc.constantFrom<PollTrouble["mishap"]>(
    "throttled",
    "500",
    "hanging",
    "connection refused",
    "denied",
  ),
  from: fc.constantFrom<PollTrouble["from"]>("start", "RegisterAccount", "RegisterAccount"),
  lasts: fc.oneof(fc.constant("once" as const), fc.integer({ min: 1, max: 40 })),
});

const requests: fc.Arbitrary<Request> = fc
  .record({
    maxWaitTime: fc.integer({ min: 5, max: 900 }),
    maxRegistrations: fc.integer({ min: 1, max: 4 }),
    reregister: fc.constantFrom(undefined, undefined, true as const, "if-different" as const),
    registration: fc.constantFrom(undefined, undefined, {}, { timestreamResources: TABLE }),
  })
  .map((record) => ({ ...record, mode: "ensure", consistencyGrace: 30 }));

/** Without "denied" and "invalid" for RegisterAccount, which would end most waits immediately. */
export const scripts: fc.Arbitrary<Situation> = fc.record({
  id: fc.constant("random"),
  standing: fc.option(
    fc.record({
      // A registration of age 5 that takes 5 to 8 s ends while the wait polls every second.
      age: fc.oneof(fc.constant(86_400), fc.constant(5), seconds(60)),
      takes: fc.oneof(fc.constant(0), fc.integer({ min: 5, max: 8 }), seconds(90)),
      ends: fc.constantFrom<Development["ends"]>("success", "failure"),
      timestream: fc.constantFrom(undefined, undefined, TABLE),
      former: fc.constantFrom(undefined, "success" as const, "failure" as const),
    }),
    { nil: undefined, freq: 2 },
  ),
  registers: fc
    .array(fc.constantFrom(...MISHAPS), { maxLength: 5 })
    .chain((mishaps) =>
      fc
        .constantFrom<RegisterMishap>("accepted", "accepted", "throttled", "conflict with campaigns")
        .map((last) => [...mishaps, last]),
    ),
  developments: fc.array(developments, { minLength: 1, maxLength: 4 }),
  takesTimestream: fc.constantFrom(true, true, false),
  polls: fc.array(troubles, { maxLength: 2 }),
  hostsDisagree: fc.constantFrom(0, 0, 28),
  times: fc.constant("all" as const),
  request: requests,
});

/** A stack's request, delivered once or several times, each some seconds after its creation. */
export interface Flow {
  readonly situation: Situation;
  readonly type: "Create" | "Create with token" | "Update with token";
  readonly deliveredAfter: readonly number[];
  readonly dice: number;
}

export const flows: fc.Arbitrary<Flow> = fc.record({
  situation: scripts.map((situation) => ({
    ...situation,
    request: { ...situation.request, maxWaitTime: Math.max(60, situation.request.maxWaitTime) },
  })),
  type: fc.constantFrom<Flow["type"]>("Create", "Create with token", "Update with token"),
  deliveredAfter: fc
    .array(fc.integer({ min: 0, max: 60 }), { maxLength: 2 })
    .map((later) => [0, ...later].sort((a, b) => a - b)),
  dice: fc.integer({ min: 0 }),
});
