import { oneLine } from "../../text/one-line.js";
import type { Host } from "../host.js";
import type { OutputFlags } from "../options.js";
import { colorsOf } from "./colors.js";
import { progressed, queued, type TargetProgress, type ViewEvent } from "./progress.js";
import type { Plan, View } from "./view.js";
import { NOT_ASKED, paint, span, toneOf } from "./wording.js";

/** One line for each thing that happens: for logs, pipes and terminals that can do no more. */
export function linesView(host: Host, flags: OutputFlags, plan: Plan, results: View): View {
  const colors = colorsOf("stderr", host, flags);
  const targets = new Map(plan.targets.map((name) => [name, queued(name)]));
  const nameWidth = Math.max(...plan.targets.map((name) => name.length));
  const print = (elapsedMs: number, target: string, what: string) => {
    const name = plan.targets.length > 1 ? `  ${target.padEnd(nameWidth)}` : "";
    host.stderr.write(`${(elapsedMs / 1000).toFixed(1).padStart(5)} s${name}  ${what}\n`);
  };
  const describe = (event: ViewEvent, { failure, former }: TargetProgress): string | undefined => {
    switch (event.type) {
      case "transition": {
        const status = paint(colors, toneOf(event.to))(oneLine(event.to));
        const reason = event.errorMessage ? `  ${oneLine(event.errorMessage)}` : "";
        return `${event.resource.padEnd(10)}  ${status}${reason}`;
      }
      case "retry": {
        const call = event.operation === "RegisterAccount" ? event.operation : "read";
        const why = event.throttled ? "throttled" : `failed: ${failure?.message}`;
        return colors.yellow(`${call} ${why}; again in ${span(event.nextDelayMs)}`);
      }
      case "register": {
        const status = oneLine(event.registerAccountStatus);
        const why = former === undefined ? "" : `, as the registration before failed: ${oneLine(former)}`;
        return `RegisterAccount no. ${event.registration}: ${status}${why}`;
      }
      case "poll":
        return undefined;
    }
  };
  if (plan.emulated) host.stderr.write(`${NOT_ASKED}\n`);
  return {
    ...results,
    event(name, event) {
      const after = progressed(targets.get(name) ?? queued(name), event);
      targets.set(name, after);
      const what = describe(event, after);
      if (what !== undefined) print(event.elapsedMs, name, what);
    },
  };
}
