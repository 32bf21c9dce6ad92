import { oneLine } from "../../text/one-line.js";
import type { Host } from "../host.js";
import type { OutputFlags } from "../options.js";
import { colorsOf } from "./colors.js";
import { progressed, queued, type TargetProgress } from "./progress.js";
import type { Plan, View, ViewEvent } from "./view.js";
import { NOT_ASKED, paint, span, toneOf } from "./wording.js";

/** Returns a view of one line for each transition, retry and registration, for logs, pipes and simple terminals. */
export function linesView(host: Host, flags: OutputFlags, plan: Plan, results: View): View {
  const colors = colorsOf("stderr", host, flags);
  const targets = new Map(plan.targets.map((name) => [name, queued(name)]));
  const nameWidth = Math.max(...plan.targets.map((name) => name.length));
  const describe = (event: ViewEvent, { failure, former }: TargetProgress): string | undefined => {
    switch (event.type) {
      case "transition": {
        const status = paint(colors, toneOf(event.to))(oneLine(event.to));
        const reason = event.errorMessage ? `  ${oneLine(event.errorMessage)}` : "";
        return `${event.resource.padEnd(10)}  ${status}${reason}`;
      }
      case "retry": {
        const why = failure?.throttled ? "throttled" : `failed: ${failure?.reason}`;
        return colors.yellow(`${failure?.request} ${why}; again in ${span(event.nextDelayMs)}`);
      }
      case "register": {
        const why = former === undefined ? "" : `, because the previous registration failed: ${former}`;
        return `RegisterAccount no. ${event.registration}: ${oneLine(event.registerAccountStatus)}${why}`;
      }
      case "poll":
        return undefined;
    }
  };
  if (plan.emulated) host.stderr.write(`${NOT_ASKED}\n`);
  return {
    ...results,
    event(target, event) {
      const after = progressed(targets.get(target) ?? queued(target), event);
      targets.set(target, after);
      const text = describe(event, after);
      if (text === undefined) return;
      const name = plan.targets.length > 1 ? `  ${target.padEnd(nameWidth)}` : "";
      host.stderr.write(`${(event.elapsedMs / 1000).toFixed(1).padStart(5)} s${name}  ${text}\n`);
    },
  };
}
