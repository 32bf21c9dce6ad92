// The live view, rendered without a terminal or a clock.
import pc from "picocolors";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { progressed, queued, settled, type TargetProgress } from "../../src/cli/views/progress.js";
import { render, renderSummary } from "../../src/cli/views/render.js";
import type { Screen } from "../../src/cli/views/screen.js";
import type { Plan } from "../../src/cli/views/view.js";
import { timeOfDay } from "../../src/cli/views/wording.js";
import { parseFailure } from "../../src/failures/failure.js";
import {
  AccountNotRegisteredError,
  RegistrationFailedError,
  RegistrationTimeoutError,
  type RetryEvent,
  ServiceCallError,
} from "../../src/index.js";
import { snapshot } from "../support/answers.js";

const screen = (columns: number, rows = 24, unicode = true): Screen => ({
  columns,
  rows,
  unicode,
  colors: pc.createColors(false),
});

const PLAN: Plan = { command: "wait", targets: [], emulated: false, expectedMs: 300_000, maxWaitMs: 900_000 };

const ROLE = "The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed.";

const EVIDENCE = {
  attempts: 4,
  elapsedMs: 900_000,
  lastSnapshot: undefined,
  registrations: { accepted: 0, lost: 0, rejected: 0 },
};
const LATE = new RegistrationTimeoutError("pending", "account REGISTRATION_PENDING", EVIDENCE);
const failure = (iamMessage: string) => new RegistrationFailedError(snapshot("FF", { iamMessage }), EVIDENCE);

type Resource = "iam" | "timestream" | "account";

function transition(resource: Resource, to: string, elapsedMs: number, errorMessage?: string) {
  const seen = { from: undefined, snapshot: undefined, attempt: 1, elapsedMs };
  return { type: "transition", resource, to, ...seen, ...(errorMessage && { errorMessage }) } as const;
}

/** Returns a target after one poll, at 1 s. */
function pending(name: string, startedAt = 0): TargetProgress {
  return [
    {
      type: "poll",
      snapshot: snapshot("PSP"),
      nextDelayMs: 5000,
      ageMs: 61_000,
      attempt: 1,
      elapsedMs: 1000,
    } as const,
    transition("iam", "REGISTRATION_SUCCESS", 1000),
    transition("timestream", "REGISTRATION_PENDING", 1000),
    transition("account", "REGISTRATION_VALIDATING", 1000),
  ].reduce(progressed, { ...queued(name), startedAt: startedAt });
}

/** Returns a target whose next request failed. */
function failing(
  before: TargetProgress,
  message: string,
  { throttled = false, operation = "GetRegisterAccountStatus" }: Partial<RetryEvent> = {},
): TargetProgress {
  const error = Object.assign(new Error(message), { name: throttled ? "ThrottlingException" : "Error" });
  const attempt = before.calls + 1;
  return progressed(before, {
    type: "retry",
    operation,
    error,
    failure: { name: error.name, message, status: undefined, reason: `${message}.` },
    throttled,
    sent: false,
    attempt,
    elapsedMs: 6000,
    nextDelayMs: 2000,
  });
}

const lines = (targets: readonly TargetProgress[], columns: number, now: number, rows = 24) =>
  render(targets, screen(columns, rows), PLAN, now).split("\n");

describe("a target at length", () => {
  test("a target in detail has lines for the age, the time of the wait, and the next poll", () => {
    expect(lines([pending("eu-central-1")], 80, 2000)).toEqual([
      "⠦ eu-central-1  validating  account 123456789012",
      "  ✔ IAM        already registered",
      "  ⠦ Timestream pending",
      "  ⠦ account    validating",
      "    age        ━━━━━━━─────────────────────────────  1:02 of 5:00",
      `    wait       0:02, until ${timeOfDay(900_000)}`,
      "    next       poll in 4 s · 1 poll",
    ]);
  });

  test("a target in detail has a full bar and the usual time if it takes longer", () => {
    expect(lines([pending("a")], 80, 400_000)[4]).toMatch(/^ {4}age {8}━+ {2}7:40, usually 5:00$/);
  });

  test.for([20, 40])(
    "a target in detail keeps the age, the deadline and the next poll at %i columns",
    (columns) => {
      const shown = lines([pending("eu-central-1")], columns, 2000);
      expect(shown[0]).toMatch(/^⠦ eu.*-1 +validating/);
      expect(shown[4]).toMatch(columns < 32 ? /^age 1:02 of 5:00$/ : /^ {4}age +━+─+ {2}1:02 of 5:00$/);
      expect(shown[5]).toMatch(/^ *wait +0:02, until/);
      expect(shown[6]).toMatch(/^ *next +poll in 4 s/);
    },
  );

  test.for([20, 40, 60, 90, 120])(
    "a target in detail has the reason of failing polls, cut to %i columns",
    (columns) => {
      const dead = failing({ ...queued("a"), startedAt: 0 }, "connect ECONNREFUSED 127.0.0.1:1\u001b[31m");
      const shown = lines([dead], columns, 6000);
      expect(shown.at(-1)).toMatch(columns < 32 ? /^! connect ECONN/ : /^ {2}! poll failed: connect ECONN/);
      expect(shown.join("\n")).not.toContain("age ");
    },
  );

  test("a target in detail counts failed and throttled requests", () => {
    const throttled = failing(failing(pending("a"), "getaddrinfo ENOTFOUND"), "slow down", {
      throttled: true,
    });
    const shown = lines([throttled], 80, 6000);
    expect(shown.at(-2)).toBe("    next       poll in 2 s · 3 polls, 1 failed, 1 throttled");
    expect(shown.at(-1)).toBe("  ! poll throttled: slow down");
  });

  test("an unused Timestream resource is named, and an unknown one before the first response", () => {
    const today = { ...{ ...queued("a"), startedAt: 0 }, snapshot: snapshot("P") };
    expect(lines([today], 80, 0)[2]).toBe("  · Timestream not used");
    expect(lines([{ ...queued("a"), startedAt: 0 }], 80, 0)[2]).toBe("  · Timestream not known yet");
    expect(lines([queued("a")], 80, 0).at(-1)).toMatch(/wait +waits for its turn$/);
  });

  test("a target in detail shows RegisterAccount, its error, and the former failure", () => {
    const failed = [
      {
        type: "poll",
        snapshot: snapshot("FF"),
        nextDelayMs: undefined,
        attempt: 1,
        elapsedMs: 1000,
      } as const,
      transition("iam", "REGISTRATION_FAILURE", 1000, ROLE),
      transition("account", "REGISTRATION_FAILURE", 1000),
    ].reduce(progressed, { ...queued("a"), startedAt: 0 });
    expect(lines([failed], 80, 1000)).toContainEqual("    next       RegisterAccount now · 1 poll");
    const refused = failing(failed, "busy", { operation: "RegisterAccount" });
    expect(lines([refused], 80, 6000).at(-1)).toBe("  ! RegisterAccount failed: busy");
    expect(lines([refused], 80, 6000)).toContain("    next       RegisterAccount in 2 s · 2 polls, 1 failed");
    // The response to RegisterAccount was lost, and the poll that looks for the registration fails too.
    const looking = failing(refused, "busy");
    expect(lines([looking], 80, 6000).at(-1)).toBe("  ! poll failed: busy");
    expect(lines([looking], 80, 6000)).toContain("    next       poll in 2 s · 3 polls, 2 failed");
    const registered = progressed(refused, {
      ...{ type: "register", registration: 1, registerAccountStatus: "REGISTRATION_PENDING" },
      ...{ since: undefined, attempt: 3, elapsedMs: 8000 },
    } as const);
    const shown = lines([registered], 160, 9000);
    const at = shown.indexOf("  ✔ register   called after 8.0 s");
    expect(shown[at + 1]).toBe(`    The previous registration failed: ${ROLE}`);
    const again = progressed(registered, {
      ...{ type: "register", registration: 2, registerAccountStatus: "REGISTRATION_PENDING" },
      ...{ since: undefined, attempt: 9, elapsedMs: 20_000 },
    } as const);
    expect(lines([again], 120, 21_000).join("\n")).toContain("called 2 times, last after 20.0 s");
  });

  test("a terminal without Unicode gets ASCII", () => {
    const text = render([pending("a".repeat(99))], screen(80, 24, false), PLAN, 2000);
    expect(text).toMatch(/^[ -~\n]*$/);
    expect(text).toContain("#######");
  });
});

const ENDS = {
  registered: undefined,
  failed: failure(ROLE),
  "timed-out": LATE,
  "not-registered": new AccountNotRegisteredError(EVIDENCE),
  "call-failed": new ServiceCallError(
    "SERVICE_CALL_FAILED",
    { operation: "GetRegisterAccountStatus", failure: parseFailure(new Error("no"), 0) },
    EVIDENCE,
  ),
} as const;

describe("many targets", () => {
  const ended = (Object.keys(ENDS) as (keyof typeof ENDS)[]).map((state) =>
    settled(pending(state), { target: state, state, error: ENDS[state] }, 9000),
  );
  const registering = progressed(queued("registering"), {
    ...{ type: "register", registration: 1, registerAccountStatus: "REGISTRATION_PENDING" },
    ...{ since: undefined, attempt: 2, elapsedMs: 400_000 },
  } as const);

  test("many targets have a line each, with a mark and a word for their state", () => {
    const slow = failing(pending("slow"), "slow down", { throttled: true });
    const shown = lines([...ended, slow, pending("late"), registering], 120, 400_000);
    expect(shown.map((line) => line.replace(/ +/g, " "))).toEqual([
      "✔ registered registered after 1.0 s ✔ IAM · … Timestream · 1 poll",
      expect.stringMatching(/^✖ failed failed after 1\.0 s IAM: The service-linked role/),
      expect.stringMatching(
        /^! timed-out timed out after 9\.0 s The registration did not finish within 900 s/,
      ),
      expect.stringMatching(
        /^○ not-registered not registered after 9\.0 s GetRegisterAccountStatus found no/,
      ),
      "✖ call-failed call failed after 9.0 s GetRegisterAccountStatus failed: no.",
      "! slow throttled slow down",
      "⠸ late validating 7:40, usually 5:00 · ✔ IAM · ⠸ Timestream · poll now · 1 poll",
      "⠸ registering queued",
      "waiting for 6:40",
      "5 of 8 settled: 1 failed, 1 call failed, 1 not registered, 1 timed out, 1 registered",
    ]);
  });

  test.for([20, 40, 80, 120])(
    "many targets keep their state at %i columns, however long their names are",
    (columns) => {
      const shown = lines([...ended, pending("vehicles-000/production/eu-central-1")], columns, 2000);
      for (const word of ["registered", "failed", "timed out", "not reg", "call", "validating"]) {
        expect(shown.join("\n")).toContain(word);
      }
    },
  );

  test("names of many targets are cut in the middle", () => {
    const names = ["vehicles-000/production/eu-central-1", "vehicles-001/production/ap-south-1"];
    const shown = lines([...names.map((name) => pending(name)), pending("b"), pending("c")], 44, 2000);
    expect(shown[0]).toMatch(/vehicles-0.*….*central-1/);
    expect(shown[1]).toMatch(/vehicles-0.*….*south-1/);
  });

  test("a narrow screen shows the first reason below the targets", () => {
    const shown = lines([...ended, failing(pending("a"), "connect ECONNREFUSED")], 40, 6000);
    expect(shown.at(-3)).toMatch(/^! IAM: The service-linked role/);
    expect(lines([...ended, pending("a")], 120, 6000).at(-3)).toMatch(/ a {2}/);
  });

  test.for([4, 10, 24])("a screen of %i rows shows the targets in trouble first", (rows) => {
    const many = Array.from({ length: 50 }, (_, index) => pending(`t${index}`));
    many.push(failing(pending("in-trouble"), "no"));
    const shown = lines(many, 80, 2000, rows);
    expect(shown.length).toBeLessThan(rows);
    if (rows > 6) expect(shown.join("\n")).toContain("in-trouble");
    if (rows > 6) expect(shown.at(-1)).toBe("0 of 51 settled");
  });
});

describe("the summary", () => {
  const failed = settled(
    [
      transition("iam", "REGISTRATION_FAILURE", 2000, ROLE),
      transition("account", "REGISTRATION_FAILURE", 4000),
    ].reduce(progressed, pending("eu-central-1")),
    { target: "eu-central-1", state: "failed", error: failure(ROLE), targetFlags: "--region eu-central-1" },
    4321,
  );

  test("the summary has one reason below the failed resource, one advice, and times that agree", () => {
    expect(renderSummary([failed], screen(60), PLAN).split("\n")).toEqual([
      "✖ eu-central-1  failed after 4.0 s  account 123456789012",
      "  ✖ IAM        failed after 2.0 s",
      "    The service-linked role AWSServiceRoleForIoTFleetWise",
      "    could not be assumed.",
      "  … Timestream still pending",
      "  ✖ account    failed after 4.0 s",
      `    time       ${timeOfDay(0)} to ${timeOfDay(4000)} · 1 poll`,
      `    age        1:04, started ${timeOfDay(-60_000)}`,
      "next: Fix the cause, then register again:",
      "    fleetwise-registration ensure --region eu-central-1",
    ]);
  });

  test("the summary shows the start of a registration that started before the wait", () => {
    const registered = settled(pending("a", 100_000), { target: "a", state: "registered" }, 0);
    expect(renderSummary([registered], screen(90), PLAN)).toContain(
      `    time       ${timeOfDay(100_000)} to ${timeOfDay(101_000)} · 1 poll\n    age        1:01, started ${timeOfDay(40_000)}`,
    );
  });

  test("the summary of a timeout advises --max-wait-time", () => {
    const late = settled(pending("a"), { target: "a", state: "timed-out", error: LATE }, 900_000);
    const text = renderSummary([late], screen(80), PLAN);
    expect(text).toContain("    The registration did not finish within 900 s (4 requests). Last seen:\n");
    expect(text).toContain("--max-wait-time");
    expect(text).not.toMatch(/maxWaitTime|ensureRegistered/);
  });

  test("the summary of many targets groups equal ends, the worst first, with a tally last", () => {
    const good = Array.from({ length: 20 }, (_, index) => {
      const name = `good-${index}`;
      return settled(pending(name), { target: name, state: "registered" }, 0);
    });
    const bad = [1, 2].map((index) => {
      const name = `bad-${index}`;
      const iamMessage = `no role in ${index}11111111111`;
      return settled(pending(name), { target: name, state: "failed", error: failure(iamMessage) }, 0);
    });
    expect(renderSummary([...good, ...bad], screen(80), PLAN).split("\n")).toEqual([
      "✖ 2 failed after 1.0 s",
      "    IAM: no role in 111111111111.",
      "    bad-1, bad-2",
      "    next: Fix the cause, then register again:",
      "        fleetwise-registration ensure",
      "✔ 20 registered after 1.0 s",
      "22 targets: 2 failed, 20 registered",
    ]);
  });

  test("the picture of an emulator is marked as emulated", () => {
    const plan = { ...PLAN, emulated: true };
    expect(renderSummary([failed], screen(90), plan)).toMatch(
      /^✖ eu-central-1 {2}failed .* {2}emulated · .*\nemulated: nothing is sent to AWS$/s,
    );
    expect(renderSummary([failed, failed], screen(90), plan)).toMatch(
      /\n2 targets: 2 failed · emulated: nothing is sent/,
    );
    expect(render([pending("a")], screen(90), plan, 0)).toMatch(/^⠋ a {2}validating {2}emulated · account/);
  });
});

test.for([20, 40, 60, 80, 120])("every line fits %i columns, also with wide names", (columns) => {
  const targets = [
    "東京の本番アカウント",
    "👩‍🚀 crew",
    "a-name-that-is-longer-than-any-narrow-window-can-show",
  ].map((name) => pending(name));
  const outcome = { state: "failed", snapshot: snapshot("FSF", { iamMessage: ROLE }) } as const;
  const ended = targets.map((target) => settled(target, { target: target.name, ...outcome }, 9000));
  const plan = { ...PLAN, emulated: true };
  const screens = [
    render(targets.slice(0, 1), screen(columns), plan, 2000),
    render([failing(pending("a"), "connect ECONNREFUSED 127.0.0.1:1")], screen(columns), plan, 2000),
    render(targets, screen(columns, 30), plan, 2000),
    render([...targets, pending("b"), queued("c")], screen(columns, 10), plan, 2000),
    renderSummary(ended, screen(columns), plan),
    renderSummary([...ended, ...ended], screen(columns), plan),
  ];
  for (const line of screens.flatMap((text) => text.split("\n"))) {
    expect(stringWidth(line), line).toBeLessThan(columns);
  }
});
