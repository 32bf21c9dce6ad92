import { describe, expect, test } from "vitest";
import { type Account, createAccount } from "../../../src/testing/account/account.js";
import { type TimelineName, timelineNames, timelines } from "../../../src/testing/account/timelines.js";

const start = Date.UTC(2026, 10, 1, 12);
const begin = (name: TimelineName) => createAccount("123456789012", timelines[name], 1, start);
const at = (seconds: number) => start + seconds * 1000;

/** Returns "account iam timestream" at each of the given seconds, with the last word of each status. */
function story(account: Account, from: number, seconds: readonly number[]): string[] {
  const word = (status: string | undefined) => status?.replace("REGISTRATION_", "") ?? "-";
  return seconds.map((second) => {
    const state = account.visible(from + second * 1000);
    if (state === undefined) return "NOT FOUND";
    return [state.status, state.iam.registrationStatus, state.timestream?.registrationStatus]
      .map(word)
      .join(" ");
  });
}

test("timelines has every timeline by its name, in order", () => {
  expect(Object.keys(timelines)).toEqual(timelineNames);
});

test.each(timelineNames)("the timeline %s is deeply frozen", (name) => {
  expect(Object.isFrozen(timelines[name].registrations[0]?.[0]?.iam)).toBe(true);
});

describe("from the emulator's start", () => {
  test.each<[TimelineName, [second: number, shown: string][]]>([
    [
      "registers",
      [
        [0, "PENDING PENDING -"],
        [299.999, "PENDING PENDING -"],
        [300, "SUCCESS SUCCESS -"],
      ],
    ],
    ["registersInstantly", [[0, "SUCCESS SUCCESS -"]]],
    [
      "registersWithTimestream",
      [
        [0, "PENDING PENDING PENDING"],
        [60, "PENDING SUCCESS PENDING"],
        [180, "PENDING SUCCESS SUCCESS"],
        [300, "SUCCESS SUCCESS SUCCESS"],
      ],
    ],
    [
      "failsIam",
      [
        [0, "PENDING PENDING -"],
        [60, "PENDING FAILURE -"],
        [90, "FAILURE FAILURE -"],
      ],
    ],
    [
      "failsTimestream",
      [
        [0, "PENDING PENDING PENDING"],
        [60, "PENDING SUCCESS PENDING"],
        [120, "FAILURE SUCCESS FAILURE"],
      ],
    ],
    [
      "failsBoth",
      [
        [0, "PENDING PENDING PENDING"],
        [60, "PENDING FAILURE PENDING"],
        [120, "FAILURE FAILURE FAILURE"],
      ],
    ],
    [
      "failsThenRegisters",
      [
        [0, "PENDING PENDING -"],
        [30, "FAILURE FAILURE -"],
      ],
    ],
    [
      "neverSettles",
      [
        [0, "PENDING PENDING -"],
        [1e9, "PENDING PENDING -"],
      ],
    ],
    [
      "notRegistered",
      [
        [0, "NOT FOUND"],
        [1e9, "NOT FOUND"],
      ],
    ],
    [
      "outdatedResult",
      [
        [0, "FAILURE FAILURE -"],
        [1e9, "FAILURE FAILURE -"],
      ],
    ],
    [
      "unknownStatus",
      [
        [0, "PENDING PENDING -"],
        [60, "VALIDATING PENDING -"],
        [300, "SUCCESS SUCCESS -"],
      ],
    ],
    [
      "losesTimestream",
      [
        [0, "PENDING PENDING PENDING"],
        [60, "PENDING PENDING SUCCESS"],
        [180, "PENDING PENDING -"],
        [300, "SUCCESS SUCCESS -"],
      ],
    ],
  ])("the timeline %s has its documented states from the emulator's start", (name, expected) => {
    const seconds = expected.map(([second]) => second);
    expect(story(begin(name), start, seconds)).toEqual(expected.map(([, shown]) => shown));
  });
});

describe("after RegisterAccount", () => {
  test.each<[TimelineName, [second: number, shown: string][]]>([
    [
      "registersInstantly",
      [
        [0, "PENDING PENDING -"],
        [0.251, "SUCCESS SUCCESS -"],
      ],
    ],
    ["failsIam", [[90, "FAILURE FAILURE -"]]],
    [
      "failsTimestream",
      [
        [0, "PENDING PENDING -"],
        [60, "SUCCESS SUCCESS -"],
      ],
    ],
    ["failsBoth", [[120, "FAILURE FAILURE -"]]],
    [
      "failsThenRegisters",
      [
        [0, "PENDING PENDING -"],
        [300, "SUCCESS SUCCESS -"],
      ],
    ],
    [
      "notRegistered",
      [
        [0, "PENDING PENDING -"],
        [299.999, "PENDING PENDING -"],
        [300, "SUCCESS SUCCESS -"],
      ],
    ],
    [
      "outdatedResult",
      [
        [0, "FAILURE FAILURE -"],
        [9.999, "FAILURE FAILURE -"],
        [10, "PENDING PENDING -"],
        [300, "SUCCESS SUCCESS -"],
      ],
    ],
  ])("the timeline %s has its documented states after RegisterAccount", (name, expected) => {
    const account = begin(name);
    const from = at(1000);
    expect(account.register(undefined, from)).toBeDefined();
    const seconds = expected.map(([second]) => second);
    expect(story(account, from, seconds)).toEqual(expected.map(([, shown]) => shown));
  });
});

test("the instant registration's two times are 251 ms apart, as in AWS's published response", () => {
  const state = begin("registersInstantly").visible(start);
  expect(state).toMatchObject({ creationTime: start - 251, lastModificationTime: start });
});

test("the outdated result is an hour old", () => {
  expect(begin("outdatedResult").visible(start)?.lastModificationTime).toBe(at(-3600));
});

test.each(["failsIam", "failsTimestream", "failsBoth", "failsThenRegisters", "outdatedResult"] as const)(
  "%s has an errorMessage for each failed resource",
  (name) => {
    const state = begin(name).visible(at(300));
    const failed = [state?.iam, state?.timestream].filter((part) =>
      part?.registrationStatus.endsWith("FAILURE"),
    );
    expect(failed.length).toBeGreaterThan(0);
    for (const part of failed) expect(part?.errorMessage).toMatch(/\w+ .*\.$/);
  },
);
