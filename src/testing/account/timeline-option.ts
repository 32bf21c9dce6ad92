import { expectList, expectNumber, expectObject, wrong } from "../expectations.js";
import { deepFreeze } from "../frozen.js";
import { type Stage, type Timeline, type TimelineName, timelineNames, timelines } from "./timelines.js";

/** The timeline that an option names, or a checked and frozen copy of the one that it is. */
export function resolveTimeline(option: TimelineName | Timeline): Timeline {
  const named = timelineNames.find((name) => name === option);
  if (named !== undefined) return timelines[named];
  expectObject("timeline", option, `a timeline or one of ${timelineNames.join(", ")}`);

  const { before, registrations, visibleAfter = 0 } = option as Timeline;
  if (before !== undefined) checkStages("timeline.before", before);
  expectList("timeline.registrations", registrations, "a list of at least one registration's stages");
  for (const [index, stages] of registrations.entries()) {
    const name = `timeline.registrations[${index}]`;
    checkStages(name, stages);
    expectNumber(`${name}[0].at`, stages[0]?.at, "0, the beginning", (at) => at === 0);
  }
  expectNumber(
    "timeline.visibleAfter",
    visibleAfter,
    "a number of seconds, 0 or more",
    (after) => after >= 0,
  );
  // A copy: an emulator that runs should not change because its caller's object does.
  return deepFreeze(structuredClone({ before, registrations, visibleAfter }));
}

function checkStages(name: string, stages: readonly Stage[]): void {
  expectList(name, stages, "a list of at least one stage");
  let former = Number.NEGATIVE_INFINITY;
  for (const [index, stage] of stages.entries()) {
    const path = `${name}[${index}]`;
    expectObject(path, stage, "a stage");
    const { at, account, iam, timestream } = stage;
    const ascending = "a number of seconds that is not before the former stage's";
    expectNumber(`${path}.at`, at, ascending, (value) => value >= former);
    former = at;
    if (account !== undefined) expectString(`${path}.account`, account);
    checkPart(`${path}.iam`, iam);
    if (timestream !== undefined && timestream !== null) checkPart(`${path}.timestream`, timestream);
  }
}

function checkPart(name: string, part: Stage["iam"]): void {
  expectObject(name, part, "an object with a `registrationStatus`");
  expectString(`${name}.registrationStatus`, part.registrationStatus);
  if (part.errorMessage !== undefined) expectString(`${name}.errorMessage`, part.errorMessage);
}

function expectString(name: string, value: unknown): void {
  if (typeof value !== "string") throw wrong(name, "a string", value);
}
