// The names and fields of the machines' states. definitions.test.ts has the properties that hold for every definition.
import { describe, expect, test } from "vitest";
import {
  type AslState,
  multiAccountRegistrationStateMachine,
  registrationStateMachine,
  type StateMachineDefinition,
} from "../../src/step-functions/index.js";
import { startedAt, valueAt } from "./account-state.js";

const AT = Date.parse("2026-01-01T00:00:00Z");

const registration = {
  timestreamResources: { timestreamDatabaseName: "it's", timestreamTableName: "table" },
  iamResources: { roleArn: "arn:aws:iam::123456789012:role/fleetwise" },
};

test("the tasks of an account are requests to the service, without a Retry, that catch every error", () => {
  const { Read, Register } = registrationStateMachine().States;
  const task = (action: string, ...caught: string[]) => ({
    Type: "Task",
    Resource: `arn:aws:states:::aws-sdk:iotfleetwise:${action}`,
    Catch: caught.map((error) => expect.objectContaining({ ErrorEquals: [error], Next: "Judge" })),
    Next: "Judge",
  });
  const notFound = "IoTFleetWise.ResourceNotFoundException";
  expect(Read).toMatchObject(task("getRegisterAccountStatus", notFound, "States.ALL"));
  expect(Register).toMatchObject(task("registerAccount", "States.ALL"));
  expect([Read?.["Retry"], Register?.["Retry"]]).toEqual([undefined, undefined]);
});

/** Returns the types of a machine's states, by name. */
const typesOf = ({ States }: StateMachineDefinition) =>
  Object.fromEntries(Object.entries(States).map(([name, { Type }]) => [name, Type]));
const WAITING = {
  Begin: "Pass",
  Read: "Task",
  Judge: "Choice",
  Wait: "Wait",
  Registered: "Succeed",
  "Registration failed": "Fail",
  "Not registered": "Fail",
  "Timed out": "Fail",
  "Request failed": "Fail",
  "Status unreadable": "Fail",
};

test("the machine of one account has the documented states", () => {
  expect(typesOf(registrationStateMachine())).toEqual({
    ...WAITING,
    Register: "Task",
    Pause: "Wait",
    "Timestream at risk": "Fail",
    "Result outdated": "Fail",
    "Register not accepted": "Fail",
    "Register unknown": "Fail",
  });
});

test("a machine that only waits has no state that registers", () => {
  expect(typesOf(registrationStateMachine({ mode: "wait-only" }))).toEqual(WAITING);
});

test("a machine starts with the account's state before the first poll", async () => {
  const { QueryLanguage, StartAt, States } = registrationStateMachine();
  expect({ QueryLanguage, StartAt }).toEqual({ QueryLanguage: "JSONata", StartAt: "Begin" });
  expect(States["Begin"]).toMatchObject({ Next: "Read" });
  expect(await valueAt(States["Begin"]?.["Assign"], { at: AT })).toEqual({ progress: await startedAt(AT) });
});

test("the output of a machine is the latest response", async () => {
  const { Registered } = registrationStateMachine().States;
  const answer = { AccountStatus: "REGISTRATION_SUCCESS" };
  expect(await valueAt(Registered?.["Output"], { at: AT, progress: { answer } })).toEqual(answer);
});

test("a machine that requests resources has an end for other resources instead of one at risk", () => {
  const States = Object.keys(registrationStateMachine({ registration }).States);
  expect(States).toContain("Resources differ");
  expect(States).not.toContain("Timestream at risk");
});

test("RegisterAccount gets the requested resources", () => {
  const requested = (given: typeof registration | object) =>
    registrationStateMachine({ registration: given }).States["Register"]?.["Arguments"];
  expect(requested(registration)).toEqual({
    TimestreamResources: { TimestreamDatabaseName: "it's", TimestreamTableName: "table" },
    IamResources: { RoleArn: "arn:aws:iam::123456789012:role/fleetwise" },
  });
  expect(requested({})).toEqual({});
});

describe("the maps of a machine of many accounts", () => {
  const distributed = { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } };
  const tolerant = { Type: "Map", ToleratedFailurePercentage: 100 };
  const processor = (state: AslState | undefined) =>
    state?.["ItemProcessor"] as StateMachineDefinition | undefined;

  test("each group and each account is an execution that ends no other one", () => {
    const { Groups } = multiAccountRegistrationStateMachine().States;
    expect(Groups).toMatchObject({ ...tolerant, Label: "Groups", ItemProcessor: distributed });
    expect(processor(Groups)?.States["Accounts"]).toMatchObject({
      ...tolerant,
      Label: "Accounts",
      ItemProcessor: distributed,
    });
  });

  test.each([
    [500, 3, 166],
    [200, 1, 200],
    [201, 2, 100],
    [1, 1, 1],
  ])("%d accounts at a time are %d groups of %d", (maxConcurrency, groups, accounts) => {
    const { Groups } = multiAccountRegistrationStateMachine({ maxConcurrency }).States;
    expect(Groups?.["MaxConcurrency"]).toBe(groups);
    expect(processor(Groups)?.States["Accounts"]?.["MaxConcurrency"]).toBe(accounts);
  });

  test("the accounts of an inline machine share its execution", () => {
    const { Accounts } = multiAccountRegistrationStateMachine({
      distributed: false,
      maxConcurrency: 7,
    }).States;
    expect(Accounts).toMatchObject({
      MaxConcurrency: 7,
      ItemProcessor: { ProcessorConfig: { Mode: "INLINE" } },
    });
    expect(Object.keys(Accounts ?? {})).not.toContain("Label");
  });
});

test("the comment of a machine has its purpose", () => {
  const purposes = ["ensure", "wait-only"] as const;
  expect(purposes.map((mode) => registrationStateMachine({ mode }).Comment)).toEqual([
    "Ensures that this account is registered with AWS IoT FleetWise",
    "Waits until this account is registered with AWS IoT FleetWise",
  ]);
  expect(purposes.map((mode) => multiAccountRegistrationStateMachine({ mode }).Comment)).toEqual([
    "Ensures that accounts are registered with AWS IoT FleetWise",
    "Waits until accounts are registered with AWS IoT FleetWise",
  ]);
});
