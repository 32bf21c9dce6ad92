// The frames of the live view, drawn from what is known: no terminal, no clock.
import pc from "picocolors";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { frame } from "../../src/cli/views/frame.js";
import { progressed, queued, settled, started, type TargetProgress } from "../../src/cli/views/progress.js";
import type { Screen } from "../../src/cli/views/screen.js";
import { summary } from "../../src/cli/views/summary.js";
import { snapshot } from "../support/answers.js";

const screen = (columns: number, rows = 24, unicode = true): Screen => ({
  columns,
  rows,
  unicode,
  colors: pc.createColors(false),
});

/** A target that has been read once, at 1 s. */
function pending(name: string): TargetProgress {
  const answer = snapshot("PSP");
  const at = { attempt: 1, elapsedMs: 1000 };
  return [
    { type: "poll", snapshot: answer, nextDelayMs: 5000, ageMs: 61_000, ...at } as const,
    {
      type: "transition",
      resource: "iam",
      from: undefined,
      to: "REGISTRATION_SUCCESS",
      snapshot: answer,
      ...at,
    } as const,
    {
      type: "transition",
      resource: "timestream",
      from: undefined,
      to: "REGISTRATION_PENDING",
      snapshot: answer,
      ...at,
    } as const,
    {
      type: "transition",
      resource: "account",
      from: undefined,
      to: "REGISTRATION_VALIDATING",
      snapshot: answer,
      ...at,
    } as const,
  ].reduce(progressed, started(queued(name), 0));
}

const USUAL = 300_000;

describe("frames", () => {
  test("show the age of the registration, not of the wait", () => {
    expect(frame([pending("eu-central-1")], screen(80), USUAL, 2000).split("\n")).toEqual([
      "eu-central-1 · account 123456789012",
      "  ✔ IAM         registered after 1.0 s",
      "  ⠦ Timestream  pending",
      "  ⠦ account     validating",
      "  ━━━━━━━━────────────────────────────────  1:02 of about 5:00",
      "  next read in 4 s · 1 read",
    ]);
  });

  test("tell what reads fail with, where there is room", () => {
    const error = Object.assign(new Error("getaddrinfo\u001b[31m ENOTFOUND"), { name: "Error" });
    const retry = {
      type: "retry",
      error,
      throttled: false,
      attempt: 2,
      elapsedMs: 6000,
      nextDelayMs: 2000,
    } as const;
    const failing = progressed(pending("a"), retry);
    expect(frame([failing], screen(80), USUAL, 6000)).toMatch(
      /next read in 2 s · 2 reads · read failed: getaddrinfo ENOTFOUND$/,
    );
    expect(frame([failing], screen(40), USUAL, 6000)).toMatch(/\n {2}next read in 2 s · 2 reads$/);
    const throttled = progressed(failing, { ...retry, throttled: true });
    expect(frame([throttled], screen(80), USUAL, 6000)).toMatch(/next read in 2 s · 2 reads · 1 throttled$/);
  });

  test("do not pretend to know the end: past the usual time they say so, and the bar is full", () => {
    const lines = frame([pending("a")], screen(80), USUAL, 400_000).split("\n");
    expect(lines[4]).toMatch(/^ {2}━+ {2}7:40, longer than usual \(about 5:00\)$/);
  });

  test("do in ASCII what a terminal without more can show", () => {
    const text = frame([pending("a")], screen(80, 24, false), USUAL, 2000).replaceAll("·", "-");
    expect(text).toMatch(/^[ -~\n]*$/);
    expect(text).toContain("#####");
  });

  test.for([20, 40, 60, 80, 120])("fit %i columns, also with names that are wide", (columns) => {
    const targets = [
      "東京の本番アカウント",
      "👩‍🚀 crew",
      "a-name-that-is-longer-than-any-narrow-window-can-show",
    ].map(pending);
    const ended = targets.map((target) =>
      settled(target, { target: target.name, state: "failed", snapshot: snapshot("FSF") }, 9000),
    );
    const screens = [
      frame(targets.slice(0, 1), screen(columns), USUAL, 2000),
      frame(targets, screen(columns, 30), USUAL, 2000),
      frame([...targets, pending("b"), queued("c")], screen(columns, 10), USUAL, 2000),
      summary(ended, screen(columns)),
      summary([...ended, ...ended], screen(columns)),
    ];
    for (const line of screens.flatMap((text) => text.split("\n"))) {
      expect(stringWidth(line), line).toBeLessThan(columns);
    }
  });

  test("of many targets tell how each is, and how long it takes beyond what is usual", () => {
    const states = ["registered", "failed", "timed-out", "not-registered", "unreadable"] as const;
    const ended = states.map((state) => settled(pending(state), { target: state, state }, 9000));
    const error = new Error("slow");
    const throttled = progressed(pending("slow"), {
      ...{ type: "retry", error, throttled: true, attempt: 2, elapsedMs: 6000, nextDelayMs: 2000 },
    } as const);
    const waiting = progressed(queued("registering"), {
      ...{ type: "register", registration: 1, registerAccountStatus: "REGISTRATION_PENDING" },
      ...{ since: undefined, attempt: 2, elapsedMs: 400_000 },
    } as const);
    const lines = frame([...ended, throttled, waiting], screen(100), USUAL, 400_000).split("\n");
    expect(lines.map((line) => line.replace(/ +/g, " "))).toEqual([
      " target IAM TS acct usual 5:00 next reads throttled",
      "✔ registered ✔ … … 1:09 1",
      "✖ failed ✔ … … 1:09 1",
      "… timed-out ✔ … … 1:09 1",
      "○ not-registered ✔ … … 1:09 1",
      "✖ unreadable ✔ … … 1:09 1",
      "⠸ slow ✔ ⠸ ⠸ 7:40 longer ━━━━━━━━━━ 0 s 2 1",
      "· registering · · · queued ────────── 2",
      "5 of 7 settled, 1 registered, 1 failed, 1 timed out, 1 not registered, 1 unreadable",
    ]);
    expect(summary([...ended, throttled], screen(100)).split("\n")[0]).toBe(
      "✔ registered · registered after 9.0 s · IAM already registered · Timestream 8.0 s pending",
    );
  });

  test("show a target that waits for its turn, one that is read, and one that was registered", () => {
    expect(frame([queued("q")], screen(80), USUAL, 0)).toMatch(
      /account {5}not read yet\n.*\n {2}waits for its turn$/,
    );
    expect(frame([started(queued("q"), 0)], screen(80), USUAL, 0)).toMatch(/\n {2}reading · 0 reads$/);
    const registered = progressed(pending("r"), {
      ...{ type: "register", registration: 1, registerAccountStatus: undefined },
      ...{ since: undefined, attempt: 2, elapsedMs: 2000 },
    } as const);
    expect(frame([registered], screen(80), USUAL, 3000)).toMatch(
      /0:01 of about 5:00\n {2}reading · 2 reads · 1 registration$/,
    );
  });

  test("never have more lines than the screen", () => {
    const many = Array.from({ length: 50 }, (_, index) => pending(`t${index}`));
    for (const rows of [4, 10, 24]) {
      expect(frame(many, screen(80, rows), USUAL, 2000).split("\n").length).toBeLessThan(rows);
    }
  });
});
