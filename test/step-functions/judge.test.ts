// The Choice state after a request: its rules for failed requests, RegisterAccount and the deadline. decide.test.ts compares its
// decisions after a poll with the library's.
import { describe, expect, test } from "vitest";
import { registrationStateMachine } from "../../src/step-functions/index.js";
import { nextState, startedAt } from "./account-state.js";

const AT = Date.parse("2026-01-01T00:00:00Z");
const start = await startedAt(AT);
/** Seconds after the start. */
const LAST_POLL = 899;
const DEADLINE = 900;

const answered = (state: "pending" | "failed" | "registered" | "outdated") => ({
  answered: true,
  state,
  answer: { AccountStatus: state === "pending" ? "REGISTRATION_PENDING" : "REGISTRATION_FAILURE" },
});
const notFound = { answered: true, state: "not-registered" };
const [believed, settling] = [{ latest: "believed" }, { latest: "settling" }];
const [lost, conflict] = [{ unconfirmed: { Kind: "transient" } }, { unconfirmed: { Kind: "conflict" } }];
const accepted = { accepted: 1 };
const failing = { latest: "failed", failure: { Kind: "transient" } };
const retryAt = (seconds: number) => ({ ...failing, retryAt: AT + 1000 * seconds });

type Case = readonly [name: string, progress: object, seconds: number, next: string];
/** Puts the progress last, so that a title can leave it out. */
const cases = (list: readonly Case[]) =>
  list.map(([name, progress, seconds, next]) => [name, seconds, next, progress] as const);

describe("after a request in the mode ensure", () => {
  test.each(
    cases([
      ["a fatal failure", { latest: "failed", failure: { Kind: "fatal" } }, 0, "Request failed"],
      ["a transient failure", failing, 0, "Wait"],
      ["an accepted RegisterAccount", { ...accepted, latest: "accepted" }, 0, "Read"],
      ["a retry before the deadline", retryAt(DEADLINE - 0.001), 890, "Pause"],
      ["a retry at the deadline", retryAt(DEADLINE), 890, "Register not accepted"],
      ["'not found' before the deadline", { ...notFound, ...believed }, DEADLINE - 0.001, "Register"],
      ["'not found' at the deadline", { ...notFound, ...believed }, DEADLINE, "Not registered"],
      ["'not found' in the grace period", { ...notFound, ...settling }, 0, "Wait"],
      ["a lost request before the deadline", { ...notFound, ...believed, ...lost }, 899.9, "Register"],
      ["a lost request at the deadline", { ...notFound, ...believed, ...lost }, DEADLINE, "Register unknown"],
      ["a lost request in the grace period", { ...notFound, ...settling, ...lost }, 0, "Wait"],
      ["a retry after its pause", { ...retryAt(890), paused: true }, 890, "Wait"],
      [
        "a retry at the last poll",
        { ...retryAt(890), ...notFound, paused: true },
        LAST_POLL,
        "Register not accepted",
      ],
      ["a former failure", { ...answered("failed"), ...believed }, DEADLINE - 0.001, "Register"],
      [
        "a former failure at the deadline",
        { ...answered("failed"), ...believed },
        DEADLINE,
        "Registration failed",
      ],
      [
        "an own failed registration after its pause",
        { ...answered("failed"), ...believed, ...accepted, paused: true },
        DEADLINE - 0.001,
        "Register",
      ],
      [
        "an own failed registration, 5.001 s before the deadline",
        { ...answered("failed"), ...believed, ...accepted },
        DEADLINE - 5.001,
        "Pause",
      ],
      [
        "an own failed registration, 5 s before the deadline",
        { ...answered("failed"), ...believed, ...accepted },
        DEADLINE - 5,
        "Registration failed",
      ],
      [
        "a former failure in the grace period",
        { ...answered("failed"), ...settling, ...accepted },
        0,
        "Wait",
      ],
      ["a registered account in the grace period", { ...answered("registered"), ...settling }, 0, "Wait"],
      ["a poll before the last one", { ...answered("pending"), ...believed }, LAST_POLL - 0.001, "Wait"],
      ["the last poll", { ...answered("pending"), ...believed }, LAST_POLL, "Timed out"],
      ["a last poll that failed", { ...answered("pending"), ...failing }, LAST_POLL, "Timed out"],
      ["no successful poll before the last one", failing, LAST_POLL - 0.001, "Wait"],
      ["no successful poll", failing, LAST_POLL, "Status unreadable"],
      [
        "a lost request at the last poll",
        { ...notFound, ...settling, ...lost },
        LAST_POLL,
        "Register unknown",
      ],
      ["a conflict at the last poll", { ...notFound, ...settling, ...conflict }, LAST_POLL, "Request failed"],
      ["no registration at the last poll", { ...notFound, ...settling }, LAST_POLL, "Not registered"],
      ["only an own registration", { ...notFound, ...settling, ...accepted }, LAST_POLL, "Timed out"],
      ["a former result", { ...answered("outdated"), ...settling }, LAST_POLL, "Result outdated"],
      [
        "a former result after an own registration",
        { ...answered("outdated"), ...settling, ...accepted },
        LAST_POLL,
        "Timed out",
      ],
    ]),
  )("%s at %d s leads to the state %s", async (_, seconds, next, progress) => {
    const machine = registrationStateMachine();
    expect(await nextState(machine, { ...start, ...progress }, AT + 1000 * seconds)).toBe(next);
  });
});

describe("after a poll in the mode wait-only", () => {
  test.each(
    cases([
      ["a fatal failure", { latest: "failed", failure: { Kind: "fatal" } }, 0, "Request failed"],
      ["a registered account", { ...answered("registered"), ...believed }, 0, "Registered"],
      ["a failed registration", { ...answered("failed"), ...believed }, 0, "Registration failed"],
      ["a pending registration", { ...answered("pending"), ...believed }, 0, "Wait"],
      ["'not found'", { ...notFound, ...believed }, 0, "Not registered"],
      ["'not found' in the grace period", { ...notFound, ...settling }, 0, "Wait"],
      ["no registration at the last poll", { ...notFound, ...settling }, LAST_POLL, "Not registered"],
      ["no successful poll", failing, LAST_POLL, "Status unreadable"],
      [
        "a pending registration at the last poll",
        { ...answered("pending"), ...believed },
        LAST_POLL,
        "Timed out",
      ],
    ]),
  )("%s at %d s leads to the state %s", async (_, seconds, next, progress) => {
    const machine = registrationStateMachine({ mode: "wait-only" });
    expect(await nextState(machine, { ...start, ...progress }, AT + 1000 * seconds)).toBe(next);
  });
});

test("a deadline of a few seconds has its last poll a tenth of the time before", async () => {
  const machine = registrationStateMachine({ maxWaitTime: 5 });
  const next = (seconds: number) => nextState(machine, { ...start, ...failing }, AT + 1000 * seconds);
  expect([await next(4.499), await next(4.5)]).toEqual(["Wait", "Status unreadable"]);
});

test.each([{}, { mode: "wait-only" }, { registration: {} }] as const)(
  "every rule with the options %j has a condition and a next state",
  (options) => {
    const rule = { Condition: expect.stringMatching(/^\{% .+ %\}$/), Next: expect.stringMatching(/./) };
    const rules = registrationStateMachine(options).States["Judge"]?.["Choices"] as readonly object[];
    expect(rules).toEqual(rules.map(() => rule));
  },
);
