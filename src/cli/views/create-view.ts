import type { OutputFlags } from "../flags.js";
import type { Host } from "../host.js";
import { isLive } from "./colors.js";
import { jsonView } from "./json.js";
import { linesView } from "./lines.js";
import { resultView } from "./results.js";
import type { Plan, View } from "./view.js";

/** Returns the view that the flags and the terminal ask for. */
export async function createView(host: Host, flags: OutputFlags, plan: Plan): Promise<View> {
  if (flags.json) return jsonView(host, flags, plan);
  const results = resultView(host, flags, plan);
  if (flags.quiet) return results;
  if (!isLive(host)) return linesView(host, flags, plan, results);
  // Loaded only if needed, because the libraries that measure the width of text take long to load.
  const { liveView } = await import("./live.js");
  return liveView(host, flags, plan, results);
}
