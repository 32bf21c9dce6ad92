import { registrationEvents } from "../../index.js";
import type { Host } from "../host.js";
import type { Outcome } from "../outcome.js";
import type { WaitOptions } from "../program.js";
import { waitForAll } from "./waiting.js";

export function wait(options: WaitOptions, host: Host): Promise<readonly Outcome[]> {
  return waitForAll("wait", options, host, ({ client }, config) => registrationEvents({ ...config, client }));
}
