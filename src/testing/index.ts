/**
 * The emulator of AWS IoT FleetWise account registration, with timelines and faults.
 *
 * @module fleetwise-registration/testing
 */

export type { StagePart, Timeline, TimelineStage } from "./account/timeline.js";
export { type TimelineName, timelineNames, timelines } from "./account/timelines.js";
export { type Emulator, type EmulatorRequest, startEmulator } from "./emulator.js";
export type {
  AnswerFault,
  CutBodyFault,
  Fault,
  FaultInput,
  FaultKind,
  InternalErrorFault,
  LostAnswerFault,
  NoAnswerFault,
  RedirectFault,
  ShortBodyFault,
  SimpleFault,
  SkewedClockFault,
  SlowBodyFault,
  ThrottledFault,
} from "./faults/faults.js";
export type { FaultPlan, FaultScript, RandomFaults } from "./faults/plan.js";
export { faultKinds } from "./faults/settings.js";
export type { EmulatorQuota, ThrottleHint } from "./http/quota.js";
export type { BodyFraming } from "./http/response.js";
export type { EmulatorCredentials } from "./http/signature.js";
export type { EmulatorOptions } from "./options.js";
