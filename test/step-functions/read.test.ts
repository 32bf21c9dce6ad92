// The account's state after a poll, and the wait for the next one. library.test.ts compares whole executions with the library's.
import { describe, expect, test } from "vitest";
import { registrationStateMachine } from "../../src/step-functions/index.js";
import { startedAt, valueAt } from "./account-state.js";

const AT = Date.parse("2026-01-01T00:00:00Z");
const NOW = AT + 10_000;
const start = await startedAt(AT);
const GRACE = 30_000;

interface Poll {
  readonly Assign: { readonly progress: string };
  readonly Catch: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Assign: { progress: string };
  }[];
}

/** Returns the functions that give the account's state after a poll. */
function polls(mode: "ensure" | "wait-only") {
  // Created in each test, so that a fault in a machine fails the tests.
  const poll = () => registrationStateMachine({ mode }).States["Read"] as unknown as Poll;
  const after = (field: unknown, progress: object, known: object, at = NOW) =>
    valueAt(field, { at, progress: { ...start, ...progress }, known });
  return {
    answered: (progress: object, result: object) => after(poll().Assign.progress, progress, { result }),
    failed: (progress: object, name: string, at?: number) => {
      const error = `IoTFleetWise.${name}`;
      const catcher = poll().Catch.find(({ ErrorEquals: [one] }) => one === error || one === "States.ALL");
      return after(
        catcher?.Assign.progress,
        progress,
        { errorOutput: { Error: error, Cause: "It failed" } },
        at,
      );
    },
  };
}

const { answered, failed } = polls("ensure");
const response = (status: string, at?: number) => ({
  CustomerAccountId: "123456789012",
  AccountStatus: `REGISTRATION_${status}`,
  ...(at !== undefined && { LastModificationTime: at / 1000 }),
});

const shown = (status: string, start: number, changed = start) => ({
  ...response(status, changed),
  CreationTime: start / 1000,
});

describe("after a response", () => {
  test.each([
    ["SUCCESS", "registered"],
    ["FAILURE", "failed"],
    ["PENDING", "pending"],
    ["OTHER", "pending"],
  ])("the status %s is believed as %s", async (status, state) => {
    const before = { requests: 4, failures: 2, failure: {}, notFoundSince: AT, unconfirmed: {}, former: "x" };
    expect(await answered(before, response(status))).toMatchObject({
      requests: 5,
      answered: true,
      latest: "believed",
      state,
      answer: response(status),
      begun: true,
      unconfirmed: null,
      former: null,
      notFoundSince: null,
      graceEnds: null,
      failure: null,
      failures: 0,
    });
  });

  test.each([
    ["a result of an earlier registration", shown("SUCCESS", AT), shown("PENDING", NOW)],
    ["a pending response to an ended registration", shown("PENDING", AT), shown("FAILURE", AT, NOW)],
  ])("%s is ignored, and the newer response stays", async (_, older, answer) => {
    const before = { answer, state: "pending" };
    expect(await answered(before, older)).toMatchObject({ answer, latest: "settling", outdatedSince: NOW });
    const later = await answered({ ...before, outdatedSince: NOW - GRACE }, older);
    expect(later).toMatchObject({ answer: older, latest: "believed", outdatedSince: null });
  });

  test.each([
    ["the same response", shown("PENDING", AT), shown("PENDING", AT)],
    ["a result of the registration that was pending", shown("FAILURE", AT), shown("PENDING", AT, NOW)],
    ["a pending response without times", response("PENDING"), shown("FAILURE", AT, NOW)],
    ["the first response", shown("SUCCESS", AT), null],
  ])("%s is not older", async (_, next, answer) => {
    expect(await answered({ answer }, next)).toMatchObject({ answer: next, latest: "believed" });
  });

  test("a result from before RegisterAccount is not believed until the grace period is over", async () => {
    const before = { since: NOW };
    expect(await answered(before, response("FAILURE", NOW - 1))).toMatchObject({
      latest: "settling",
      state: "outdated",
      outdatedSince: NOW,
      graceEnds: NOW + GRACE,
    });
    expect(
      await answered({ ...before, outdatedSince: NOW - GRACE }, response("FAILURE", NOW - 1)),
    ).toMatchObject({ latest: "believed", state: "outdated", graceEnds: null });
    expect(await answered(before, response("FAILURE", NOW))).toMatchObject({
      latest: "believed",
      state: "failed",
    });
  });

  test("a result without times is not believed if it is unchanged since RegisterAccount", async () => {
    const before = { former: "REGISTRATION_FAILURE" };
    expect(await answered(before, response("FAILURE"))).toMatchObject({
      latest: "settling",
      state: "failed",
    });
    expect(await answered(before, response("SUCCESS"))).toMatchObject({ latest: "believed" });
  });

  test.each([
    ["14 minutes ago", 14 * 60_000, true],
    ["15 minutes ago", 15 * 60_000, true],
    ["more than 15 minutes ago", 15 * 60_000 + 1, false],
    ["in the future", -1, false],
  ])(
    "the start of a registration %s is trusted or replaced by the start of the wait",
    async (_, age, trusted) => {
      expect(await answered({}, response("PENDING", NOW - age))).toMatchObject({
        beganAt: trusted ? NOW - age : AT,
      });
    },
  );

  test.each([
    ["CustomerAccountId", { CustomerAccountId: "" }],
    ["AccountStatus", { AccountStatus: 5 }],
    ["IamRegistrationResponse", { IamRegistrationResponse: {} }],
    ["TimestreamRegistrationResponse", { TimestreamRegistrationResponse: [] }],
    ["CreationTime", { CreationTime: "yesterday" }],
    ["LastModificationTime", { LastModificationTime: true }],
  ])("a response with an invalid %s ends the execution", async (member, wrong) => {
    expect(await answered({ requests: 4 }, { ...response("SUCCESS"), ...wrong })).toMatchObject({
      requests: 5,
      latest: "failed",
      failure: {
        Operation: "GetRegisterAccountStatus",
        Error: "MalformedAnswerError",
        Cause: `The service returned no valid ${member}`,
        Kind: "fatal",
        Sent: true,
        Advice: "",
      },
    });
  });
});

describe("after 'not found'", () => {
  const notFound = "ResourceNotFoundException";

  test("'not found' is believed at once before a registration is known to have started", async () => {
    expect(await failed({ failures: 2, failure: {} }, notFound)).toMatchObject({
      requests: 1,
      answered: true,
      latest: "believed",
      state: "not-registered",
      notFoundSince: NOW,
      graceEnds: null,
      failure: null,
      failures: 0,
    });
  });

  test.each([
    ["after RegisterAccount", failed, { begun: true }],
    ["in the mode wait-only", polls("wait-only").failed, {}],
  ])("'not found' has a grace period %s", async (_, poll, before) => {
    expect(await poll(before, notFound)).toMatchObject({ latest: "settling", graceEnds: NOW + GRACE });
    const later = { ...before, notFoundSince: NOW };
    expect(await poll(later, notFound, NOW + GRACE - 1)).toMatchObject({ latest: "settling" });
    expect(await poll(later, notFound, NOW + GRACE)).toMatchObject({ latest: "believed", graceEnds: null });
  });
});

describe("after a pause before a retry of RegisterAccount", () => {
  const failure = { Kind: "throttled" };
  const before = { retryAt: NOW, paused: true, failure };

  test("the retry stays due if there is no registration, or a failed one", async () => {
    expect(await failed(before, "ResourceNotFoundException")).toMatchObject(before);
    expect(await answered(before, response("FAILURE"))).toMatchObject(before);
  });

  test.each(["SUCCESS", "PENDING"])("the retry is not due after the status %s", async (status) => {
    expect(await answered(before, response(status))).toMatchObject({
      retryAt: null,
      paused: false,
      failure: null,
    });
  });
});

test("a failed poll keeps the latest response, and counts", async () => {
  const answer = response("PENDING");
  const before = { answer, state: "pending", requests: 4, failures: 2 };
  expect(await failed(before, "InternalServerException")).toMatchObject({
    answer,
    state: "pending",
    requests: 5,
    latest: "failed",
    failure: { Operation: "GetRegisterAccountStatus", Kind: "transient" },
    failures: 3,
  });
});

describe("the wait for the next poll", () => {
  const secondsOf = (options: object) => registrationStateMachine(options).States["Wait"]?.["Seconds"];
  /** Returns the seconds that an execution waits, some seconds after its start. */
  const wait = (seconds: number, progress: object, random = 0, options = {}) =>
    valueAt(secondsOf(options), { at: AT + 1000 * seconds, progress: { ...start, ...progress }, random });

  test("the wait at the expected finish is the interval, with a tenth of jitter and rounded", async () => {
    expect([await wait(300, {}), await wait(300, {}, 0.999)]).toEqual([4, 6]);
  });

  test("a poll follows the wait", () => {
    expect(registrationStateMachine().States["Wait"]).toMatchObject({ Type: "Wait", Next: "Read" });
  });

  test("the wait is minDelay if the cadence's delay is shorter", async () => {
    const options = { minDelay: 7, maxDelay: 7 };
    expect([await wait(300, {}, 0, options), await wait(300, {}, 0.999, options)]).toEqual([7, 7]);
  });

  test("the wait grows with the failures, by at most 20 s", async () => {
    const growth = async (failures: number) =>
      Number(await wait(300, { failures }, 0.5)) - Number(await wait(300, {}, 0.5));
    expect([await growth(3), await growth(5), await growth(6), await growth(99)]).toEqual([2, 8, 10, 10]);
  });

  test("the wait ends at the end of a grace period, and at the last poll", async () => {
    expect(await wait(300, { graceEnds: AT + 302_100 })).toBe(3);
    expect(await wait(300, { graceEnds: AT + 300_000 })).toBe(4);
    expect(await wait(897.5, {})).toBe(2);
    expect(await wait(898.9, {})).toBe(1);
  });
});
