import type { Host } from "../host.js";
import { plainText } from "../plain-text.js";
import type { OutputFlags } from "../program.js";
import { colorsOf } from "./colors.js";
import type { Plan, View, ViewEvent } from "./view.js";
import { paint, span, toneOf } from "./wording.js";

/** One line for each thing that happens: for logs, pipes and terminals that can do no more. */
export function linesView(host: Host, flags: OutputFlags, { targets }: Plan, results: View): View {
  const colors = colorsOf("stderr", host, flags);
  const nameWidth = Math.max(...targets.map((name) => name.length));
  const print = (elapsedMs: number, target: string, what: string) => {
    const name = targets.length > 1 ? `  ${target.padEnd(nameWidth)}` : "";
    host.stderr.write(`${(elapsedMs / 1000).toFixed(1).padStart(5)} s${name}  ${what}\n`);
  };
  const describe = (event: ViewEvent): string | undefined => {
    switch (event.type) {
      case "transition": {
        const status = paint(colors, toneOf(event.to))(plainText(event.to));
        const reason = event.errorMessage ? `  ${plainText(event.errorMessage)}` : "";
        return `${event.resource.padEnd(10)}  ${status}${reason}`;
      }
      case "retry": {
        const { throttled, error, nextDelayMs } = event;
        const why = throttled ? "throttled" : plainText(`failed: ${error.message}`);
        return colors.yellow(`read ${why}; again in ${span(nextDelayMs)}`);
      }
      case "register":
        return `RegisterAccount no. ${event.registration}: ${plainText(event.registerAccountStatus ?? "already in progress")}`;
      case "poll":
        return undefined;
    }
  };
  return {
    ...results,
    event(target, event) {
      const what = describe(event);
      if (what !== undefined) print(event.elapsedMs, target, what);
    },
  };
}
