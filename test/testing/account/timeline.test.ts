import { describe, expect, test } from "vitest";
import { resolveTimeline, timelineNames, timelines } from "../../../src/testing/account/timelines.js";

const iam = { registrationStatus: "REGISTRATION_PENDING" };
const registrations = [[{ at: 0, iam }]];

test("a timeline's name selects that timeline", () => {
  expect(resolveTimeline("failsIam")).toBe(timelines.failsIam);
});

test.each(timelineNames)("%s passes the checks of a user's timeline", (name) => {
  expect(resolveTimeline({ ...timelines[name] })).toEqual({ visibleAfter: 0, ...timelines[name] });
});

test("a user's timeline is copied and frozen", () => {
  const timeline = { registrations: [[{ at: 0, iam: { ...iam } }]], visibleAfter: undefined };
  const resolved = resolveTimeline(timeline);
  timeline.registrations[0]?.push({ at: 1, iam });
  expect(resolved).toEqual({ registrations, visibleAfter: 0 });
  expect(Object.isFrozen(resolved.registrations[0]?.[0])).toBe(true);
});

describe("rejects", () => {
  const known = timelineNames.join(", ");

  test("a misspelled timeline name, and suggests the nearest", () => {
    expect(() => resolveTimeline("failsIAM" as never)).toThrow(
      new TypeError(
        "Expected `timeline` to be a timeline that is known, got `failsIAM`: did you mean `failsIam`?",
      ),
    );
    expect(() => resolveTimeline("constructor" as never)).toThrow(
      "got `constructor`: there are `registers`, ",
    );
  });

  test.each([
    [() => {}, "a function"],
    [null, "null"],
  ])("the timeline %s, listing the known names", (timeline, got) => {
    expect(() => resolveTimeline(timeline as never)).toThrow(
      new TypeError(`Expected \`timeline\` to be a timeline or one of ${known}, got ${got}`),
    );
  });

  const list = "a list of at least one registration's stages";
  const stages = (...offsets: number[]) => [offsets.map((at) => ({ at, iam }))];
  test.each<[which: string, timeline: unknown, message: string]>([
    ["without registrations", {}, `\`timeline.registrations\` to be ${list}, got undefined`],
    [
      "misspelled",
      { registration: [] },
      "a member of `timeline` that is known, got `registration`: did you mean `registrations`?",
    ],
    [
      "with no registration",
      { registrations: [] },
      `\`timeline.registrations\` to be ${list}, got an empty list`,
    ],
    [
      "with no stage",
      { registrations: [[]] },
      "`timeline.registrations[0]` to be a list of at least one stage, got an empty list",
    ],
    [
      "with a `before` that is no list",
      { registrations, before: {} },
      "`timeline.before` to be a list of at least one stage, got an object",
    ],
    [
      "whose stages begin late",
      { registrations: stages(1) },
      "`timeline.registrations[0][0].at` to be 0, the start, got 1",
    ],
    [
      "whose stages are out of order",
      { registrations: stages(0, 5, 4) },
      "`timeline.registrations[0][2].at` to be a number of seconds that is at least that of the previous stage, got 4",
    ],
    [
      "that is visible too early",
      { registrations, visibleAfter: -1 },
      "`timeline.visibleAfter` to be a number of seconds, 0 or more, got -1",
    ],
  ])("the timeline %s", (_, timeline, message) => {
    expect(() => resolveTimeline(timeline as never)).toThrow(`Expected ${message}`);
  });

  test.each<[which: string, stage: unknown, message: string]>([
    ["null", null, "`timeline.before[0]` to be a stage, got null"],
    [
      "without IAM",
      { at: 0 },
      "`timeline.before[0].iam` to be an object with a `registrationStatus`, got undefined",
    ],
    [
      "with a list for IAM",
      { at: 0, iam: [7] },
      "`timeline.before[0].iam` to be an object with a `registrationStatus`, got a list",
    ],
    [
      "without a status for IAM",
      { at: 0, iam: {} },
      "`timeline.before[0].iam.registrationStatus` to be a string, got undefined",
    ],
    [
      "with a part that is misspelled",
      { at: 0, iam, Timestream: iam },
      "a member of `timeline.before[0]` that is known, got `Timestream`: did you mean `timestream`?",
    ],
    [
      "with a member of a part that is misspelled",
      { at: 0, iam: { ...iam, errormessage: "" } },
      "a member of `timeline.before[0].iam` that is known, got `errormessage`: did you mean `errorMessage`?",
    ],
    [
      "with text for Timestream",
      { at: 0, iam, timestream: "none" },
      '`timeline.before[0].timestream` to be an object with a `registrationStatus`, got "none"',
    ],
    [
      "with a list for a message",
      { at: 0, iam: { ...iam, errorMessage: [7] } },
      "`timeline.before[0].iam.errorMessage` to be a string, got a list",
    ],
    [
      "with a number for the account",
      { at: 0, iam, account: 1 },
      "`timeline.before[0].account` to be a string, got 1",
    ],
  ])("the stage %s", (_, stage, message) => {
    const timeline = { registrations, before: [stage] };
    expect(() => resolveTimeline(timeline as never)).toThrow(new TypeError(`Expected ${message}`));
  });
});
