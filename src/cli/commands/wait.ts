import { registrationEvents } from "../../index.js";
import type { WaitFlags } from "../flags.js";
import type { Host } from "../host.js";
import type { Outcome } from "../outcome.js";
import { type Waiting, waitForAll } from "./waiting.js";

export function wait(flags: WaitFlags, host: Host): Promise<readonly Outcome[]> {
  const waiting: Waiting = {
    command: "wait",
    events: (client, config) => registrationEvents({ ...config, client }),
  };
  return waitForAll(waiting, flags, host);
}
