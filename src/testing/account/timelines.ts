import { expectOneOf } from "../checks.js";
import { deepFreeze } from "../deep-freeze.js";
import { checkTimeline, type StagePart, type Timeline, type TimelineStage } from "./timeline.js";

/** Names of the emulator's timelines. */
export const timelineNames = [
  "registers",
  "registersInstantly",
  "registersWithTimestream",
  "failsIam",
  "failsTimestream",
  "failsBoth",
  "failsThenRegisters",
  "neverSettles",
  "notRegistered",
  "outdatedResult",
  "unknownStatus",
  "losesTimestream",
] as const;

/** Name of one of the emulator's timelines. */
export type TimelineName = (typeof timelineNames)[number];

const PENDING = "REGISTRATION_PENDING";
const pending: StagePart = { registrationStatus: PENDING };
const success: StagePart = { registrationStatus: "REGISTRATION_SUCCESS" };
// AWS has not published its failure messages. These are invented, so no code may match on them.
const failedRole: StagePart = {
  registrationStatus: "REGISTRATION_FAILURE",
  errorMessage: "The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed.",
};
const failedTable: StagePart = {
  registrationStatus: "REGISTRATION_FAILURE",
  errorMessage: "The Timestream table VehicleDataTable was not found in the database FleetWiseDatabase.",
};

const withinFiveMinutes: readonly TimelineStage[] = [
  { at: 0, iam: pending },
  { at: 300, iam: success },
];
const partByPart: readonly TimelineStage[] = [
  { at: 0, iam: pending, timestream: pending },
  { at: 60, account: PENDING, iam: success, timestream: pending },
  { at: 180, account: PENDING, iam: success, timestream: success },
  { at: 300, iam: success, timestream: success },
];
const iamFails: readonly TimelineStage[] = [
  { at: 0, iam: pending },
  { at: 60, account: PENDING, iam: failedRole },
  { at: 90, iam: failedRole },
];
const timestreamFails: readonly TimelineStage[] = [
  { at: 0, iam: pending, timestream: pending },
  { at: 60, iam: success, timestream: pending },
  { at: 120, iam: success, timestream: failedTable },
];
const bothFail: readonly TimelineStage[] = [
  { at: 0, iam: pending, timestream: pending },
  { at: 60, account: PENDING, iam: failedRole, timestream: pending },
  { at: 120, iam: failedRole, timestream: failedTable },
];
const settlesNever: readonly TimelineStage[] = [{ at: 0, iam: pending }];
const passesThroughUnknown: readonly TimelineStage[] = [
  { at: 0, iam: pending },
  { at: 60, account: "REGISTRATION_VALIDATING", iam: pending },
  { at: 300, iam: success },
];
const timestreamDisappears: readonly TimelineStage[] = [
  { at: 0, iam: pending, timestream: pending },
  { at: 60, iam: pending, timestream: success },
  { at: 180, iam: pending, timestream: null },
  { at: 300, iam: success, timestream: null },
];

/** The emulator's timelines, to build your own from. */
export const timelines: Readonly<Record<TimelineName, Timeline>> = deepFreeze({
  /** Pending when the emulator starts; registered after 300 s. */
  registers: { before: withinFiveMinutes, registrations: [withinFiveMinutes] },
  /** Registered at the first poll, as in the only response that AWS has published: its two times are 251 ms apart. */
  registersInstantly: {
    before: [
      { at: -0.251, iam: pending },
      { at: 0, iam: success },
    ],
    registrations: [
      [
        { at: 0, iam: pending },
        { at: 0.251, iam: success },
      ],
    ],
  },
  /** Pending when the emulator starts; IAM succeeds after 60 s, Timestream after 180 s, the account after 300 s. */
  registersWithTimestream: { before: partByPart, registrations: [partByPart] },
  /** Pending when the emulator starts; IAM fails after 60 s and the account after 90 s, in every registration. */
  failsIam: { before: iamFails, registrations: [iamFails] },
  /** Pending when the emulator starts; Timestream and the account fail after 120 s. Without Timestream, registered after 60 s. */
  failsTimestream: { before: timestreamFails, registrations: [timestreamFails] },
  /** Pending when the emulator starts; IAM fails after 60 s, Timestream and the account after 120 s, in every registration. */
  failsBoth: { before: bothFail, registrations: [bothFail] },
  /** IAM and the account fail 30 s after the emulator starts; a second registration succeeds after 300 s. */
  failsThenRegisters: {
    before: [
      { at: 0, iam: pending },
      { at: 30, iam: failedRole },
    ],
    registrations: [withinFiveMinutes],
  },
  /** Pending forever. */
  neverSettles: { before: settlesNever, registrations: [settlesNever] },
  /** Not registered until RegisterAccount; registered 300 s later. */
  notRegistered: { registrations: [withinFiveMinutes] },
  /** Failed an hour before the start. Polls see that until 10 s after RegisterAccount, then pending, then success after 300 s. */
  outdatedResult: {
    before: [
      { at: -3660, iam: pending },
      { at: -3600, iam: failedRole },
    ],
    registrations: [withinFiveMinutes],
    visibleAfter: 10,
  },
  /** Pending when the emulator starts, a status unknown to every SDK after 60 s, registered after 300 s. */
  unknownStatus: { before: passesThroughUnknown, registrations: [passesThroughUnknown] },
  /** Pending when the emulator starts; Timestream succeeds after 60 s and disappears after 180 s; registered after 300 s. */
  losesTimestream: { before: timestreamDisappears, registrations: [timestreamDisappears] },
});

/** Returns the timeline with this name, or a checked copy of the given timeline. */
export function resolveTimeline(option: TimelineName | Timeline): Timeline {
  if (typeof option !== "string")
    return checkTimeline(option, `a timeline or one of ${timelineNames.join(", ")}`);
  expectOneOf("timeline", option, "a timeline", timelineNames);
  return timelines[option];
}
