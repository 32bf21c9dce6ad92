export {
  type Stage,
  type StagePart,
  type Timeline,
  type TimelineName,
  timelineNames,
  timelines,
} from "./account/timelines.js";
export { type Emulator, type EmulatorRequest, startEmulator } from "./emulator.js";
export {
  type DripFault,
  type Fault,
  type FaultKind,
  type FaultLike,
  type FaultPlan,
  type FaultScript,
  faultKinds,
  type InternalErrorFault,
  type PlainFault,
  type RandomFaults,
  type SkewedClockFault,
  type ThrottledFault,
} from "./faults/faults.js";
export type { EmulatorCredentials } from "./http/signature.js";
export type { ThrottleHint } from "./http/throttling.js";
export type { EmulatorOptions, EmulatorQuota } from "./options.js";
