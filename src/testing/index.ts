export { type Emulator, type EmulatorRequest, startEmulator } from "./emulator.js";
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
