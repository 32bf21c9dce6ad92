import { registrationEvents } from "../../index.js";
import type { WaitFlags } from "../flags.js";
import type { Host } from "../host.js";
import type { Outcome } from "../outcome.js";
import { waitForAll } from "./waiting.js";

export function wait(flags: WaitFlags, host: Host): Promise<readonly Outcome[]> {
  return waitForAll("wait", flags, host, registrationEvents);
}
