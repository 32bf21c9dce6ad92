// The examples that print state machines. 13 prints the library's definitions; the output of 15 is valid, and runs unchanged.
import { beforeAll, describe, expect, test } from "vitest";
import {
  memberRoleTemplate,
  multiAccountRegistrationStateMachine,
  registrationStateMachine,
} from "../../src/step-functions/index.js";
import { runTypeScript } from "../support/run.js";
import { definitionErrors } from "./definition-errors.js";
import type { States } from "./interpreter/run.js";
import { accounts } from "./world.js";

async function printed(name: string, ...args: string[]): Promise<unknown> {
  const { stdout, stderr, exitCode } = await runTypeScript(`examples/${name}`, { args });
  expect([stderr, exitCode]).toEqual(["", 0]);
  return JSON.parse(stdout);
}

test.each([
  [[], registrationStateMachine({ maxWaitTime: 600 })],
  [["many"], multiAccountRegistrationStateMachine({ maxWaitTime: 600 })],
  [["role"], memberRoleTemplate()],
])("13-step-functions %j prints the definition", async (args, expected) => {
  expect(await printed("13-step-functions.ts", ...args)).toEqual(expected);
});

describe("15-control-tower-aft", () => {
  let definition: States;
  beforeAll(async () => {
    definition = (await printed("15-control-tower-aft.ts")) as States;
  });

  /**
   * Input of Account Factory for Terraform (AFT), shortened:
   * https://github.com/aws-ia/terraform-aws-control_tower_account_factory
   */
  const account = "222222222222";
  const payload = {
    account_request: { operation: "create", custom_fields: "{}" },
    account_info: { account: { id: account, type: "account", status: "ACTIVE", org_name: "Sandbox" } },
    role: { Arn: `arn:aws:iam::${account}:role/AWSAFTExecution` },
  };

  test("15-control-tower-aft prints a valid state machine that Terraform's templatefile() leaves as it is", () => {
    expect(definitionErrors(definition)).toBe("");
    expect(JSON.stringify(definition)).not.toMatch(/\$\{|%\{/);
  });

  test("15-control-tower-aft registers the account that AFT created", async () => {
    await using world = await accounts();
    const emulator = await world.add(account);
    expect(await world.run(definition, payload)).toMatchObject({ status: "SUCCEEDED" });
    expect(emulator.account.registrations).toBe(1);
  });

  test("15-control-tower-aft waits for a role that is created later", async () => {
    await using world = await accounts();
    const began = world.clock.now();
    const [outcome] = await Promise.all([
      world.run(definition, payload),
      world.clock.run(async () => {
        await world.clock.sleep(500_000);
        await world.add(account, { timeline: "registersInstantly" });
      }),
    ]);
    expect(outcome.status).toBe("SUCCEEDED");
    expect((world.clock.now() - began) / 1000).toBe(600);
  });

  test("15-control-tower-aft fails with the reason if the role is not created within half an hour", async () => {
    await using world = await accounts();
    const began = world.clock.now();
    expect(await world.run(definition, payload)).toMatchObject({
      status: "FAILED",
      error: "SERVICE_CALL_FAILED",
      cause: expect.stringContaining("could not be assumed"),
    });
    expect((world.clock.now() - began) / 60_000).toBe(28);
    await world.add(account, { timeline: "failsIam" });
    expect(await world.run(definition, payload)).toMatchObject({ error: "REGISTRATION_FAILED" });
  });

  test("15-control-tower-aft fails without another try if the id is not an account's", async () => {
    await using world = await accounts();
    const began = world.clock.now();
    const account_info = { account: { ...payload.account_info.account, id: "2222" } };
    const outcome = await world.run(definition, { ...payload, account_info });
    expect(outcome).toMatchObject({ status: "FAILED", error: "WRONG_INPUT" });
    expect(world.clock.now()).toBe(began);
  });
});
