// The interpreter that runs the state machines in JSONata, compared with a third-party engine that runs JSONPath. The same flow,
// written by hand in JSONPath, must visit the same states and make the same requests. JSONPath cannot express the cadence, the
// deadline and the sentences, so they are omitted.
import { StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import { expect, test } from "vitest";
import { type AslState, multiAccountRegistrationStateMachine } from "../../../src/step-functions/index.js";
import { virtualClock } from "../../step-functions/interpreter/clock.js";
import { execute } from "../../step-functions/interpreter/execution.js";
import { StateFailure } from "../../step-functions/interpreter/failure.js";
import type { States } from "../../step-functions/interpreter/run.js";
import { roleOf } from "../../step-functions/world.js";

const status = (AccountStatus: string) => ({ AccountStatus, CustomerAccountId: "123456789012" });
const [pending, success, failure] = ["PENDING", "SUCCESS", "FAILURE"].map((one) =>
  status(`REGISTRATION_${one}`),
);
const error = (name: string) => new StateFailure(`IoTFleetWise.${name}`, "no");
const [notFound, throttled, internal, denied, conflict] = [
  "ResourceNotFoundException",
  "ThrottlingException",
  "InternalServerException",
  "AccessDeniedException",
  "ConflictException",
].map(error);
const receipt = { RegisterAccountStatus: "REGISTRATION_PENDING" };

/** The service's consecutive responses, and the expected outcome. */
const SCRIPTS: Readonly<Record<string, { readonly answers: readonly unknown[]; readonly outcome: string }>> =
  {
    "is registered": { answers: [success], outcome: "registered" },
    "is fresh": { answers: [notFound, receipt, pending, pending, pending, success], outcome: "registered" },
    "is throttled while registering": {
      answers: [notFound, throttled, notFound, throttled, notFound, receipt, success],
      outcome: "registered",
    },
    "is throttled once": { answers: [throttled, success], outcome: "registered" },
    "is throttled three times": {
      answers: [throttled, throttled, throttled, pending, success],
      outcome: "registered",
    },
    "meets three internal errors": { answers: [...Array(3).fill(internal), success], outcome: "registered" },
    "failed before": { answers: [failure, receipt, pending, success], outcome: "registered" },
    "fails again": { answers: [failure, receipt, pending, failure], outcome: "failed" },
    "may not read": { answers: [denied], outcome: "call-failed" },
    "may not register": { answers: [notFound, denied], outcome: "call-failed" },
    "is being registered by somebody else": {
      answers: [notFound, conflict, pending, success],
      outcome: "registered",
    },
  };
const names = Object.keys(SCRIPTS);
const account = (name: unknown) => String(100_000_000_000 + names.indexOf(String(name)));
const input = { accounts: names.map((name) => ({ account: account(name), roleArn: roleOf(account(name)) })) };

const ours = multiAccountRegistrationStateMachine({
  distributed: false,
  consistencyGrace: 0,
  maxRegistrations: 1,
  minDelay: 5,
  maxDelay: 5,
  results: { bucket: "results" },
});
const { States: oneAccount } = (ours.States["Accounts"] as AslState)["ItemProcessor"] as States;

/** Returns a service whose `answer` returns the next response in an account's script, and records the request in `calls`. */
function service() {
  const calls = new Map<string, string[]>();
  const answer = (of: string, action: string): unknown => {
    const made = calls.get(of) ?? [];
    calls.set(of, [...made, action]);
    return SCRIPTS[names.find((name) => account(name) === of) ?? ""]?.answers[made.length];
  };
  return { calls, answer };
}

/**
 * Returns the same state machine in JSONPath. `$.seen` is the latest response or error, `$.seen.rejected` an error of
 * RegisterAccount, and `$.registered` remembers that RegisterAccount was accepted.
 */
function twin(): StateMachineDefinition {
  const present = (Variable: string) => ({ Variable, IsPresent: true });
  const seen = (AccountStatus: string) => [
    present("$.seen.AccountStatus"),
    { Variable: "$.seen.AccountStatus", StringEquals: `REGISTRATION_${AccountStatus}` },
  ];
  const failed = (name: string) => [
    present("$.seen.Error"),
    { Variable: "$.seen.Error", StringEquals: `IoTFleetWise.${name}` },
  ];
  const rejected = (name: string) => [
    present("$.seen.rejected"),
    { Variable: "$.seen.rejected.Error", StringEquals: `IoTFleetWise.${name}` },
  ];
  const fresh = { Not: present("$.registered") };
  const ended = (outcome: string) => ({
    Type: "Pass",
    Parameters: { "account.$": "$.account", outcome },
    End: true,
  });
  const task = (name: "Read" | "Register") => ({
    Type: "Task",
    Resource: oneAccount[name]?.["Resource"],
    Next: "Judge",
  });
  const caught = (ResultPath: string) => [{ ErrorEquals: ["States.ALL"], ResultPath, Next: "Judge" }];
  return {
    StartAt: "Accounts",
    States: {
      Accounts: {
        Type: "Map",
        ItemsPath: "$.accounts",
        Next: "Complete",
        ItemProcessor: {
          StartAt: "Begin",
          States: {
            Begin: { Type: "Pass", Next: "Read" },
            Read: { ...task("Read"), ResultPath: "$.seen", Catch: caught("$.seen") },
            Judge: {
              Type: "Choice",
              Choices: [
                { ...present("$.seen.RegisterAccountStatus"), Next: "Read" },
                { And: rejected("AccessDeniedException"), Next: "Request failed" },
                { And: rejected("ThrottlingException"), Next: "Pause" },
                { ...present("$.seen.rejected"), Next: "Wait" },
                { And: seen("SUCCESS"), Next: "Registered" },
                { And: failed("AccessDeniedException"), Next: "Request failed" },
                { And: [...failed("ResourceNotFoundException"), fresh], Next: "Register" },
                { And: [...seen("FAILURE"), fresh], Next: "Register" },
                { And: seen("FAILURE"), Next: "Registration failed" },
              ],
              Default: "Wait",
            },
            Wait: { Type: "Wait", Seconds: 5, Next: "Read" },
            Register: { ...task("Register"), Catch: caught("$.seen.rejected") },
            Pause: { Type: "Wait", Seconds: 5, Next: "Read" },
            Registered: ended("registered"),
            "Registration failed": ended("failed"),
            "Request failed": ended("call-failed"),
          },
        },
      },
      // The engine closes its log when the execution ends, before it has emitted the events of the last item.
      Complete: { Type: "Wait", Seconds: 1, End: true },
    },
  } as unknown as StateMachineDefinition;
}

interface Seen {
  readonly outcomes: readonly { readonly account: string; readonly outcome: string }[];
  /** States that each account entered, by account. */
  readonly states: Readonly<Record<string, string[]>>;
  readonly calls: Readonly<Record<string, string[]>>;
}

async function inJsonata(): Promise<Seen> {
  const { calls, answer } = service();
  const states: Record<string, string[]> = {};
  const s3 = new Map<string, string>();
  await execute(ours, input, {
    s3,
    clock: virtualClock(0),
    random: Math.random,
    sdk: async ({ action, roleArn = "" }) => {
      const answered = answer(roleArn.slice("arn:aws:iam::".length, "arn:aws:iam::".length + 12), action);
      if (answered instanceof StateFailure) throw answered;
      return answered;
    },
    entered: (state, given) => {
      const { account } = given as { readonly account?: string };
      if (account !== undefined) states[account] = [...(states[account] ?? []), state];
    },
  });
  const [results = "[]"] = s3.values();
  return { outcomes: JSON.parse(results), states, calls: Object.fromEntries(calls) };
}

async function inJsonPath(): Promise<Seen> {
  const { calls, answer } = service();
  const states: Record<string, string[]> = {};
  const handler = (action: string) => async (given: unknown) => {
    const answered = answer((given as { account: string }).account, action);
    if (answered instanceof StateFailure)
      throw Object.assign(new Error(answered.errorCause), { name: answered.error });
    const { account } = given as { account: string };
    return (
      action.endsWith("registerAccount") ? { account, registered: true, seen: answered } : answered
    ) as never;
  };
  const machine = new StateMachine(twin(), { validationOptions: { checkPaths: true, checkArn: false } });
  const execution = machine.run(input, {
    overrides: {
      taskResourceLocalHandlers: {
        Read: handler("iotfleetwise:getRegisterAccountStatus"),
        Register: handler("iotfleetwise:registerAccount"),
      },
      waitTimeOverrides: { Wait: 0, Pause: 0 },
    },
  });
  for await (const event of execution.eventLogs) {
    if (event.type !== "StateEntered") continue;
    const { account } = event.state.input as { readonly account?: string };
    if (account !== undefined) states[account] = [...(states[account] ?? []), event.state.name];
  }
  return { outcomes: (await execution.result) as never, states, calls: Object.fromEntries(calls) };
}

test("both engines enter the same states, send the same requests and end alike", async () => {
  const [jsonata, jsonPath] = await Promise.all([inJsonata(), inJsonPath()]);
  const brief = (outcomes: Seen["outcomes"]) =>
    outcomes.map(({ account, outcome }) => ({ account, outcome }));
  expect(brief(jsonata.outcomes)).toEqual(
    names.map((name) => ({ account: account(name), outcome: SCRIPTS[name]?.outcome })),
  );
  expect(brief(jsonPath.outcomes)).toEqual(brief(jsonata.outcomes));
  expect(jsonPath.states).toEqual(jsonata.states);
  expect(jsonPath.calls).toEqual(jsonata.calls);
  expect(Object.values(jsonata.calls).flat().length).toBe(
    names.reduce((sum, name) => sum + (SCRIPTS[name]?.answers.length ?? 0), 0),
  );
});
