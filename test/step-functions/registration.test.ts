// The state machine of one account against the emulator: the courses of a registration, faults, and the deadline.
import { describe, expect, test } from "vitest";
import { ensureRegistered, type RegistrationError } from "../../src/index.js";
import { DEFAULTS } from "../../src/options/defaults.js";
import {
  type RegistrationStateMachineOptions,
  registrationStateMachine,
} from "../../src/step-functions/index.js";
import {
  type EmulatorOptions,
  type FaultInput,
  type StagePart,
  type Timeline,
  timelines,
} from "../../src/testing/index.js";
import { clientOf } from "../custom-resource/emulated.js";
import { seeded } from "../support/seeded.js";
import { TIME_FORMATS, type TimeFormat } from "./interpreter/iotfleetwise.js";
import { accounts } from "./world.js";

type Accounts = Awaited<ReturnType<typeof accounts>>;

interface Circumstances {
  /** Callback that runs beside the execution. */
  readonly meanwhile?: (world: Accounts) => Promise<void>;
  /** Fault of the requests that a state sends, by the state's name. */
  readonly faultsIn?: Readonly<Record<string, FaultInput>>;
  readonly random?: () => number;
  readonly timeFormat?: TimeFormat;
}

/** Fewer polls than by default, because polls take most of the time of a test. */
const FEW_POLLS = { interval: 15 };
const DEFAULT_POLLS = { interval: DEFAULTS.interval };

/** Runs the machine on an account. */
async function run(
  emulated: EmulatorOptions,
  options: RegistrationStateMachineOptions = {},
  { meanwhile = async () => {}, faultsIn, ...world }: Circumstances = {},
) {
  await using there = await accounts(emulated);
  const { clock, emulator } = there;
  const began = clock.now();
  const entered = (state: string) => {
    const fault = faultsIn?.[state];
    if (faultsIn) emulator.inject(fault === undefined ? [] : { probability: 1, faults: [fault] });
  };
  const [outcome] = await Promise.all([
    there.run(registrationStateMachine({ ...FEW_POLLS, ...options }), {}, { ...world, entered }),
    clock.run(() => meanwhile(there)),
  ]);
  const { requests, account } = emulator;
  const called = requests.filter(({ operation }) => operation === "RegisterAccount");
  return {
    ...outcome,
    seconds: (clock.now() - began) / 1000,
    registrations: account.registrations,
    calls: requests.length,
    registeredWith: called.map(({ body }) => body),
    registeredAt: called.map(({ at }) => (at.getTime() - began) / 1000),
    count: (state: string) => outcome.states.filter((name) => name === state).length,
  };
}

/** Returns circumstances in which every request meets a fault, for some seconds of the executions' time. */
const until = (seconds: number, fault: FaultInput): Circumstances => ({
  meanwhile: async ({ clock, emulator }) => {
    emulator.inject({ probability: 1, faults: [fault] });
    await clock.sleep(1000 * seconds);
    emulator.inject();
  },
});

const registered = { status: "SUCCEEDED", output: { AccountStatus: "REGISTRATION_SUCCESS" } };
const failed = (error: string, cause: string | RegExp) => ({
  status: "FAILED",
  error,
  cause: typeof cause === "string" ? cause : expect.stringMatching(cause),
});
const ROLE = "IAM: The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed.";
const TABLE =
  "Timestream: The Timestream table VehicleDataTable was not found in the database FleetWiseDatabase.";
const FAILED = "AWS IoT FleetWise registration of account 123456789012 failed: ";
const AGAIN = " Fix the cause, then call RegisterAccount, or `ensureRegistered()`, again.";
const FAILED_BY_ROLE = FAILED + ROLE + AGAIN;

describe("registrationStateMachine, on an account", () => {
  test("an account that is registered takes four transitions", async () => {
    const outcome = await run({ timeline: "registersInstantly" });
    expect(outcome).toMatchObject({ ...registered, transitions: 4, registrations: 0, calls: 1 });
    expect(outcome.states).toEqual(["Begin", "Read", "Judge", "Registered"]);
  });

  test("an account that is new is registered once, and the execution ends soon after", async () => {
    const outcome = await run({}, DEFAULT_POLLS);
    expect(outcome).toMatchObject({ ...registered, registrations: 1, registeredAt: [0] });
    expect(outcome.seconds).toBeGreaterThanOrEqual(300);
    expect(outcome.seconds).toBeLessThan(310);
  });

  test("an account that is pending is awaited with three transitions a poll", async () => {
    const outcome = await run({ timeline: "registers" });
    expect(outcome).toMatchObject({ ...registered, registrations: 0, transitions: 3 * outcome.calls + 1 });
  });

  test.each(Object.entries(TIME_FORMATS))(
    "a registration that has been pending for minutes is polled often, with times in %s",
    async (_, timeFormat) => {
      const [pending, success] = ["PENDING", "SUCCESS"].map(
        (one): StagePart => ({ registrationStatus: `REGISTRATION_${one}` }),
      ) as [StagePart, StagePart];
      const before = [
        { at: -250, iam: pending },
        { at: 50, iam: success },
      ];
      const outcome = await run({ timeline: { ...timelines.registers, before } }, DEFAULT_POLLS, {
        timeFormat,
      });
      // The registration ends 50 s after the wait starts. If its age counted from that start, there would be fewer polls.
      expect(outcome.count("Read")).toBeGreaterThanOrEqual(10);
      expect(await run({ timeline: "outdatedResult" }, {}, { timeFormat })).toMatchObject({
        ...registered,
        registrations: 1,
      });
    },
  );

  test("an account with an unknown status is awaited", async () => {
    expect(await run({ timeline: "unknownStatus" })).toMatchObject({ ...registered, registrations: 0 });
  });

  test("an account whose Timestream resources disappear is awaited", async () => {
    expect(await run({ timeline: "losesTimestream" })).toMatchObject(registered);
  });
});

describe("a registration that failed", () => {
  test("an earlier registration that failed is registered again immediately", async () => {
    const before: Timeline = { ...timelines.failsThenRegisters, before: timelines.outdatedResult.before };
    expect(await run({ timeline: before })).toMatchObject({
      ...registered,
      registrations: 1,
      registeredAt: [0],
    });
  });

  test("a failed registration that is still visible after RegisterAccount is ignored", async () => {
    const outcome = await run({ timeline: "outdatedResult" });
    expect(outcome).toMatchObject({ ...registered, registrations: 1 });
    expect(outcome.count("Register")).toBe(1);
    expect(outcome.count("Pause")).toBe(0);
  });

  test("a failed registration that reappears after the new one has its own grace period", async () => {
    await using world = await accounts();
    const { clock } = world;
    const began = clock.now();
    const times = (ms: number) => ({ LastModificationTime: new Date(ms).toISOString() });
    /** Returns the former result, the new registration, and the former result again, because polls may be inconsistent. */
    const stateAfter = (seconds: number) =>
      seconds < 10 || (seconds >= 33 && seconds < 50) ? "FAILURE" : seconds < 50 ? "PENDING" : "SUCCESS";
    const outcome = await world.run(
      registrationStateMachine(),
      {},
      {
        sdk: async ({ action }) => {
          if (action === "iotfleetwise:registerAccount")
            return { RegisterAccountStatus: "REGISTRATION_PENDING", ...times(began) };
          const state = stateAfter((clock.now() - began) / 1000);
          const at = state === "FAILURE" ? began - 60_000 : began;
          return { CustomerAccountId: "123456789012", AccountStatus: `REGISTRATION_${state}`, ...times(at) };
        },
      },
    );
    expect(outcome).toMatchObject(registered);
    expect(outcome.states.filter((state) => state === "Register")).toHaveLength(1);
  });

  test("a failed registration that stays visible after RegisterAccount ends in a timeout", async () => {
    const timeline: Timeline = { ...timelines.outdatedResult, visibleAfter: 1e6 };
    const outcome = await run({ timeline });
    expect(outcome).toMatchObject(
      failed(
        "REGISTRATION_TIMEOUT",
        /Last seen: IAM REGISTRATION_FAILURE, account REGISTRATION_FAILURE\. The registration continues/,
      ),
    );
    expect(outcome.registeredAt).toHaveLength(1);
  });

  test("the execution's own failed registration is repeated after about 5 s, then 10 s", async () => {
    const [stages = []] = timelines.failsIam.registrations;
    const [passes = []] = timelines.notRegistered.registrations;
    const outcome = await run({ timeline: { registrations: [stages, stages, passes] } }, DEFAULT_POLLS);
    expect(outcome).toMatchObject({ ...registered, registrations: 3 });
    const ends = outcome.registeredAt.map((at) => at + 90);
    for (const [index, pause] of [5, 10].entries()) {
      const waited = (outcome.registeredAt[index + 1] ?? 0) - (ends[index] ?? 0);
      expect(waited).toBeGreaterThanOrEqual(0.9 * pause);
      expect(waited).toBeLessThanOrEqual(1.1 * pause + 1 + 25);
    }
  });

  test("a registration that fails every time ends with the library's message", async () => {
    const outcome = await run({ timeline: "failsIam" });
    expect(outcome).toMatchObject({ error: "REGISTRATION_FAILED", registrations: 3 });
    expect(outcome.cause).toBe((await libraryOn("failsIam")).message);
  });

  test("a registration that failed is repeated at most maxRegistrations times", async () => {
    const [stages = []] = timelines.failsIam.registrations;
    const outcome = await run({ timeline: { registrations: [stages] } }, { maxRegistrations: 2 });
    expect(outcome).toMatchObject({ ...failed("REGISTRATION_FAILED", FAILED_BY_ROLE), registrations: 2 });
  });

  test("a failed registration without a reason ends with a message about that", async () => {
    const FAILURE = { registrationStatus: "REGISTRATION_FAILURE" };
    const timeline: Timeline = {
      before: [{ at: -60, iam: FAILURE }],
      registrations: [[{ at: 0, iam: FAILURE }]],
    };
    const outcome = await run({ timeline }, { maxRegistrations: 1 });
    expect(outcome).toMatchObject(
      failed("REGISTRATION_FAILED", `${FAILED}IAM: the service gave no reason.${AGAIN}`),
    );
  });

  test("a failed registration with Timestream is not registered again without `registration`", async () => {
    const outcome = await run({ timeline: "failsBoth" });
    expect(outcome).toMatchObject({
      ...failed("TIMESTREAM_AT_RISK", /removes the Timestream metadata/),
      registrations: 0,
    });
    expect(outcome.cause).toContain(
      `${FAILED}${ROLE.replace(/\.$/, "")}; ${TABLE} The account was not registered again`,
    );
    // The advice differs, because a state machine has its own options.
    const { message } = await libraryOn("failsBoth");
    expect(outcome.cause).toContain(
      message.slice(0, message.indexOf(" The account was not registered again")),
    );
  });

  test("a failed registration with Timestream is registered again with `registration`, also an empty one", async () => {
    const timestreamResources = { timestreamDatabaseName: "Database", timestreamTableName: "Table" };
    const again: Timeline = {
      ...timelines.failsTimestream,
      registrations: timelines.notRegistered.registrations,
    };
    const outcome = await run({ timeline: again }, { registration: { timestreamResources } });
    expect(outcome).toMatchObject({ ...registered, registeredWith: [{ timestreamResources }] });
    expect(await run({ timeline: again }, { registration: {} })).toMatchObject({
      ...registered,
      registrations: 1,
    });
  });
});

describe("transient faults", () => {
  test("polls that are throttled for six minutes are no more frequent than others", async () => {
    const outcome = await run({ timeline: "registers" }, DEFAULT_POLLS, until(360, "throttled"));
    expect(outcome).toMatchObject(registered);
    expect(outcome.seconds).toBeLessThan(400);
    // Each failed poll is followed by the cadence's delay and a growing backoff.
    expect(outcome.calls).toBeLessThan(100);
    const plain = await run({ timeline: "registers" }, DEFAULT_POLLS);
    expect(outcome.count("Read") / outcome.seconds).toBeLessThan(plain.count("Read") / plain.seconds);
  });

  test.each<FaultInput>(["unavailable", "reset", "hang"])(
    "the execution continues through six minutes of the fault %s",
    async (fault) => {
      const outcome = await run({}, DEFAULT_POLLS, until(360, fault));
      expect(outcome).toMatchObject({ ...registered, registrations: 1 });
      expect(outcome.seconds).toBeLessThan(360 + 300 + 60);
    },
  );

  test("faults of all kinds in 30 % of the requests change no outcome", async () => {
    const kinds = [
      "throttled",
      "unavailable",
      "reset",
      "internalError",
      "malformedJson",
      "cutBody",
      "hang",
    ] as const;
    const faults = { probability: 0.3, faults: kinds, seed: 1 };
    const good = await run({ faults }, DEFAULT_POLLS, { random: seeded(2) });
    expect(good).toMatchObject({ ...registered, registrations: 1 });
    expect(good.seconds).toBeLessThan(400);
    const bad = await run({ timeline: "failsIam", faults }, DEFAULT_POLLS, { random: seeded(3) });
    expect(bad).toMatchObject(failed("REGISTRATION_FAILED", FAILED_BY_ROLE));
  });
});

describe("RegisterAccount", () => {
  const read = undefined;

  test("a RegisterAccount whose response is lost is followed by polls", async () => {
    // The emulator registers the account and truncates its response.
    const outcome = await run({ faults: [read, "cutBody"] });
    expect(outcome).toMatchObject({ ...registered, registrations: 1, registeredAt: [0] });
  });

  test("a RegisterAccount that did not arrive is repeated after the grace period", async () => {
    const outcome = await run({ faults: [read, "reset"] });
    expect(outcome).toMatchObject({ ...registered, registrations: 1 });
    expect(outcome.registeredAt).toHaveLength(2);
    expect(outcome.registeredAt[1]).toBeGreaterThanOrEqual(30);
    expect(outcome.registeredAt[1]).toBeLessThan(40);
  });

  test("a RegisterAccount whose every response is lost is sent at most maxRegistrations times", async () => {
    const outcome = await run({}, { maxRegistrations: 2 }, { faultsIn: { Register: "reset" } });
    expect(outcome).toMatchObject(
      failed(
        "REGISTER_UNKNOWN",
        /^RegisterAccount failed: SdkClientException: .* The response was lost, and no registration has become visible since\. RegisterAccount may/,
      ),
    );
    expect(outcome.registeredAt).toHaveLength(2);
  });

  test("a lost RegisterAccount ends in REGISTER_UNKNOWN at a deadline within the grace period", async () => {
    const outcome = await run({}, { maxWaitTime: 20 }, { faultsIn: { Register: "reset" } });
    expect(outcome).toMatchObject({ error: "REGISTER_UNKNOWN", seconds: 19 });
    expect(outcome.registeredAt).toHaveLength(1);
  });

  test("a RegisterAccount that is throttled is repeated, because it was not carried out", async () => {
    const faults: (FaultInput | undefined)[] = [read, "throttled", read, "throttled", read, "throttled"];
    const outcome = await run({ faults });
    expect(outcome).toMatchObject({ ...registered, registrations: 1 });
    expect(outcome.registeredAt).toHaveLength(4);
  });

  test("a RegisterAccount that was throttled is not repeated if someone else registers the account meanwhile", async () => {
    await using world = await accounts({ faults: [read, "throttled"] });
    const registering: Promise<unknown>[] = [];
    const entered = (state: string) => {
      if (state === "Pause") registering.push(clientOf(world.emulator).registerAccount());
    };
    const outcome = await world.run(registrationStateMachine(), {}, { entered });
    await Promise.all(registering);
    expect(outcome).toMatchObject(registered);
    expect(outcome.states.filter((state) => state === "Register")).toHaveLength(1);
    expect(world.emulator.account.registrations).toBe(1);
  });

  test("the execution waits for someone else's registration if RegisterAccount conflicts with it", async () => {
    await using world = await accounts();
    const entered = async (state: string) => {
      if (state === "Register" && world.emulator.account.registrations === 0)
        // The later of two RegisterAccount requests gets a conflict.
        await clientOf(world.emulator)
          .registerAccount()
          .catch(() => undefined);
    };
    const racing: Promise<unknown>[] = [];
    const machine = registrationStateMachine();
    const outcome = await world.run(machine, {}, { entered: (state) => void racing.push(entered(state)) });
    await Promise.all(racing);
    expect(outcome).toMatchObject(registered);
    expect(world.emulator.account.registrations).toBe(1);
  });

  test("a RegisterAccount that is denied ends the execution with advice", async () => {
    const outcome = await run({}, {}, { faultsIn: { Register: "accessDenied" } });
    expect(outcome).toMatchObject(
      failed(
        "SERVICE_CALL_FAILED",
        /^RegisterAccount failed: AccessDeniedException: .* Allow the action iotfleetwise:RegisterAccount /,
      ),
    );
    expect(outcome.seconds).toBe(0);
  });
});

describe("the deadline", () => {
  test("the deadline ends a wait after one last poll, with the last status", async () => {
    const outcome = await run({ timeline: "neverSettles" }, { maxWaitTime: 120 });
    expect(outcome).toMatchObject(
      failed(
        "REGISTRATION_TIMEOUT",
        /^AWS IoT FleetWise registration of account 123456789012 did not finish within 119 s \(\d+ requests\)\. Last seen: IAM REGISTRATION_PENDING, account REGISTRATION_PENDING\. The registration continues in the background/,
      ),
    );
    expect(outcome.seconds).toBe(119);
    expect(outcome.states.slice(-3)).toEqual(["Read", "Judge", "Timed out"]);
  });

  test("the deadline does not miss a registration that finishes in the last second", async () => {
    const timeline: Timeline = {
      registrations: [
        [
          { at: 0, iam: { registrationStatus: "REGISTRATION_PENDING" } },
          { at: 118.5, iam: { registrationStatus: "REGISTRATION_SUCCESS" } },
        ],
      ],
    };
    expect(await run({ timeline }, { maxWaitTime: 120 })).toMatchObject({ ...registered, seconds: 119 });
  });

  test.each<[FaultInput, number]>([
    ["throttled", 0],
    ["unavailable", 0],
    ["hang", 30],
  ])(
    "the deadline holds if every request meets the fault %s, except for the %i s of the last poll",
    async (fault, last) => {
      const outcome = await run({ faults: { probability: 1, faults: [fault] } });
      expect(outcome).toMatchObject(
        failed(
          "STATUS_UNREADABLE",
          /^GetRegisterAccountStatus did not succeed within (899|900|929) s \(\d+ requests\): .*(States\.Timeout|Status Code)/,
        ),
      );
      expect(outcome.seconds).toBeGreaterThanOrEqual(899 + last);
      expect(outcome.seconds).toBeLessThan(901 + last);
      // One account uses less than an eighth of the events that an execution may have.
      expect(outcome.events).toBeLessThan(25_000 / 8);
    },
  );

  test("the deadline may be 2.5 s or a day", async () => {
    expect((await run({ timeline: "neverSettles" }, { maxWaitTime: 2.5 })).seconds).toBeLessThanOrEqual(3);
    const day = await run(
      { timeline: "neverSettles" },
      { maxWaitTime: 86_400, minDelay: 3600, maxDelay: 7200 },
    );
    expect(day).toMatchObject({ error: "REGISTRATION_TIMEOUT", seconds: 86_399 });
  });
});

describe("the mode wait-only", () => {
  const mode = "wait-only";

  test("the mode wait-only ends with NOT_REGISTERED after the grace period", async () => {
    const outcome = await run({}, { mode });
    expect(outcome).toMatchObject({
      ...failed(
        "NOT_REGISTERED",
        /found no registration after 3\d s \(\d+ requests\)\. Call RegisterAccount, .* closed to new customers/,
      ),
      registrations: 0,
    });
    expect(Object.keys(registrationStateMachine({ mode }).States)).not.toContain("Register");
  });

  test("the mode wait-only waits for someone else's registration", async () => {
    const meanwhile = async ({ clock, emulator }: Accounts) => {
      await clock.sleep(20_000);
      await clientOf(emulator).registerAccount();
    };
    const outcome = await run({}, { mode }, { meanwhile });
    expect(outcome).toMatchObject({ ...registered, registrations: 1 });
  });

  test("the mode wait-only ends at the first 'not found' if the grace period is 0", async () => {
    const outcome = await run({}, { mode, consistencyGrace: 0 });
    expect(outcome).toMatchObject({ error: "NOT_REGISTERED", seconds: 0, calls: 1 });
  });

  test("the mode wait-only ends with NOT_REGISTERED at a deadline within the grace period", async () => {
    expect(await run({}, { mode, maxWaitTime: 20 })).toMatchObject({ error: "NOT_REGISTERED", seconds: 19 });
  });
});

describe("fatal failures", () => {
  test.each([
    [
      "accessDenied",
      /^GetRegisterAccountStatus failed: AccessDeniedException: User is not authorized .* Allow the action iotfleetwise:GetRegisterAccountStatus \(on resource \*\)/,
    ],
    ["expiredToken", /^GetRegisterAccountStatus failed: IoTFleetWiseException: The security token .*\)\.$/],
    [
      "emptyObject",
      /^GetRegisterAccountStatus failed: MalformedAnswerError: The service returned no valid CustomerAccountId\.$/,
    ],
  ] as const)("the fault %s ends the execution immediately", async (fault, cause) => {
    const outcome = await run({ faults: { probability: 1, faults: [fault] } });
    expect(outcome).toMatchObject(failed("SERVICE_CALL_FAILED", cause));
    expect(outcome.count("Read")).toBe(1);
  });
});

/** Returns the library's error on the same timeline. */
async function libraryOn(timeline: "failsIam" | "failsBoth"): Promise<RegistrationError> {
  const { startEmulator } = await import("../../src/testing/index.js");
  await using emulator = await startEmulator({ timeline, timeScale: 2000 });
  const options = { minDelay: 0.01, maxDelay: 0.02, maxRegistrations: 1, client: clientOf(emulator) };
  return await ensureRegistered(options).then(
    () => {
      throw new Error("It registered");
    },
    (error: RegistrationError) => error,
  );
}
