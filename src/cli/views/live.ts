import { createLogUpdate } from "log-update";
import stringWidth from "string-width";
import type { Host } from "../host.js";
import type { OutputFlags } from "../program.js";
import { colorsOf } from "./colors.js";
import { frame } from "./frame.js";
import { progressed, queued, settled, started, type TargetProgress } from "./progress.js";
import type { Screen } from "./screen.js";
import { summary } from "./summary.js";
import type { Plan, View } from "./view.js";

const REDRAW_MS = 120;

/** A picture of all targets that is drawn anew as time passes, on a terminal. */
export function liveView(host: Host, flags: OutputFlags, plan: Plan, results: View): View {
  const { stderr, unicode } = host;
  const colors = colorsOf("stderr", host, flags);
  const update = createLogUpdate(stderr as NodeJS.WriteStream);
  const targets = new Map(plan.targets.map((name) => [name, queued(name)]));
  const change = (name: string, how: (before: TargetProgress) => TargetProgress) => {
    const before = targets.get(name);
    if (before) targets.set(name, how(before));
  };
  const screen = (): Screen => ({
    columns: Math.max(20, stderr.columns ?? 80),
    rows: stderr.rows ?? 24,
    colors,
    unicode,
  });

  let drawn = "";
  const draw = () => {
    drawn = frame([...targets.values()], screen(), plan.expectedMs, performance.now());
    update(drawn);
  };
  // A terminal that gets narrower breaks the lines that stand there: more are to be erased than were drawn.
  const redraw = () => {
    const { columns } = screen();
    const height = drawn
      .split("\n")
      .reduce((sum, line) => sum + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0);
    stderr.write(`\u001b[${height}A\r\u001b[0J`);
    update.done();
    draw();
  };
  const timer = setInterval(draw, REDRAW_MS);
  stderr.on?.("resize", redraw);

  return {
    started(name) {
      change(name, (before) => started(before, performance.now()));
      draw();
    },
    // Drawn when it is time: of one answer come several events, between which the picture is not true.
    event: (name, event) => change(name, (before) => progressed(before, event)),
    settled: (outcome) => change(outcome.target, (before) => settled(before, outcome, performance.now())),
    ended(outcomes) {
      clearInterval(timer);
      stderr.off?.("resize", redraw);
      update.clear();
      update.done();
      stderr.write(`${summary([...targets.values()], screen())}\n`);
      results.ended(outcomes);
    },
  };
}
