// The interpreter on small machines: its limits and failures. `npm run lab -- independent` compares it with LocalStack's.
import { describe, expect, test } from "vitest";
import { type Clock, scaledClock, virtualClock } from "./clock.js";
import { execute } from "./execution.js";
import { StateFailure } from "./failure.js";
import type { States, World } from "./run.js";

const START = Date.parse("2026-11-02T09:00:00.000Z");

function world(
  sdk: World["sdk"] = async () => ({}),
  random: () => number = () => 0.5,
): World & { clock: Clock } {
  return { clock: virtualClock(START), random, sdk };
}

/** Returns a machine of these states, which starts with the first one. */
const machine = (states: States["States"]): States => ({
  StartAt: Object.keys(states)[0] ?? "",
  States: states,
});
const done = { Type: "Succeed" };
const throttled = new StateFailure("IoTFleetWise.ThrottlingException", "Rate exceeded");
const task = {
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:iotfleetwise:getRegisterAccountStatus",
  Next: "Done",
};

/** Returns a service that fails a number of times, then responds, and records the times of the requests. */
function failing(times: number, clock: () => number, failure = throttled) {
  const calls: number[] = [];
  return {
    calls,
    sdk: async () => {
      calls.push((clock() - START) / 1000);
      if (calls.length <= times) throw failure;
      return { AccountStatus: "REGISTRATION_SUCCESS" };
    },
  };
}

describe("expressions", () => {
  test.each([
    ["{% $states.input.missing %}", "no value"],
    ["{% missing %}", "no value"],
    ["{% $ %}", "no value"],
    ["{% $nothing() %}", "non-function"],
    ["{% $eval('1') %}", "non-function"],
    ["{% 1 / 0 %}", "Infinity"],
  ])("the expression %s fails", async (expression, why) => {
    const states = machine({ Only: { Type: "Pass", Output: expression, End: true } });
    const { status, error, cause } = await execute(states, {}, world());
    expect([status, error]).toEqual(["FAILED", "States.QueryEvaluationError"]);
    expect(cause).toMatch(why);
  });

  test("expressions of a state see the variables from before it", async () => {
    const states = machine({
      First: { Type: "Pass", Assign: { a: 1, b: 2 }, Next: "Swapped" },
      Swapped: { Type: "Pass", Assign: { a: "{% $b %}", b: "{% $a %}" }, Output: "{% $a %}", Next: "Last" },
      Last: { Type: "Pass", Output: ["{% $states.input %}", "{% $a %}", "{% $b %}"], End: true },
    });
    expect((await execute(states, {}, world())).output).toEqual([1, 2, 1]);
  });
});

describe("states", () => {
  test("a condition that is not a boolean fails", async () => {
    const Choices = [{ Condition: "{% 'yes' %}", Next: "Done" }];
    const states = machine({ Choice: { Type: "Choice", Choices, Default: "Done" }, Done: done });
    expect(await execute(states, {}, world())).toMatchObject({ error: "States.QueryEvaluationError" });
  });

  test("a wait takes whole seconds only", async () => {
    const { clock, ...rest } = world();
    const wait = (Seconds: unknown) => machine({ Wait: { Type: "Wait", Seconds, Next: "Done" }, Done: done });
    await execute(wait("{% 6 * 7 %}"), {}, { clock, ...rest });
    expect(clock.now() - START).toBe(42_000);
    for (const seconds of [1.5, -1, "{% 'x' %}", 1e8])
      expect(await execute(wait(seconds), {}, { clock, ...rest })).toMatchObject({ status: "FAILED" });
  });

  test("an unknown field is rejected", async () => {
    const states = machine({ Pass: { Type: "Pass", ResultPath: "$.x", End: true } });
    await expect(execute(states, {}, world())).rejects.toThrow("does not know ResultPath of the state Pass");
  });
});

describe("a task", () => {
  const Retry = [
    {
      ErrorEquals: [throttled.error],
      IntervalSeconds: 2,
      BackoffRate: 3,
      MaxAttempts: 3,
      JitterStrategy: "FULL",
    },
  ];

  test("a task is retried after a random part of a growing delay, one transition each", async () => {
    const { clock, ...rest } = world();
    const { calls, sdk } = failing(3, clock.now);
    const states = machine({ Task: { ...task, Retry }, Done: done });
    const { status, transitions, events } = await execute(states, {}, { ...rest, clock, sdk });
    // Half of 2, of 6 and of 18.
    expect(calls).toEqual([0, 1, 4, 13]);
    expect({ status, transitions, events }).toEqual({
      status: "SUCCEEDED",
      transitions: 5,
      events: 2 + 2 + 4 * 3 + 2,
    });
  });

  test("a task without jitter is retried after the whole delay, MaxAttempts times", async () => {
    const { clock, ...rest } = world();
    const { calls, sdk } = failing(9, clock.now);
    const plain = Retry.map(({ JitterStrategy, ...retrier }) => retrier);
    const states = machine({ Task: { ...task, Retry: plain }, Done: done });
    const outcome = await execute(states, {}, { ...rest, clock, sdk });
    expect(calls).toEqual([0, 2, 8, 26]);
    expect(outcome).toMatchObject({ status: "FAILED", error: throttled.error, cause: "Rate exceeded" });
  });

  test("a task is not retried after another error, but caught by the first catcher that matches", async () => {
    const { clock, ...rest } = world();
    const { calls, sdk } = failing(
      1,
      clock.now,
      new StateFailure("IoTFleetWise.AccessDeniedException", "no"),
    );
    const Catch = [
      { ErrorEquals: ["IoTFleetWise.ConflictException"], Next: "Done" },
      { ErrorEquals: ["States.ALL"], Assign: { seen: "{% $states.errorOutput %}" }, Next: "Caught" },
    ];
    const Caught = { Type: "Succeed", Output: "{% $seen %}" };
    const states = machine({ Task: { ...task, Retry, Catch }, Done: done, Caught });
    const { output } = await execute(states, {}, { ...rest, clock, sdk });
    expect(calls).toEqual([0]);
    expect(output).toEqual({ Error: "IoTFleetWise.AccessDeniedException", Cause: "no" });
  });

  test("a task catches a failing expression, but not an error that ends every execution", async () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Done" }];
    const wrong = machine({ Task: { ...task, Assign: { x: "{% $nothing %}" }, Catch }, Done: done });
    expect(await execute(wrong, {}, world())).toMatchObject({ status: "SUCCEEDED" });
    const limit = async () => Promise.reject(new StateFailure("States.DataLimitExceeded", ""));
    const large = machine({ Task: { ...task, Catch }, Done: done });
    expect(await execute(large, {}, world(limit))).toMatchObject({ status: "FAILED" });
  });
});

describe("a map", () => {
  const items = (ItemProcessor: unknown, fields = {}) =>
    machine({ Map: { Type: "Map", Items: "{% $states.input %}", ItemProcessor, ...fields, End: true } });
  const processor = (states: States["States"], Mode = "INLINE") => ({
    ProcessorConfig: { Mode },
    ...machine(states),
  });
  const sleeper = {
    Wait: { Type: "Wait", Seconds: "{% $states.input %}", Next: "Last" },
    Last: { Type: "Succeed", Output: "{% $states.context.State.EnteredTime %}" },
  };
  const at = (...seconds: number[]) => seconds.map((second) => new Date(START + 1000 * second).toISOString());

  test("an inline map runs at most 40 items at a time", async () => {
    const { output } = await execute(
      items(processor(sleeper), { MaxConcurrency: 100 }),
      Array(41).fill(5),
      world(),
    );
    expect(output).toEqual([...at(...Array(40).fill(5)), ...at(10)]);
  });

  test("inline map items read outer variables, but cannot assign them; distributed items see none", async () => {
    const inside = (Mode: string, Assign = {}) => ({
      StartAt: "Before",
      States: {
        Before: { Type: "Pass", Assign: { outside: 1 }, Next: "Map" },
        ...items(processor({ Only: { Type: "Pass", Assign, Output: "{% $outside %}", End: true } }, Mode))
          .States,
      },
    });
    expect((await execute(inside("INLINE"), [0], world())).output).toEqual([1]);
    await expect(execute(inside("INLINE", { outside: 2 }), [0], world())).rejects.toThrow("$outside");
    expect(await execute(inside("DISTRIBUTED"), [0], world())).toMatchObject({ status: "FAILED" });
  });

  test("inline map items share one history of 25,000 events; each distributed item has its own", async () => {
    const list = Array.from({ length: 5000 }, () => 1);
    expect(await execute(items(processor(sleeper)), list, world())).toMatchObject({
      error: "States.Runtime",
    });
    const { status, events, transitions } = await execute(
      items(processor(sleeper, "DISTRIBUTED")),
      list.slice(0, 100),
      world(),
    );
    expect({ status, events, transitions }).toEqual({ status: "SUCCEEDED", events: 6, transitions: 201 });
  });

  test("a distributed map tolerates ToleratedFailurePercentage and leaves failures out", async () => {
    const Choices = [{ Condition: "{% $states.input = 1 %}", Next: "Bad" }];
    const bad = processor(
      {
        Begin: { Type: "Choice", Choices, Default: "Good" },
        Bad: { Type: "Fail", Error: "BAD", Cause: "1" },
        Good: done,
      },
      "DISTRIBUTED",
    );
    expect(await execute(items(bad), [0, 1, 2], world())).toMatchObject({
      error: "States.ExceedToleratedFailureThreshold",
    });
    const { output } = await execute(items(bad, { ToleratedFailurePercentage: 100 }), [0, 1, 2], world());
    expect(output).toEqual([0, 2]);
  });

  test("results of more than 256 kB end the execution", async () => {
    const large = processor(
      { Only: { Type: "Pass", Output: "{% $pad('', 1000, 'x') %}", End: true } },
      "DISTRIBUTED",
    );
    const list = Array.from({ length: 300 }, () => 0);
    expect(await execute(items(large), list, world())).toMatchObject({ error: "States.DataLimitExceeded" });
  });
});

test("an input of more than 256 kB, and a cause of more than 32 kB, end the execution", async () => {
  const fail = machine({ Only: { Type: "Fail", Error: "E", Cause: "{% $states.input %}" } });
  expect(await execute(fail, "x".repeat(32_768), world())).toMatchObject({ error: "E" });
  expect(await execute(fail, "x".repeat(32_769), world())).toMatchObject({ error: "States.Runtime" });
  expect(await execute(fail, "x".repeat(262_144), world())).toMatchObject({
    error: "States.DataLimitExceeded",
  });
});

test("a wait takes a fraction of the time with a scaled clock", async () => {
  const clock = scaledClock(1000);
  const before = clock.now();
  const states = machine({ Wait: { Type: "Wait", Seconds: 20, Next: "Done" }, Done: done });
  await execute(states, {}, { ...world(), clock });
  expect(clock.now() - before).toBeGreaterThanOrEqual(19_000);
  // A second of the real clock is a thousand seconds of the executions' clock.
  expect(Math.round(clock.at(1001) - clock.at(1000))).toBe(1000);
});
