import { expectList, expectMembers, expectNumber, expectString } from "../checks.js";
import { deepFreeze } from "../frozen.js";

/** What an answer says about the IAM or the Timestream part of a registration. */
export interface StagePart {
  /** The state of the part, any string. */
  readonly registrationStatus: string;
  /** Why it failed. */
  readonly errorMessage?: string | undefined;
}

/** What the account looks like from one moment on, until the next stage. */
export interface Stage {
  /** Emulated seconds since the registration began; in `Timeline.before`, since the emulator started, so the past is negative. */
  readonly at: number;
  /** The account's status, any string. @default what the parts add up to: one failed is a failure, all succeeded a success */
  readonly account?: string | undefined;
  /** The IAM part. */
  readonly iam: StagePart;
  /**
   * The Timestream part, where the registration has one; `null` leaves it out of the answers.
   * @default pending until the account's status is success
   */
  readonly timestream?: StagePart | null | undefined;
}

/** How an emulated account behaves, as plain data. */
export interface Timeline {
  /**
   * The registration that the account has without a call of RegisterAccount. It has a Timestream part if one of its
   * stages does, and it does not exist before its first stage. @default none: the account is not registered
   */
  readonly before?: readonly Stage[] | undefined;
  /**
   * What the n-th accepted RegisterAccount starts; the last one repeats. Each begins with a stage at 0. Such a
   * registration has a Timestream part if the call brought `timestreamResources`.
   */
  readonly registrations: readonly (readonly Stage[])[];
  /** Emulated seconds for which reads go on showing the state from before RegisterAccount; 0 or more. @default 0 */
  readonly visibleAfter?: number | undefined;
}

/** A frozen copy of a timeline, so that an emulator that runs does not change because its caller's object does; or an error. */
export function checkTimeline(timeline: Timeline, wanted: string): Timeline {
  expectMembers("timeline", timeline, { before: true, registrations: true, visibleAfter: true }, wanted);
  const { before, registrations, visibleAfter = 0 } = timeline;
  if (before !== undefined) checkStages("timeline.before", before);
  expectList("timeline.registrations", registrations, "a list of at least one registration's stages");
  for (const [index, stages] of registrations.entries()) {
    const name = `timeline.registrations[${index}]`;
    checkStages(name, stages);
    expectNumber(`${name}[0].at`, stages[0]?.at, "0, the beginning", (at) => at === 0);
  }
  const seconds = "a number of seconds, 0 or more";
  expectNumber("timeline.visibleAfter", visibleAfter, seconds, (after) => after >= 0);
  return deepFreeze(structuredClone({ before, registrations, visibleAfter }));
}

function checkStages(name: string, stages: readonly Stage[]): void {
  expectList(name, stages, "a list of at least one stage");
  let former = Number.NEGATIVE_INFINITY;
  for (const [index, stage] of stages.entries()) {
    const path = `${name}[${index}]`;
    expectMembers(path, stage, { at: true, account: true, iam: true, timestream: true }, "a stage");
    const { at, account, iam, timestream } = stage;
    const ascending = "a number of seconds that is not before the former stage's";
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
