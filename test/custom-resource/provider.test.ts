import { describe, expect, test, vi } from "vitest";
import {
  createProviderHandlers,
  type HandlerConfig,
  type HandlerOptions,
  type OnEventRequest,
} from "../../src/custom-resource/index.js";
import { providerHandlers } from "../../src/custom-resource/provider.js";
import { type EmulatorOptions, startEmulator, type Timeline, timelines } from "../../src/testing/index.js";
import { clientOf, machinery, PHYSICAL_ID, request } from "./requests.js";

// Much of it waits, and more where others run beside it.
vi.setConfig({ testTimeout: 30_000 });

const FAST: HandlerOptions = { minDelay: 0.01, maxDelay: 0.05 };

/** An emulator, its handlers, and what both handlers make of a request, as the framework would ask them. */
async function world(
  options: EmulatorOptions,
  config: HandlerOptions & { readonly mode?: "ensure" | "wait-only" } = {},
  times: Parameters<typeof machinery>[0] = {},
) {
  const emulator = await startEmulator({ timeScale: 1000, ...options });
  const clock = { ahead: 0 };
  const handlers = providerHandlers({ ...machinery(times), now: () => Date.now() + clock.ahead }, {
    ...FAST,
    ...config,
    client: clientOf(emulator),
  } as HandlerConfig);
  return {
    emulator,
    ...handlers,
    /** Lets so many seconds pass, for the handlers' wall clock. */
    pass: (seconds: number) => {
      clock.ahead += 1000 * seconds;
    },
    run: async (event: OnEventRequest) => {
      const handedOn = await handlers.onEvent(event);
      return handlers.isComplete({ ...event, ...JSON.parse(JSON.stringify(handedOn)) });
    },
    operations: () => emulator.requests.map(({ operation }) => operation),
    [Symbol.asyncDispose]: emulator[Symbol.asyncDispose],
  };
}

const registered = {
  customerAccountId: "123456789012",
  accountStatus: "REGISTRATION_SUCCESS",
  roleArn:
    "arn:aws:iam::123456789012:role/aws-service-role/iotfleetwise.amazonaws.com/AWSServiceRoleForIoTFleetWise",
  timestreamDatabaseName: "",
  timestreamTableName: "",
};

const FAILED_ROLE = "IAM: The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed.";

describe("Create", () => {
  test("registers an account that nobody has registered, and is complete when it is", async () => {
    await using fleet = await world({}, {}, { onEvent: 5 });
    expect(await fleet.run(request("Create"))).toEqual({ IsComplete: true, Data: registered });
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test("adopts an account that is registered: one read each, nothing called", async () => {
    await using fleet = await world({ timeline: "registersInstantly" });
    expect(await fleet.run(request("Create"))).toEqual({ IsComplete: true, Data: registered });
    expect(fleet.operations()).toEqual(["GetRegisterAccountStatus", "GetRegisterAccountStatus"]);
  });

  test("hands on what is pending after its time, and goes on from there", async () => {
    await using fleet = await world({ timeScale: 100 });
    const event = request("Create");
    const handedOn = await fleet.onEvent(event);
    expect(handedOn).toEqual({
      PhysicalResourceId: PHYSICAL_ID,
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      registeredAt: expect.stringMatching(/^\d{4}-.*Z$/),
      since: expect.stringMatching(/^\d{4}-.*Z$/),
      lastSeen: "account 123456789012: REGISTRATION_PENDING; IAM: REGISTRATION_PENDING",
    });
    expect(await fleet.isComplete({ ...event, ...handedOn })).toEqual({ IsComplete: false });
    await expect
      .poll(() => fleet.isComplete({ ...event, ...handedOn }), { interval: 50, timeout: 15_000 })
      .toEqual({ IsComplete: true, Data: registered });
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test("names the Timestream resources among the attributes", async () => {
    await using fleet = await world({ timeline: "registersWithTimestream" }, {}, { onEvent: 5 });
    expect(await fleet.run(request("Create"))).toEqual({
      IsComplete: true,
      Data: {
        ...registered,
        timestreamDatabaseName: "FleetWiseDatabase",
        timestreamTableName: "VehicleDataTable",
      },
    });
  });

  test("registers with what the `registration` property says, before the option", async () => {
    const names = { timestreamDatabaseName: "database", timestreamTableName: "table" };
    await using fleet = await world({}, { registration: {} }, { onEvent: 5 });
    const ResourceProperties = { registration: { timestreamResources: names } };
    expect(await fleet.run(request("Create", { ResourceProperties }))).toMatchObject({ Data: names });
    expect(fleet.emulator.requests.find(({ operation }) => operation === "RegisterAccount")?.body).toEqual({
      timestreamResources: names,
    });
  });

  test("registers again what failed in passing", async () => {
    await using fleet = await world({ timeline: "failsThenRegisters" }, {}, { onEvent: 10 });
    expect(await fleet.run(request("Create"))).toMatchObject({ IsComplete: true });
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test.for([
    ["failsIam", FAILED_ROLE],
    [
      "failsTimestream",
      "Timestream: The Timestream table VehicleDataTable was not found in the database FleetWiseDatabase.",
    ],
    ["failsBoth", FAILED_ROLE],
  ] as const)("%s: fails with the service's words, from either handler", async ([timeline, words]) => {
    await using early = await world({ timeline }, { maxRegistrations: 1 }, { onEvent: 5 });
    await expect(early.run(request("Create"))).rejects.toThrow(words);
    await using late = await world({ timeline });
    const event = request("Create");
    const handedOn = { startedAt: new Date().toISOString() };
    await expect
      .poll(() => late.isComplete({ ...event, ...handedOn }).catch(({ message }) => message), {
        interval: 20,
      })
      .toContain(words);
  });

  test("invoked twice, it registers once", async () => {
    await using fleet = await world({}, {}, { onEvent: 5 });
    const event = request("Create");
    const [first, second] = await Promise.all([fleet.run(event), fleet.run(event)]);
    expect([first, second]).toEqual([
      { IsComplete: true, Data: registered },
      { IsComplete: true, Data: registered },
    ]);
    expect(await fleet.run(event)).toMatchObject({ IsComplete: true });
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test("the physical id is the account's and the region's", async () => {
    await using fleet = await world({ timeline: "registersInstantly" });
    const of = async (StackId: string) =>
      (await fleet.onEvent(request("Create", { StackId }))).PhysicalResourceId;
    expect(await of("arn:aws:cloudformation:eu-central-1:123456789012:stack/other/1")).toBe(PHYSICAL_ID);
    expect(await of("arn:aws:cloudformation:us-east-1:210987654321:stack/fleet/1")).toBe(
      "fleetwise-registration-210987654321-us-east-1",
    );
  });

  test("an account that could not be registered in time fails with what stood in the way", async () => {
    await using fleet = await world({ faults: ["none", ...Array(1000).fill("throttled")] });
    await expect(fleet.run(request("Create"))).rejects.toThrow(/The last call failed: ThrottlingException/);
  });

  test.for([
    ["accessDenied", /^GetRegisterAccountStatus failed: AccessDeniedException: .*Allow the action/],
    ["expiredToken", /^GetRegisterAccountStatus failed: ExpiredTokenException: /],
    ["emptyObject", /^GetRegisterAccountStatus failed: .*`customerAccountId` of the answer/],
  ] as const)("%s fails at once, and says what to do", async ([fault, message]) => {
    await using fleet = await world({ faults: { probability: 1, faults: [fault] } });
    await expect(fleet.onEvent(request("Create"))).rejects.toThrow(message);
    await expect(fleet.isComplete(request("Create"))).rejects.toThrow(message);
  });
});

describe("Update", () => {
  const token = (now: unknown, before?: unknown) =>
    request("Update", {
      ResourceProperties: now === undefined ? {} : { reregisterToken: now },
      OldResourceProperties: before === undefined ? {} : { reregisterToken: before },
    });

  test("leaves an account alone that is registered, whatever else has changed", async () => {
    await using fleet = await world({ timeline: "registersInstantly" });
    for (const event of [token("1", "1"), token(undefined), token(undefined, "1")])
      expect(await fleet.run(event)).toEqual({ IsComplete: true, Data: registered });
    expect(fleet.emulator.account.registrations).toBe(0);
  });

  test("registers again when the token changes, and does not take the old verdict for the new one", async () => {
    const stale: Timeline = { ...timelines.registersInstantly, visibleAfter: 2000 };
    await using fleet = await world({ timeline: stale });
    const event = token("2", "1");
    const handedOn = await fleet.onEvent(event);
    expect(handedOn.PhysicalResourceId).toBe(PHYSICAL_ID);
    expect(await fleet.isComplete({ ...event, ...handedOn })).toEqual({ IsComplete: false });
    await expect
      .poll(() => fleet.isComplete({ ...event, ...handedOn }), { interval: 20, timeout: 15_000 })
      .toEqual({ IsComplete: true, Data: registered });
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test("invoked twice with another token, it registers again once", async () => {
    await using fleet = await world({ timeline: "registersInstantly" }, {}, { onEvent: 5 });
    const event = token("2", "1");
    await fleet.run(event);
    await fleet.run(event);
    expect(fleet.emulator.account.registrations).toBe(1);
    await fleet.run({ ...event, RequestId: "another" });
    expect(fleet.emulator.account.registrations).toBe(2);
  });

  test("an old verdict is believed once the grace is over", async () => {
    await using fleet = await world({ timeline: "registersInstantly" });
    const now = new Date().toISOString();
    const event = {
      ...token("2", "1"),
      startedAt: now,
      registeredAt: now,
      since: "2999-01-01T00:00:00.000Z",
    };
    expect(await fleet.isComplete(event)).toEqual({ IsComplete: false });
    fleet.pass(29);
    expect(await fleet.isComplete(event)).toEqual({ IsComplete: false });
    fleet.pass(1);
    expect(await fleet.isComplete(event)).toEqual({ IsComplete: true, Data: registered });
  });
});

describe("Delete", () => {
  test.for([PHYSICAL_ID, "AWSCDK::CustomResourceProviderFramework::CREATE_FAILED", "anything"])(
    "of %s calls nothing and succeeds",
    async (PhysicalResourceId) => {
      await using fleet = await world({ faults: { probability: 1, faults: ["accessDenied"] } });
      const event = request("Delete", { PhysicalResourceId });
      expect(await fleet.onEvent(event)).toEqual({ PhysicalResourceId });
      expect(await fleet.isComplete(event)).toEqual({
        IsComplete: true,
        Data: {
          customerAccountId: "",
          accountStatus: "",
          roleArn: "",
          timestreamDatabaseName: "",
          timestreamTableName: "",
        },
      });
      expect(fleet.operations()).toEqual([]);
    },
  );
});

describe("wait-only", () => {
  test("never registers, and waits for who does", async () => {
    await using fleet = await world({}, { mode: "wait-only" });
    const event = request("Create");
    const handedOn = await fleet.onEvent(event);
    expect(handedOn).toEqual({ PhysicalResourceId: PHYSICAL_ID, startedAt: expect.any(String) });
    expect(await fleet.isComplete({ ...event, ...handedOn })).toEqual({ IsComplete: false });
    await clientOf(fleet.emulator).registerAccount();
    await expect
      .poll(() => fleet.isComplete({ ...event, ...handedOn }), { interval: 20, timeout: 15_000 })
      .toEqual({ IsComplete: true, Data: registered });
    expect(fleet.emulator.account.registrations).toBe(1);
  });

  test("fails when nobody has registered within the grace", async () => {
    await using fleet = await world({}, { mode: "wait-only" });
    const event = { ...request("Create"), startedAt: new Date().toISOString() };
    fleet.pass(31);
    await expect(fleet.isComplete(event)).rejects.toThrow(/is not registered .*Call RegisterAccount/);
    await using hasty = await world({}, { mode: "wait-only", consistencyGrace: 0 });
    await expect(hasty.onEvent(event)).rejects.toThrow(/is not registered .*Call RegisterAccount/);
    expect(hasty.operations()).toEqual(["GetRegisterAccountStatus"]);
  });

  test("does not register again for a token either", async () => {
    await using fleet = await world({ timeline: "registersInstantly" }, { mode: "wait-only" });
    await fleet.run(request("Update", { ResourceProperties: { reregisterToken: "2" } }));
    expect(fleet.emulator.account.registrations).toBe(0);
  });

  test("takes a function for a client", async () => {
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const source = clientOf(emulator);
    const { isComplete } = createProviderHandlers({
      mode: "wait-only",
      client: ({ abortSignal }) => source.getRegisterAccountStatus({}, { abortSignal }),
    });
    expect(await isComplete(request("Create"))).toEqual({ IsComplete: true, Data: registered });
  });
});

describe("isComplete", () => {
  test.for(["throttled", "internalError", "unavailable", "reset", "hang", "cutBody"] as const)(
    "%s is tried again for its time, and then is not complete",
    async (fault) => {
      const options = {
        timeline: "registersInstantly",
        faults: { probability: 1, faults: [fault] },
      } as const;
      await using fleet = await world(options, {}, { isComplete: 0.3 });
      expect(await fleet.isComplete(request("Create"))).toEqual({ IsComplete: false });
      fleet.emulator.inject();
      await expect
        .poll(() => fleet.isComplete(request("Create")), { timeout: 15_000 })
        .toEqual({ IsComplete: true, Data: registered });
    },
  );

  test("not found is not complete within the grace of RegisterAccount, and fails after it", async () => {
    await using fleet = await world({});
    const at = new Date().toISOString();
    const event = { ...request("Create"), startedAt: at, registeredAt: at };
    expect(await fleet.isComplete(event)).toEqual({ IsComplete: false });
    fleet.pass(30);
    await expect(fleet.isComplete(event)).rejects.toThrow(/not registered with AWS IoT FleetWise/);
  });

  test("not found where onEvent could not even register says so", async () => {
    await using fleet = await world(
      { faults: { probability: 1, faults: ["throttled"] } },
      {},
      { isComplete: 0.5 },
    );
    const event = request("Create");
    const handedOn = await fleet.onEvent(event);
    expect(await fleet.isComplete({ ...event, ...handedOn })).toEqual({ IsComplete: false });
    fleet.emulator.inject();
    await expect(fleet.isComplete({ ...event, ...handedOn })).rejects.toThrow(
      /RegisterAccount was not called, because the service did not answer in time .*: deploy again\.$/,
    );
  });

  test("past its own deadline it fails with the last status, and says what to do", async () => {
    await using fleet = await world({ timeline: "neverSettles" });
    const event = request("Create");
    const handedOn = await fleet.onEvent(event);
    fleet.pass(880);
    expect(await fleet.isComplete({ ...event, ...handedOn })).toEqual({ IsComplete: false });
    fleet.pass(20);
    await expect(fleet.isComplete({ ...event, ...handedOn })).rejects.toThrow(
      /^AWS IoT FleetWise registration did not finish within 9\d\d s\. Last seen: account 123456789012: REGISTRATION_PENDING; IAM: REGISTRATION_PENDING\. It goes on in the background: deploy again, or give it longer\.$/,
    );
  });

  test("past its deadline with reads failing, it tells what onEvent saw, and what fails", async () => {
    await using fleet = await world({ timeline: "neverSettles" }, { maxWaitTime: 10 }, { isComplete: 0.5 });
    const event = request("Create");
    const handedOn = await fleet.onEvent(event);
    fleet.pass(10);
    fleet.emulator.inject({ probability: 1, faults: ["throttled"] });
    await expect(fleet.isComplete({ ...event, ...handedOn })).rejects.toThrow(
      /Last seen: account 123456789012: REGISTRATION_PENDING; IAM: REGISTRATION_PENDING\. The last read failed: ThrottlingException: /,
    );
    fleet.emulator.inject({ probability: 1, faults: ["hang"] });
    await expect(
      fleet.isComplete(request("Create", { ...handedOn, lastSeen: undefined } as object)),
    ).rejects.toThrow(/Last seen: no status\. The last read failed: the service did not answer in time\./);
  });

  test("a success that comes past the deadline still wins", async () => {
    await using fleet = await world({ timeline: "registersInstantly" });
    const startedAt = new Date(0).toISOString();
    expect(await fleet.isComplete({ ...request("Create"), startedAt })).toMatchObject({ IsComplete: true });
  });
});

test("wrong options reject, and never throw in the call", async () => {
  const client = async () => ({});
  for (const [config, message] of [
    [{ client, mode: "observe" }, 'Expected `mode` to be "ensure" or "wait-only", got "observe"'],
    [{ client }, "Expected `client` to be an IoTFleetWiseClient, or an object with `registerAccount`"],
    [undefined, "Expected `config` to be an object with a `client`, got undefined"],
    [{ client, maxWait: 600 }, "got `maxWait`: did you mean `maxWaitTime`?"],
    [{ client, reregister: true }, "Expected an option that is known, got `reregister`"],
    [
      { client, mode: "wait-only", maxRegistrations: 2 },
      "Expected an option that is known, got `maxRegistrations`",
    ],
    [
      { client, mode: "wait-only", minDelay: 0 },
      "Expected `minDelay` to be a positive number of seconds, got 0",
    ],
  ] as const) {
    const { onEvent } = createProviderHandlers(config as unknown as HandlerConfig);
    await expect(onEvent(request("Create"))).rejects.toThrow(message);
  }
  const { onEvent, isComplete } = createProviderHandlers({
    client,
    mode: "observe",
  } as unknown as HandlerConfig);
  for (const handler of [onEvent, isComplete])
    await expect(handler(request("Delete"))).resolves.toBeDefined();
});
