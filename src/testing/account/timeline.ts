import { expectList, expectMembers, expectNumber, expectString } from "../checks.js";
import { deepFreeze } from "../deep-freeze.js";

/** Status of the IAM or the Timestream resource in a response. */
export interface StagePart {
  /** Status of the resource; any string. */
  readonly registrationStatus: string;
  /** Reason for its failure. */
  readonly errorMessage?: string | undefined;
}

/** State of the account from one moment until the next stage. */
export interface TimelineStage {
  /**
   * Emulated seconds since the registration started. In `Timeline.before`: since the emulator started, so the past is negative.
   */
  readonly at: number;
  /** Status of the account; any string. @default failure if a resource has failed, success if all have succeeded, else pending */
  readonly account?: string | undefined;
  /** The IAM resource. */
  readonly iam: StagePart;
  /**
   * The Timestream resource, if the registration has one; `null` omits it from the responses.
   * @default pending until the account's status is success
   */
  readonly timestream?: StagePart | null | undefined;
}

/** How an emulated account behaves, as plain data. */
export interface Timeline {
  /**
   * The registration that the account has without a RegisterAccount request. It includes Timestream if one of its
   * stages does, and it does not exist before its first stage. @default none: the account is not registered
   */
  readonly before?: readonly TimelineStage[] | undefined;
  /**
   * Entry n is the registration that the n-th accepted RegisterAccount starts; the last entry repeats. Each entry starts
   * with a stage at 0. The registration includes Timestream if the request contained `timestreamResources`.
   */
  readonly registrations: readonly (readonly TimelineStage[])[];
  /** Emulated seconds after RegisterAccount during which polls still see the previous state; at least 0. @default 0 */
  readonly visibleAfter?: number | undefined;
}

/**
 * Returns a frozen copy of a timeline: a running emulator must not change when the caller changes the object.
 *
 * @throws TypeError or RangeError that names the invalid member.
 */
export function checkTimeline(timeline: Timeline, wanted: string): Timeline {
  expectMembers("timeline", timeline, { before: true, registrations: true, visibleAfter: true }, wanted);
  const { before, registrations, visibleAfter = 0 } = timeline;
  if (before !== undefined) checkStages("timeline.before", before);
  expectList("timeline.registrations", registrations, "a list of at least one registration's stages");
  for (const [index, stages] of registrations.entries()) {
    const name = `timeline.registrations[${index}]`;
    checkStages(name, stages);
    expectNumber(`${name}[0].at`, stages[0]?.at, "0, the start", (at) => at === 0);
  }
  const seconds = "a number of seconds, 0 or more";
  expectNumber("timeline.visibleAfter", visibleAfter, seconds, (after) => after >= 0);
  return deepFreeze(structuredClone({ before, registrations, visibleAfter }));
}

function checkStages(name: string, stages: readonly TimelineStage[]): void {
  expectList(name, stages, "a list of at least one stage");
  let former = Number.NEGATIVE_INFINITY;
  for (const [index, stage] of stages.entries()) {
    const path = `${name}[${index}]`;
    expectMembers(path, stage, { at: true, account: true, iam: true, timestream: true }, "a stage");
    const { at, account, iam, timestream } = stage;
    const ascending = "a number of seconds that is at least that of the previous stage";
    expectNumber(`${path}.at`, at, ascending, (value) => value >= former);
    former = at;
    if (account !== undefined) expectString(`${path}.account`, account);
    checkPart(`${path}.iam`, iam);
    if (timestream !== undefined && timestream !== null) checkPart(`${path}.timestream`, timestream);
  }
}

function checkPart(name: string, part: StagePart): void {
  const wanted = "an object with a `registrationStatus`";
  expectMembers(name, part, { registrationStatus: true, errorMessage: true }, wanted);
  expectString(`${name}.registrationStatus`, part.registrationStatus);
  if (part.errorMessage !== undefined) expectString(`${name}.errorMessage`, part.errorMessage);
}
