import { ensureEvents } from "../../index.js";
import type { EnsureFlags } from "../flags.js";
import type { Host } from "../host.js";
import type { Outcome } from "../outcome.js";
import { dryRun } from "./dry-run.js";
import { registrationOf } from "./timestream.js";
import { type Waiting, waitForAll } from "./waiting.js";

export async function ensure(flags: EnsureFlags, host: Host): Promise<readonly Outcome[]> {
  const registration = registrationOf(flags);
  if (flags.dryRun) return dryRun(flags, host);
  const { maxRegistrations, reregister } = flags;
  const waiting: Waiting = {
    command: "ensure",
    events: (client, config) =>
      ensureEvents({ ...config, client, maxRegistrations, registration, reregister }),
  };
  return waitForAll(waiting, flags, host);
}
