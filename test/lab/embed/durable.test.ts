// The example of a durable function in the local runner of the durable execution SDK, which skips waits.
import { LocalDurableTestRunner } from "@aws/durable-execution-sdk-js-testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type EmulatorOptions, startEmulator } from "../../../src/testing/index.js";

beforeAll(() => LocalDurableTestRunner.setupTestEnvironment({ skipTime: true }));
afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());

/** Runs the example on an emulated account, in the environment that Lambda gives it. */
async function run(options: EmulatorOptions, env: Readonly<Record<string, string>> = {}) {
  await using emulator = await startEmulator({ timeScale: 1000, ...options });
  const environment = {
    AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
    ...env,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  // Imported for each run, because the module creates its client once, as a warm function does.
  vi.resetModules();
  const { handler } = await import("../../../examples/16-durable-function.js");
  const execution = await new LocalDurableTestRunner({ handlerFunction: handler }).run({ payload: {} });
  vi.unstubAllEnvs();
  const steps = execution.getOperations().map((operation) => ({
    name: operation.getName(),
    attempts: operation.getStepDetails()?.attempt,
  }));
  const status = execution.getStatus();
  return {
    status,
    steps,
    result: status === "SUCCEEDED" ? execution.getResult() : execution.getError()?.errorMessage,
    registrations: emulator.account.registrations,
    requests: emulator.requests.length,
  };
}

const REGISTERED = "account 123456789012: REGISTRATION_SUCCESS; IAM: REGISTRATION_SUCCESS";

describe("16-durable-function", () => {
  test("16-durable-function leaves a registered account alone", async () => {
    expect(await run({ timeline: "registersInstantly" })).toMatchObject({
      status: "SUCCEEDED",
      result: REGISTERED,
      registrations: 0,
      steps: [
        { name: "register if needed, 1", attempts: 1 },
        { name: "registered, 1", attempts: 1 },
      ],
    });
  });

  test("16-durable-function registers an account, and does not run while it waits", async () => {
    const { steps, ...outcome } = await run({ timeScale: 200 });
    expect(outcome).toMatchObject({ status: "SUCCEEDED", result: REGISTERED, registrations: 1 });
    expect(steps[1]?.attempts).toBeGreaterThan(1);
  });

  test("16-durable-function ignores a former result", async () => {
    expect(await run({ timeline: "outdatedResult", timeScale: 200 })).toMatchObject({
      status: "SUCCEEDED",
      registrations: 1,
    });
  });

  test("16-durable-function continues if requests are throttled, unavailable or reset", async () => {
    const faults = { probability: 0.3, faults: ["throttled", "unavailable", "reset"], seed: 2 } as const;
    expect(await run({ timeline: "registers", faults })).toMatchObject({ status: "SUCCEEDED" });
  });

  test("16-durable-function fails with the service's reason", async () => {
    expect(await run({ timeline: "failsIam", timeScale: 500 })).toMatchObject({
      status: "FAILED",
      result:
        "The registration failed: account 123456789012: REGISTRATION_FAILURE; IAM: REGISTRATION_FAILURE " +
        "(The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed.)",
    });
  });

  test("16-durable-function fails immediately if polls are denied, without the default retries of a step", async () => {
    const outcome = await run({ faults: { probability: 1, faults: ["accessDenied"] } });
    expect(outcome).toMatchObject({
      status: "FAILED",
      requests: 1,
      result: expect.stringContaining("Allow the action iotfleetwise:GetRegisterAccountStatus"),
    });
    expect(outcome.steps[0]).toEqual({ name: "register if needed, 1", attempts: 1 });
  });

  test("16-durable-function fails if access is denied during the wait", async () => {
    const faults = [undefined, undefined, ...Array.from({ length: 20 }, () => "accessDenied" as const)];
    const outcome = await run({ faults });
    expect(outcome).toMatchObject({ status: "FAILED", registrations: 1 });
    expect(outcome.result).toContain("Allow the action iotfleetwise:GetRegisterAccountStatus");
  });

  test("16-durable-function fails after its time limit with the last status", async () => {
    expect(await run({ timeline: "neverSettles" }, { MAX_WAIT_TIME: "1" })).toMatchObject({
      status: "FAILED",
      result: expect.stringMatching(/^Not registered within 1 s: account 123456789012: REGISTRATION_PENDING/),
    });
  });
});
