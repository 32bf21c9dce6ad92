import { CADENCE_DEFAULTS } from "../timing/cadence.js";

/** Every default that is a number, once: times in seconds. Read by the library, its handlers, its command line, and the tests of its docs. */
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
  /** `maxWaitTime` of `getRegistration()`, which waits for no state. */
  maxReadTime: 30,
});
