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
} from "./faults.js";
export type { EmulatorOptions, EmulatorQuota } from "./options.js";
export type { EmulatorCredentials } from "./signature.js";
export type { ThrottleHint } from "./throttling.js";
export {
  type Stage,
  type StagePart,
  type Timeline,
  type TimelineName,
  timelineNames,
  timelines,
} from "./timelines.js";
