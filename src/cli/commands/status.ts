import type { Host } from "../host.js";
import type { Outcome } from "../outcome.js";
import type { StatusOptions } from "../program.js";
import { openTargets } from "../targets/targets.js";
import { jsonView } from "../views/json.js";
import { resultView } from "../views/results.js";
import { statusText } from "../views/status-text.js";
import { readAll } from "./reading.js";

export async function status(options: StatusOptions, host: Host): Promise<readonly Outcome[]> {
  await using targets = await openTargets(options, host.env);
  const view = options.json
    ? jsonView(host.stdout, options.quiet === true)
    : resultView(host, options, "status", statusText(host, options));
  return await readAll(targets, options, host, view);
}
