export type { Stage, StagePart, Timeline } from "./account/timeline.js";
export { type TimelineName, timelineNames, timelines } from "./account/timelines.js";
export { type Emulator, type EmulatorRequest, startEmulator } from "./emulator.js";
export {
  type AnswerFault,
  type CutBodyFault,
  type DripFault,
  type Fault,
  type FaultKind,
  type FaultLike,
  faultKinds,
  type InternalErrorFault,
  type LostAnswerFault,
  type NoAnswerFault,
  type PlainFault,
  type RedirectFault,
  type ShortBodyFault,
  type SkewedClockFault,
  type ThrottledFault,
} from "./faults/faults.js";
export type { FaultPlan, FaultScript, RandomFaults } from "./faults/plan.js";
export type { Framing } from "./http/answer.js";
export type { EmulatorQuota, ThrottleHint } from "./http/quota.js";
export type { EmulatorCredentials } from "./http/signature.js";
export type { EmulatorOptions } from "./options.js";
