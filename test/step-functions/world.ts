// The surroundings of state machines: a clock that advances only while every execution sleeps, and emulated accounts with this
// clock.
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/testing/index.js";
import { seeded } from "../support/seeded.js";
import { type Clock, virtualClock } from "./interpreter/clock.js";
import { execute } from "./interpreter/execution.js";
import { iotFleetWise, type TimeFormat } from "./interpreter/iotfleetwise.js";
import type { Outcome, States, World } from "./interpreter/run.js";

/** The state machine's own account, and those whose roles it assumes, each with its own emulator. */
export interface Accounts extends AsyncDisposable {
  readonly clock: Clock;
  /** Adds an account with a role, the only one that its service accepts; without a name, the state machine's own account. */
  add(account: string | undefined, options?: EmulatorOptions): Promise<Emulator>;
  run(
    definition: States,
    input?: unknown,
    world?: Partial<World> & { readonly timeFormat?: TimeFormat | undefined },
  ): Promise<Outcome>;
}

const START = Date.parse("2026-11-02T09:00:00.000Z");

export const roleOf = (account: string) => `arn:aws:iam::${account}:role/FleetWiseRegistrationMember`;

export function startWorld(): Accounts {
  const clock = virtualClock(START);
  const emulators = new Map<string | undefined, Emulator>();
  return {
    clock,
    add: async (account, options = {}) => {
      const roleArn = account === undefined ? undefined : roleOf(account);
      const emulator = await startEmulator({
        now: clock.now,
        ...(account !== undefined && { customerAccountId: account, credentials: credentialsOf(roleArn) }),
        ...options,
      });
      emulators.set(roleArn, emulator);
      return emulator;
    },
    run: (definition, input = {}, { timeFormat, ...world } = {}) =>
      execute(definition, input, {
        clock,
        random: seeded(1),
        sdk: iotFleetWise(clock, accountOf, timeFormat),
        ...world,
      }),
    [Symbol.asyncDispose]: async () => {
      for (const emulator of emulators.values()) await emulator.close();
    },
  };

  function accountOf(roleArn: string | undefined) {
    const emulator = emulators.get(roleArn);
    if (emulator === undefined) return undefined;
    const before = emulator.requests.length;
    const hangs = () => emulator.requests[before]?.fault === "hang";
    return { endpoint: emulator.endpoint, credentials: credentialsOf(roleArn), hangs };
  }
}

const credentialsOf = (roleArn: string | undefined) => ({
  accessKeyId: roleArn === undefined ? "AKIDEXAMPLE" : `ASIA${roleArn.slice(13, 25)}`,
  secretAccessKey: "secret",
});

/** Returns the surroundings with the state machine's own account. */
export async function accounts(
  own: EmulatorOptions = {},
): Promise<Accounts & { readonly emulator: Emulator }> {
  const world = startWorld();
  return { ...world, emulator: await world.add(undefined, own) };
}
