import type { Host } from "../host.js";
import type { Outcome } from "../outcome.js";
import type { StatusFlags } from "../program.js";
import { openTargets } from "../targets/targets.js";
import { jsonView } from "../views/json.js";
import { resultView } from "../views/results.js";
import { statusText } from "../views/status-text.js";
import { readAll } from "./reading.js";

export async function status(flags: StatusFlags, host: Host): Promise<readonly Outcome[]> {
  await using targets = await openTargets(flags, host.env);
  const view = flags.json
    ? jsonView(host.stdout, flags.quiet === true)
    : resultView(host, flags, "status", statusText(host, flags));
  return await readAll(targets, flags, host, view);
}
