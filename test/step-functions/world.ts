// A world in which state machines run: time that passes only while every execution sleeps, and emulated accounts that live by it.
import { vi } from "vitest";
import { type EmulatorOptions, startEmulator } from "../../src/testing/index.js";
import { type Clock, virtualClock } from "./interpreter/clock.js";
import { execute } from "./interpreter/execution.js";
import { iotFleetWise, type TimeFormat } from "./interpreter/iotfleetwise.js";
import type { Outcome, States, World } from "./interpreter/run.js";

/** The state machine's own account and those that it is given roles in, each by itself. */
export interface Accounts extends AsyncDisposable {
  readonly clock: Clock;
  /** The emulator of the state machine's own account. */
  readonly emulator: Awaited<ReturnType<typeof startEmulator>>;
  /** Another account. Its role is the only one that its service lets in. */
  add(account: string, options?: EmulatorOptions): Promise<Accounts["emulator"]>;
  run(
    definition: States,
    input?: unknown,
    world?: Partial<World> & { timeFormat?: TimeFormat },
  ): Promise<Outcome>;
}

const START = Date.parse("2026-11-02T09:00:00.000Z");

export const roleOf = (account: string) => `arn:aws:iam::${account}:role/FleetWiseRegistrationMember`;

/** Only `Date` is faked: sockets keep their own time. */
export async function accounts(own: EmulatorOptions = {}): Promise<Accounts> {
  vi.useFakeTimers({ toFake: ["Date"] });
  const clock = virtualClock(START, (now) => void vi.setSystemTime(now));
  const started = new Map<string | undefined, { readonly emulator: Accounts["emulator"] }>();
  const start = async (roleArn: string | undefined, options: EmulatorOptions) => {
    const emulator = await startEmulator({
      ...(roleArn !== undefined && { credentials: credentialsOf(roleArn) }),
      ...options,
    });
    started.set(roleArn, { emulator });
    return emulator;
  };
  const accountOf = (roleArn: string | undefined) => {
    const account = started.get(roleArn);
    if (account === undefined) return undefined;
    const { requests, endpoint } = account.emulator;
    const before = requests.length;
    return {
      endpoint,
      ...(roleArn !== undefined && { credentials: credentialsOf(roleArn) }),
      hangs: () => requests[before]?.fault === "hang",
    };
  };
  const emulator = await start(undefined, own);
  return {
    clock,
    emulator,
    add: (account, options = {}) => start(roleOf(account), { customerAccountId: account, ...options }),
    run: (definition, input = {}, { timeFormat, ...world } = {}) =>
      execute(definition, input, {
        clock,
        random: seeded(1),
        sdk: iotFleetWise(clock, accountOf, timeFormat),
        ...world,
      }),
    [Symbol.asyncDispose]: async () => {
      vi.useRealTimers();
      for (const account of started.values()) await account.emulator.close();
    },
  };
}

const credentialsOf = (roleArn: string) => ({
  accessKeyId: `ASIA${roleArn.slice(13, 25)}`,
  secretAccessKey: roleArn,
});

/** Random numbers, the same each time: a linear congruential generator. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
