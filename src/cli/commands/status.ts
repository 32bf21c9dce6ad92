import type { StatusFlags } from "../flags.js";
import type { Host } from "../host.js";
import type { Outcome } from "../outcome.js";
import { openTargets } from "../targets/targets.js";
import { AT_LENGTH } from "../views/groups.js";
import { jsonView } from "../views/json.js";
import { resultView } from "../views/results.js";
import { statusText } from "../views/status-text.js";
import { readAll } from "./reading.js";

export async function status(flags: StatusFlags, host: Host): Promise<readonly Outcome[]> {
  await using targets = await openTargets(flags, host);
  const plan = { command: "status", emulated: targets.emulated } as const;
  // Many targets have a line each, as with `wait --quiet`.
  const words =
    targets.names.length > AT_LENGTH
      ? {}
      : { text: statusText(host, flags, targets.emulated), told: ["failed"] as const };
  const view = flags.json ? jsonView(host, flags, plan) : resultView(host, flags, plan, words);
  return await readAll(targets, flags, host, view);
}
