// The program's output on an emulated terminal.
import xterm from "@xterm/headless";
import { describe, expect, test } from "vitest";
import { startEmulator } from "../../src/testing/index.js";
import { handClock } from "../support/hand-clock.js";
import { until } from "../support/until.js";
import { inside, interruptible, KEYS } from "./program.js";

const AT_TERMINAL = { TERM: "xterm-256color" };
const QUICK = ["--time-scale", "100", "--max-wait-time", "60"];

/** Returns a terminal whose lines can be read, without trailing blanks. */
function terminal(columns: number, rows: number) {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  const listeners = new Set<() => void>();
  const writes: string[] = [];
  const stream = {
    isTTY: true,
    get columns() {
      return screen.cols;
    },
    get rows() {
      return screen.rows;
    },
    write: (text: string) => {
      writes.push(text);
      screen.write(text);
    },
    on: (_event: "resize", listener: () => void) => listeners.add(listener),
    off: (_event: "resize", listener: () => void) => listeners.delete(listener),
  };
  return {
    writes,
    stream,
    /** Surroundings with both outputs on the terminal. */
    both: { env: AT_TERMINAL, stdout: stream, stderr: stream },
    resize(to: number) {
      screen.resize(to, rows);
      for (const listener of listeners) listener();
    },
    /** The remaining listeners for changes of the size. */
    listeners,
    async lines(): Promise<string[]> {
      await new Promise<void>((resolve) => screen.write("", resolve));
      const { active } = screen.buffer;
      const lines = Array.from(
        { length: active.length },
        (_, index) => active.getLine(index)?.translateToString(true) ?? "",
      );
      while (lines.at(-1) === "") lines.pop();
      return lines;
    },
  };
}

/** Resolves to the terminal's lines when they match. */
function shows(view: ReturnType<typeof terminal>, what: RegExp): Promise<string[]> {
  return until(async () => {
    const lines = await view.lines();
    return what.test(lines.join("\n")) && lines;
  });
}

describe.concurrent("the live view", () => {
  test.for([80, 40])(
    "the live view stays whole at %i columns, and ends with the times of each resource",
    async (columns) => {
      const view = terminal(columns, 24);
      const clock = handClock();
      // The registration started before the wait, so its age differs from the elapsed time.
      const now = () => clock.now() - 5_000;
      await using emulator = await startEmulator({ timeline: "registersWithTimestream", now });
      const running = inside(
        [
          ...["wait", "--region", "us-east-1", "--endpoint-url", emulator.endpoint],
          ...["--expected", "0.5", "--max-delay", "0.1"],
        ],
        { env: { ...AT_TERMINAL, ...KEYS }, stderr: view.stream },
      );
      await shows(view, /IAM +pending/);
      clock.advance(60);
      const during = await shows(view, /✔ IAM.*usually/s);
      // At 40 columns, a time of ten seconds and more may be cut off.
      expect(
        during
          .slice(0, 4)
          .map((line) => line.replace(/after [\d.]+ ?(s|…)$/, "after T").replace(/[⠀-⣿]/, "*")),
      ).toEqual([
        expect.stringMatching(/^\* us-east-1 {2}pending {2}account 123/),
        "  ✔ IAM        registered after T",
        "  * Timestream pending",
        "  * account    pending",
      ]);
      expect(during[4]).toMatch(/^ {4}age +━+ {2}\d+:\d\d, usually 0:00$/);
      expect(during[5]).toMatch(/^ {4}wait +\d+:\d\d, until \d\d:\d\d:\d\d$/);
      expect(during[6]).toMatch(/^ {4}next +poll (in \d s|now) · \d+ polls$/);
      expect(during).toHaveLength(7);
      clock.advance(240);

      const { exitCode, stdout } = await running;
      const after = await view.lines();
      expect(after.map((line) => line.replace(/[\d.]+ s/g, "T").replace(/\d+ (polls|…)/, "N polls"))).toEqual(
        [
          expect.stringMatching(/^✔ us-east-1 {2}registered after T/),
          "  ✔ IAM        registered after T",
          "  ✔ Timestream registered after T",
          "  ✔ account    registered after T",
          expect.stringMatching(/^ {4}time +\d\d:\d\d:\d\d to \d\d:\d\d:\d\d · /),
          expect.stringMatching(/^ {4}age +\d+:\d\d, started \d\d:\d\d:\d\d$/),
        ],
      );
      // Standard output is not a terminal here, so it is not on the screen.
      expect(stdout).toMatch(/^account 123456789012: REGISTRATION_SUCCESS; /);
      expect(exitCode).toBe(0);
      expect(view.listeners.size).toBe(0);
    },
  );

  test("a terminal that gets narrower keeps none of the wrapped lines", async () => {
    const view = terminal(80, 24);
    const { signal, interrupt } = interruptible();
    const running = inside(["wait", "--emulate=never-settles"], {
      env: AT_TERMINAL,
      stderr: view.stream,
      signal,
    });
    await shows(view, /IAM +pending/);
    view.resize(40);
    const narrow = await shows(view, /^ +age +[━─]+ {2}\d+:\d\d of \d+:\d\d$/m);
    expect(narrow.filter((line) => line.includes("IAM"))).toHaveLength(1);
    expect(narrow).toHaveLength(7);
    expect(Math.max(...narrow.map((line) => line.length))).toBeLessThan(40);
    interrupt();
    const { exitCode, stderr } = await running;
    expect(stderr).toMatch(/error:\S* Interrupted\n/);
    expect(exitCode).toBe(130);
  });

  test("a failure is printed once, in terms of this program", async () => {
    const view = terminal(120, 24);
    const { exitCode } = await inside(["wait", "--emulate=fails-iam", ...QUICK], view.both);
    expect(exitCode).toBe(1);
    const shown = (await view.lines()).join("\n");
    expect(shown).toMatch(/^✖ emulator/m);
    expect(shown.match(/could not be assumed/g)).toHaveLength(1);
    expect(shown.match(/next:/g)).toHaveLength(1);
    expect(view.writes.join("")).not.toContain("error:");
  });

  test("the tally of several targets is the last line", async () => {
    const view = terminal(100, 24);
    const regions = ["--region", "us-east-1", "--region", "ap-south-1"];
    const { exitCode } = await inside(["wait", "--emulate=fails-iam", ...QUICK, ...regions], view.both);
    expect(exitCode).toBe(1);
    expect((await view.lines()).at(-1)).toBe("2 targets: 2 failed · emulated: nothing is sent to AWS");
  });

  test("the live view writes each frame at once, and only the changed lines", async () => {
    const view = terminal(80, 24);
    await inside(["wait", "--emulate", "--time-scale", "100"], { env: AT_TERMINAL, stderr: view.stream });
    const frames = view.writes.filter((text) => text.includes("\u001b[?2026h"));
    expect(frames.length).toBeGreaterThan(1);
    for (const frame of frames) {
      expect([frame.startsWith("\u001b[?2026h"), frame.endsWith("\u001b[?2026l")]).toEqual([true, true]);
    }
  });

  test("the live view has a line for each of many targets, within the rows of the screen", async () => {
    const view = terminal(80, 10);
    const { signal, interrupt } = interruptible();
    const regions = Array.from({ length: 12 }, (_, index) => ["--region", `region-${index}`]).flat();
    const running = inside(["wait", "--emulate=never-settles", ...regions], {
      env: AT_TERMINAL,
      stderr: view.stream,
      signal,
    });
    const lines = await shows(view, /region-4 +pending/);
    expect(lines[0]).toMatch(/^\S region-0 +pending +0:\d\d of 0:10 · \S IAM · /);
    expect(lines.filter((line) => line.includes("region-"))).toHaveLength(5);
    expect(lines.slice(-3)).toEqual([
      "  and 7 more",
      expect.stringMatching(/^waiting for 0:\d\d, until \d\d:\d\d:\d\d at the latest · emulated$/),
      "0 of 12 settled",
    ]);
    interrupt();
    expect((await running).exitCode).toBe(130);
    expect((await view.lines()).join("\n")).toContain("12 targets: 12 interrupted");
  });

  test.for([
    ["a dumb terminal", { TERM: "dumb" }, {}],
    ["CI", { ...AT_TERMINAL, CI: "true" }, {}],
    ["a pipe, whose reader may write to the same terminal", AT_TERMINAL, { isPipe: true }],
    ["a terminal of unknown size", AT_TERMINAL, {}, { isTTY: true, columns: 0, rows: 0 }],
  ] as const)("%s gets lines in place of the live view", async ([, env, stdout, stream]) => {
    const { stderr } = await inside(["wait", "--emulate=registers-instantly"], {
      env,
      stdout,
      stderr: stream ?? terminal(80, 24).stream,
    });
    expect(stderr).toMatch(
      /^emulated: nothing is sent to AWS\n +\d\.\d s {2}iam +REGISTRATION_SUCCESS\n +\d\.\d s {2}account +REGISTRATION_SUCCESS\n$/,
    );
  });

  test.for([
    [{ NO_COLOR: "1" }, false],
    [{}, true],
    [{ FORCE_COLOR: "0" }, false],
  ] as const)("the live view with %j has colors: %s", async ([env, colored]) => {
    const view = terminal(80, 24);
    const { stderr } = await inside(["wait", "--emulate=registers-instantly"], {
      env: { ...AT_TERMINAL, ...env },
      stderr: view.stream,
    });
    expect(stderr.includes("\u001b[32m")).toBe(colored);
  });
});
