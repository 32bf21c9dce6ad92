import { expectOneOf } from "../checks.js";
import { deepFreeze } from "../frozen.js";
import { checkTimeline, type Stage, type StagePart, type Timeline } from "./timeline.js";

/** The names of the timelines that come with the emulator. */
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
  "staleVerdict",
  "unknownStatus",
  "losesTimestream",
] as const;

/** The name of a timeline that comes with the emulator. */
export type TimelineName = (typeof timelineNames)[number];

const PENDING = "REGISTRATION_PENDING";
const pending: StagePart = { registrationStatus: PENDING };
const success: StagePart = { registrationStatus: "REGISTRATION_SUCCESS" };
// Nobody has published a real failure text: these are invented, and nothing should match on them.
const failedRole: StagePart = {
  registrationStatus: "REGISTRATION_FAILURE",
  errorMessage: "The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed.",
};
const failedTable: StagePart = {
  registrationStatus: "REGISTRATION_FAILURE",
  errorMessage: "The Timestream table VehicleDataTable was not found in the database FleetWiseDatabase.",
};

const withinFiveMinutes: readonly Stage[] = [
  { at: 0, iam: pending },
  { at: 300, iam: success },
];
const partByPart: readonly Stage[] = [
  { at: 0, iam: pending, timestream: pending },
  { at: 60, account: PENDING, iam: success, timestream: pending },
  { at: 180, account: PENDING, iam: success, timestream: success },
  { at: 300, iam: success, timestream: success },
];
const iamFails: readonly Stage[] = [
  { at: 0, iam: pending },
  { at: 60, account: PENDING, iam: failedRole },
  { at: 90, iam: failedRole },
];
const timestreamFails: readonly Stage[] = [
  { at: 0, iam: pending, timestream: pending },
  { at: 60, iam: success, timestream: pending },
  { at: 120, iam: success, timestream: failedTable },
];
const bothFail: readonly Stage[] = [
  { at: 0, iam: pending, timestream: pending },
  { at: 60, account: PENDING, iam: failedRole, timestream: pending },
  { at: 120, iam: failedRole, timestream: failedTable },
];
const settlesNever: readonly Stage[] = [{ at: 0, iam: pending }];
const passesThroughUnknown: readonly Stage[] = [
  { at: 0, iam: pending },
  { at: 60, account: "REGISTRATION_VALIDATING", iam: pending },
  { at: 300, iam: success },
];
const timestreamDisappears: readonly Stage[] = [
  { at: 0, iam: pending, timestream: pending },
  { at: 60, iam: pending, timestream: success },
  { at: 180, iam: pending, timestream: null },
  { at: 300, iam: success, timestream: null },
];

/** The timelines that come with the emulator, to take parts of into your own. */
export const timelines: Readonly<Record<TimelineName, Timeline>> = deepFreeze({
  /** Pending when the emulator starts, done after 300 s. */
  registers: { before: withinFiveMinutes, registrations: [withinFiveMinutes] },
  /** Done at the first read, as in the one answer that AWS publishes: its two times are 251 ms apart. */
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
  /** Pending when the emulator starts; IAM is done after 60 s, Timestream after 180 s, the account after 300 s. */
  registersWithTimestream: { before: partByPart, registrations: [partByPart] },
  /** Pending when the emulator starts; IAM fails after 60 s and the account after 90 s, every time. */
  failsIam: { before: iamFails, registrations: [iamFails] },
  /** Pending when the emulator starts; Timestream and the account fail after 120 s. Without Timestream it registers. */
  failsTimestream: { before: timestreamFails, registrations: [timestreamFails] },
  /** Pending when the emulator starts; IAM fails after 60 s, Timestream and the account after 120 s, every time. */
  failsBoth: { before: bothFail, registrations: [bothFail] },
  /** Fails on IAM 30 s after the emulator starts; when registered again, done after 300 s. */
  failsThenRegisters: {
    before: [
      { at: 0, iam: pending },
      { at: 30, iam: failedRole },
    ],
    registrations: [withinFiveMinutes],
  },
  /** Pending for ever. */
  neverSettles: { before: settlesNever, registrations: [settlesNever] },
  /** Not registered until RegisterAccount is called, then done after 300 s. */
  notRegistered: { registrations: [withinFiveMinutes] },
  /** Failed an hour ago; reads show that verdict until 10 s after RegisterAccount, then pending, then done after 300 s. */
  staleVerdict: {
    before: [
      { at: -3660, iam: pending },
      { at: -3600, iam: failedRole },
    ],
    registrations: [withinFiveMinutes],
    visibleAfter: 10,
  },
  /** Pending when the emulator starts, in a status that no SDK knows after 60 s, done after 300 s. */
  unknownStatus: { before: passesThroughUnknown, registrations: [passesThroughUnknown] },
  /** Pending when the emulator starts; Timestream is done after 60 s and gone after 180 s, the account done after 300 s. */
  losesTimestream: { before: timestreamDisappears, registrations: [timestreamDisappears] },
});

/** The timeline that an option names, or a checked copy of the one that it is. */
export function resolveTimeline(option: TimelineName | Timeline): Timeline {
  if (typeof option !== "string")
    return checkTimeline(option, `a timeline or one of ${timelineNames.join(", ")}`);
  expectOneOf("timeline", option, "a timeline", timelineNames);
  return timelines[option];
}
