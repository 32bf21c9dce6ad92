// Random scripts of a service, which the library and the state machine play separately. Both must end in the same way, unless
// `reason` allows a difference.
import fc from "fast-check";
import { watchEnsureEvents } from "../../../src/index.js";
import { registrationStateMachine } from "../../../src/step-functions/index.js";
import { type Clock, virtualClock } from "../../step-functions/interpreter/clock.js";
import { StateFailure } from "../../step-functions/interpreter/failure.js";
import { camelCase, failureOf, pascalCase } from "../../step-functions/interpreter/iotfleetwise.js";
import type { SdkIntegration, States, World } from "../../step-functions/interpreter/run.js";
import { seeded } from "../../support/seeded.js";
import { EPOCH_MS } from "../../support/virtual-time.js";
import { registeringService, type ServiceScript, serviceScripts } from "../faults/registering-service.js";
import { inVirtualWorld, type World as VirtualWorld } from "../faults/virtual-world.js";

export interface Script {
  readonly service: ServiceScript;
  readonly maxRegistrations: number;
  /** Whether the caller agrees to lose the stored Timestream metadata, with `registration: {}`. */
  readonly dropsTimestream: boolean;
  readonly dice: number;
}

/** Scripts for a late deadline: it comes at another moment in a state machine, whose waits are whole seconds. */
export const scripts: fc.Arbitrary<Script> = fc.record({
  service: serviceScripts,
  maxRegistrations: fc.integer({ min: 1, max: 4 }),
  dropsTimestream: fc.boolean(),
  dice: fc.integer({ min: 0 }),
});

const MAX_WAIT_TIME = 3600;

/** End of a registration: the error's code or "registered", and the number of RegisterAccount requests that were carried out. */
export interface Ending {
  readonly code: string;
  readonly accepted: number;
}

export type Service = ReturnType<typeof registeringService>;

const options = ({ maxRegistrations, dropsTimestream }: Script) => ({
  maxRegistrations,
  maxWaitTime: MAX_WAIT_TIME,
  ...(dropsTimestream && { registration: {} }),
});

/** Resolves to the library's ending. */
export function playLibrary(script: Script): Promise<Ending & { readonly service: Service }> {
  return inVirtualWorld(script.dice, async (world) => {
    const service = registeringService(script.service, world);
    let code: string | undefined;
    watchEnsureEvents({ client: service.client as never, ...options(script) }).subscribe({
      error: (error) => {
        code = error.code;
      },
      complete: () => {
        code = "registered";
      },
    });
    await world.runUntil(() => code !== undefined);
    return { code: String(code), accepted: service.accepted.length, service };
  });
}

export type Execute = (
  definition: States,
  input: unknown,
  world: World,
) => Promise<{ readonly status: string; readonly error?: string; readonly states: readonly string[] }>;

/** Resolves to the state machine's ending in an interpreter. */
export async function playMachine(
  script: Script,
  execute: Execute,
): Promise<Ending & { readonly states: readonly string[]; readonly ms: number; readonly service: Service }> {
  const clock = virtualClock(EPOCH_MS);
  const nowMs = () => clock.now() - EPOCH_MS;
  const service = registeringService(script.service, { nowMs } as VirtualWorld);
  const definition = registrationStateMachine(options(script)) as unknown as States;
  const world = { clock, random: seeded(script.dice), sdk: integration(service, clock) };
  const { status, error, states } = await execute(definition, {}, world);
  const code = status === "SUCCEEDED" ? "registered" : String(error);
  return { code, accepted: service.accepted.length, states, ms: nowMs(), service };
}

function integration({ client, calls }: Service, clock: Clock): SdkIntegration {
  return async ({ action, input, timeoutSeconds }) => {
    const response = action.endsWith(":registerAccount")
      ? client.registerAccount(camelCase(input))
      : client.getRegisterAccountStatus({});
    if (calls.at(-1)?.mishap.startsWith("hangs")) {
      await clock.sleep(1000 * timeoutSeconds);
      throw new StateFailure("States.Timeout", "");
    }
    return await response.then(
      (value) => pascalCase(value, (date) => date.toISOString()),
      (thrown: unknown) => {
        throw failureOf(thrown);
      },
    );
  };
}

const was = (service: Service, mishap: string) => service.calls.some((call) => call.mishap === mishap);

/** Returns why the two may end differently, or undefined if they must not. */
export function reason(library: Service, machine: Service): string | undefined {
  if (was(library, "denied") !== was(machine, "denied"))
    return "one ended before the denied request, because their polls come at different moments";
  if (library.shown.length === 0 && library.accepted.length === 0)
    return "the library ends after 10 s if it never reached the service, the state machine at its deadline";
  return undefined;
}
