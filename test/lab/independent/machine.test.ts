// The state machine of one account in LocalStack's interpreter: it ends like the library, except for the listed reasons, and
// takes the same path as in the interpreter of test/step-functions, to the millisecond.
import { randomInt } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { multiAccountRegistrationStateMachine } from "../../../src/step-functions/index.js";
import { virtualClock } from "../../step-functions/interpreter/clock.js";
import { execute } from "../../step-functions/interpreter/execution.js";
import { StateFailure } from "../../step-functions/interpreter/failure.js";
import type { States, World } from "../../step-functions/interpreter/run.js";
import { seeded } from "../../support/seeded.js";
import { EPOCH_MS } from "../../support/virtual-time.js";
import { Engine, missing } from "./engine.js";
import { playLibrary, playMachine, reason, type Script, scripts } from "./scripts.js";

const SCRIPTS = Number(process.env["SCRIPTS"] ?? 500);
const SEED = Number(process.env["SEED"] ?? randomInt(2 ** 31));
const why = missing();
const name = (title: string) => (why === undefined ? title : `${title} (skipped: ${why})`);

test.skipIf(why !== undefined)(
  name(`${SCRIPTS} random scripts end like the library in LocalStack's interpreter`),
  { timeout: 3_000_000 },
  async () => {
    console.log(`SEED=${SEED}`);
    const sample = fc.sample(scripts, { seed: SEED, numRuns: SCRIPTS });
    // The library runs on virtual timers, which replace those of the whole process, so it runs first.
    const libraries: Awaited<ReturnType<typeof playLibrary>>[] = [];
    for (const script of sample) libraries.push(await playLibrary(script));

    const differences: unknown[] = [];
    const reasons = new Map<string, number>();
    let next = 0;
    const work = async () => {
      using engine = new Engine();
      while (next < sample.length) {
        const index = next++;
        const script = sample[index] as Script;
        const machine = await playMachine(script, (...run) => engine.run(...run));
        const own = await playMachine(script, execute);
        expect(pathOf(machine), `script ${index} of SEED=${SEED}`).toEqual(pathOf(own));
        const library = libraries[index] as (typeof libraries)[number];
        if (machine.code === library.code && machine.accepted === library.accepted) continue;
        const listed = reason(library.service, machine.service);
        if (listed === undefined)
          differences.push({ script, library: endingOf(library), machine: endingOf(machine) });
        else reasons.set(listed, (reasons.get(listed) ?? 0) + 1);
      }
    };
    await Promise.all([work(), work()]);
    console.log(`${SCRIPTS} scripts, differences with a listed reason:`, Object.fromEntries(reasons));
    expect(differences).toEqual([]);
  },
);

const endingOf = ({ code, accepted }: { readonly code: string; readonly accepted: number }) => ({
  code,
  accepted,
});
const pathOf = ({ states, ms, ...ending }: Awaited<ReturnType<typeof playMachine>>) => ({
  states,
  ms,
  ...endingOf(ending),
});

test.skipIf(why !== undefined)(
  name("the multi-account state machine reports the same summary in both interpreters"),
  async () => {
    const id = (index: number) => String(100_000_000_000 + index);
    const input = { accounts: Array.from({ length: 12 }, (_, index) => id(index)) };
    const world = (): World => ({
      clock: virtualClock(EPOCH_MS),
      random: seeded(1),
      sdk: async ({ roleArn }) => {
        const nth = Number(roleArn?.slice(13, 25)) % 3;
        if (nth === 0)
          throw new StateFailure("IoTFleetWise.AccessDeniedException", `${roleArn} is not allowed`);
        return {
          CustomerAccountId: "123456789012",
          AccountStatus: nth === 1 ? "REGISTRATION_SUCCESS" : "REGISTRATION_FAILURE",
        };
      },
    });
    using engine = new Engine();
    for (const distributed of [true, false]) {
      const options = {
        mode: "wait-only",
        maxConcurrency: 1,
        distributed,
        ifUnregistered: "succeed",
      } as const;
      const machine = multiAccountRegistrationStateMachine(options) as unknown as States;
      const own = await execute(machine, input, world());
      expect(own.output).toMatchObject({ outcomes: { registered: 4, failed: 4, "call-failed": 4 } });
      const { status, output } = await engine.run(machine, input, world());
      expect({ status, output }).toEqual({ status: "SUCCEEDED", output: own.output });
    }
    const failing = multiAccountRegistrationStateMachine({
      mode: "wait-only",
      maxConcurrency: 1,
    }) as unknown as States;
    const { status, error, cause } = await execute(failing, input, world());
    expect(await engine.run(failing, input, world())).toMatchObject({ status, error, cause });
  },
);
