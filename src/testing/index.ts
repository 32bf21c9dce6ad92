/**
 * The emulator of AWS IoT FleetWise account registration, with timelines and faults.
 *
 * @module fleetwise-registration/testing
 */

export type { StagePart, Timeline, TimelineStage } from "./account/timeline.js";
export { type TimelineName, timelineNames, timelines } from "./account/timelines.js";
export { type Emulator, type EmulatorRequest, startEmulator } from "./emulator.js";
export {
  type AnswerFault,
  type CutBodyFault,
  type Fault,
  type FaultInput,
  type FaultKind,
  faultKinds,
  type InternalErrorFault,
  type LostAnswerFault,
  type NoAnswerFault,
  type RedirectFault,
  type ShortBodyFault,
  type SimpleFault,
  type SkewedClockFault,
  type SlowBodyFault,
  type ThrottledFault,
} from "./faults/faults.js";
export type { FaultPlan, FaultScript, RandomFaults } from "./faults/plan.js";
export type { EmulatorQuota, ThrottleHint } from "./http/quota.js";
export type { BodyFraming } from "./http/response.js";
export type { EmulatorCredentials } from "./http/signature.js";
export type { EmulatorOptions } from "./options.js";
