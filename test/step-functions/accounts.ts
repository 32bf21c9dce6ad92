// The world under vitest, with the state machine's own account in it.
import { vi } from "vitest";
import type { Emulator, EmulatorOptions } from "../../src/testing/index.js";
import { type Accounts, startWorld } from "./world.js";

export async function accounts(
  own: EmulatorOptions = {},
): Promise<Accounts & { readonly emulator: Emulator }> {
  vi.useFakeTimers({ toFake: ["Date"] });
  const world = startWorld({
    set: (now) => void vi.setSystemTime(now),
    restore: () => void vi.useRealTimers(),
  });
  return { ...world, emulator: await world.add(undefined, own) };
}
