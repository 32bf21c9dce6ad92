import { createLogUpdate } from "log-update";
import stringWidth from "string-width";
import type { Host } from "../host.js";
import type { OutputFlags } from "../options.js";
import { colorsOf } from "./colors.js";
import { progressed, queued, settled, type TargetProgress } from "./progress.js";
import { render, renderSummary } from "./render.js";
import type { Plan, View } from "./view.js";

const REDRAW_MS = 120;

/** Returns a view that draws all targets at a terminal again and again. */
export function liveView(host: Host, flags: OutputFlags, plan: Plan, results: View): View {
  const { stderr, stdout, unicode, now } = host;
  const colors = colorsOf("stderr", host, flags);
  const update = createLogUpdate(stderr as NodeJS.WriteStream);
  const targets = new Map(plan.targets.map((name) => [name, queued(name)]));
  const change = (name: string, how: (before: TargetProgress) => TargetProgress) => {
    targets.set(name, how(targets.get(name) ?? queued(name)));
  };
  const screen = () => {
    const columns = Math.max(20, stderr.columns ?? 80);
    return { columns, rows: stderr.rows ?? 24, colors, unicode };
  };

  let drawn = "";
  const draw = () => {
    drawn = render([...targets.values()], screen(), plan, now());
    update(drawn);
  };
  // A terminal that gets narrower wraps the lines that are shown: more rows must be erased than were drawn.
  const redraw = () => {
    const { columns } = screen();
    const height = (line: string) => Math.max(1, Math.ceil(stringWidth(line) / columns));
    const rows = drawn.split("\n").reduce((sum, line) => sum + height(line), 0);
    stderr.write(`\u001b[${rows}A\r\u001b[0J`);
    update.done();
    draw();
  };
  let timer: NodeJS.Timeout | undefined;
  let due: NodeJS.Immediate | undefined;
  const stop = () => {
    clearInterval(timer);
    clearImmediate(due);
  };
  const run = () => {
    draw();
    // After SIGSTOP, which the program cannot notice, the timer still exists.
    stop();
    // setImmediate lets Node handle a pending resize first: a picture of the old size would leave rows behind.
    timer = setInterval(() => (due = setImmediate(draw)), REDRAW_MS);
  };
  const pause = () => {
    stop();
    // Keeps the picture, and shows the cursor again.
    update.done();
  };
  const above = (print: () => void) => {
    update.clear();
    print();
    draw();
  };
  stderr.on?.("resize", redraw);
  const forget = host.onSuspension((suspended) => (suspended ? pause() : run()));
  run();

  return {
    warning: (message) => above(() => results.warning(message)),
    identity: (target, identity) => above(() => results.identity(target, identity)),
    // The timer draws: one response causes several events, between which the picture would be wrong.
    started: (name) => change(name, (before) => ({ ...before, startedAt: now() })),
    event: (name, event) => change(name, (before) => progressed(before, event)),
    settled: (outcome) => change(outcome.target, (before) => settled(before, outcome, now())),
    ended(outcomes) {
      stop();
      forget();
      stderr.off?.("resize", redraw);
      update.clear();
      update.done();
      stderr.write(`${renderSummary([...targets.values()], screen(), plan)}\n`);
      // A terminal on standard output shows the results already.
      if (stdout.isTTY !== true) results.ended(outcomes);
    },
  };
}
