import { CADENCE_DEFAULTS } from "../timing/cadence.js";

/** The numeric defaults; times are in seconds. Also used by the handlers, the command line, and the tests of the docs. */
export const DEFAULTS: Readonly<
  Record<
    | "maxWaitTime"
    | "minDelay"
    | "maxDelay"
    | "requestTimeout"
    | "consistencyGrace"
    | "maxRegistrations"
    | "maxReadTime"
    | keyof typeof CADENCE_DEFAULTS,
    number
  >
> = Object.freeze({
  ...CADENCE_DEFAULTS,
  maxWaitTime: 900,
  minDelay: 1,
  maxDelay: 60,
  requestTimeout: 30,
  consistencyGrace: 30,
  maxRegistrations: 3,
  /** `maxWaitTime` of `getRegistration()`, which does not wait for a state. */
  maxReadTime: 30,
});
