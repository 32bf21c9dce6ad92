import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RegistrationSnapshot } from "../../src/registration/snapshot.js";
import { diff as diffOf, type Observed, observe } from "../../src/registration/transition.js";
import { anySnapshot, iam, snapshotOf, timestream } from "./examples.js";

const ORDER = ["iam", "timestream", "account"];

/** Consecutive responses; undefined is "not found". */
const anyAnswers = fc.array(fc.option(anySnapshot, { nil: undefined }), { maxLength: 8 });

/** The states observed in any earlier responses. */
const anyObserved: fc.Arbitrary<Observed> = anyAnswers.map((answers) =>
  answers.reduce<Observed>(observe, {}),
);

const diff = (before: Observed, answer: RegistrationSnapshot | undefined) =>
  diffOf(before, observe(before, answer), answer);

const anyAnswer = fc.option(anySnapshot, { nil: undefined });

describe("any response after any others", () => {
  test("any response has changes that turn the previous states into the new ones", () => {
    fc.assert(
      fc.property(anyObserved, anyAnswer, (before, answer) => {
        const after: Record<string, string | undefined> = { ...before };
        for (const { resource, from, to } of diff(before, answer)) {
          expect(after[resource]).toBe(from);
          after[resource] = to;
        }
        expect(after).toEqual(observe(before, answer));
      }),
    );
  });

  test("any response has at most one change of each resource, causes before the result", () => {
    fc.assert(
      fc.property(anyObserved, anyAnswer, (before, answer) => {
        const changes = diff(before, answer);
        const resources = changes.map(({ resource }) => resource);
        expect(resources).toEqual(ORDER.filter((resource) => (resources as string[]).includes(resource)));
        for (const { from, to } of changes) expect(to).not.toBe(from);
      }),
    );
  });

  test("any response has no changes if it is repeated", () => {
    fc.assert(
      fc.property(anyObserved, anyAnswer, (before, answer) => {
        const after = observe(before, answer);
        expect(observe(after, answer)).toStrictEqual(after);
        expect(diff(after, answer)).toEqual([]);
      }),
    );
  });

  test("any response keeps a state for every resource that was seen", () => {
    fc.assert(
      fc.property(anyObserved, anyAnswer, (before, answer) => {
        const seen = (observed: Observed) =>
          ORDER.filter((resource) => observed[resource as keyof Observed] !== undefined);
        expect(seen(observe(before, answer))).toEqual(expect.arrayContaining([...seen(before), "account"]));
      }),
    );
  });
});

test("a first response changes each resource from undefined, in the order iam, timestream, account", () => {
  const snapshot = snapshotOf({
    timestreamRegistrationResponse: timestream("REGISTRATION_FAILURE", "no such table"),
    iamRegistrationResponse: iam("REGISTRATION_SUCCESS"),
  });
  expect(diff({}, snapshot)).toStrictEqual([
    { resource: "iam", from: undefined, to: "REGISTRATION_SUCCESS" },
    { resource: "timestream", from: undefined, to: "REGISTRATION_FAILURE", errorMessage: "no such table" },
    { resource: "account", from: undefined, to: "REGISTRATION_PENDING" },
  ]);
});

test("the change of a resource has that resource's error message", () => {
  const snapshot = snapshotOf({
    timestreamRegistrationResponse: timestream("F", "table"),
    iamRegistrationResponse: iam("F", "role"),
  });
  expect(diff({}, snapshot).map(({ errorMessage }) => errorMessage)).toEqual(["role", "table", undefined]);
});

test("a resource that the response omits gets no state", () => {
  expect(observe({}, snapshotOf())).toEqual({ account: "REGISTRATION_PENDING" });
});

test("not found changes the account to NOT_REGISTERED, but no resource that was never seen", () => {
  expect(observe({}, undefined)).toEqual({ account: "NOT_REGISTERED" });
  expect(diff({}, undefined)).toStrictEqual([{ resource: "account", from: undefined, to: "NOT_REGISTERED" }]);
});

test("not found changes a resource that was seen before to NOT_REGISTERED too", () => {
  const before: Observed = { iam: "REGISTRATION_SUCCESS", account: "REGISTRATION_PENDING" };
  expect(diff(before, undefined)).toStrictEqual([
    { resource: "iam", from: "REGISTRATION_SUCCESS", to: "NOT_REGISTERED" },
    { resource: "account", from: "REGISTRATION_PENDING", to: "NOT_REGISTERED" },
  ]);
});

test.each([
  ["timestream", { iamRegistrationResponse: iam("S") }],
  ["iam", { timestreamRegistrationResponse: timestream("S") }],
] as const)("a %s resource that disappears becomes NOT_REGISTERED, and may come back", (resource, rest) => {
  const both = snapshotOf({
    iamRegistrationResponse: iam("S"),
    timestreamRegistrationResponse: timestream("S"),
  });
  const without = snapshotOf(rest);
  const seen = observe({}, both);
  expect(diff(seen, without)).toStrictEqual([{ resource, from: "S", to: "NOT_REGISTERED" }]);
  expect(diff(observe(seen, without), both)).toStrictEqual([{ resource, from: "NOT_REGISTERED", to: "S" }]);
});
