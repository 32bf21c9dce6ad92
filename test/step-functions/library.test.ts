// Compares the state machine with `ensureRegistered()`: the same script of the service, with conflicts and lost requests, leads
// both to the same outcome, the same number of RegisterAccount requests, and the same counts.
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type RegistrationCounts, type RegistrationError, watchEnsureEvents } from "../../src/index.js";
import { registrationStateMachine } from "../../src/step-functions/index.js";
import { inVirtualWorld } from "../lab/faults/virtual-world.js";
import { seeded } from "../support/seeded.js";
import { EPOCH_MS } from "../support/virtual-time.js";
import { virtualClock } from "./interpreter/clock.js";
import { execute } from "./interpreter/execution.js";
import { failureOf, pascalCase } from "./interpreter/iotfleetwise.js";
import { type Script, scriptedAccount, scripts } from "./scripted-account.js";

interface Options {
  readonly maxRegistrations: number;
  readonly maxWaitTime: number;
  readonly registration: { readonly timestreamResources?: never } | undefined;
}

interface Played {
  readonly outcome: string;
  /** The counts in the error; `undefined` for a success. */
  readonly counts: RegistrationCounts | undefined;
  readonly requests: number;
  readonly carriedOut: number;
  readonly words: string;
}

function byLibrary(script: Script, options: Options, dice: number): Promise<Played> {
  return inVirtualWorld(dice, async (world) => {
    const account = scriptedAccount(script, () => world.nowMs() / 1000, EPOCH_MS);
    let ended: { readonly error?: RegistrationError } | undefined;
    watchEnsureEvents({ ...options, client: account.client }).subscribe({
      error: (error: RegistrationError) => {
        ended = { error };
      },
      complete: () => {
        ended = {};
      },
    });
    await world.runUntil(() => ended !== undefined);
    const { error } = ended ?? {};
    return {
      outcome: error?.code ?? "registered",
      counts: error?.registrations,
      requests: account.requests(),
      carriedOut: account.carriedOut(),
      words: error?.message ?? "",
    };
  });
}

async function byMachine(script: Script, options: Options, dice: number): Promise<Played> {
  const clock = virtualClock(EPOCH_MS);
  const account = scriptedAccount(script, () => (clock.now() - EPOCH_MS) / 1000, EPOCH_MS);
  const { getRegisterAccountStatus, registerAccount } = account.client;
  const { status, error, cause, variables } = await execute(
    registrationStateMachine(options),
    {},
    {
      clock,
      random: seeded(dice),
      sdk: async ({ action }) => {
        try {
          const response = await (action === "iotfleetwise:registerAccount"
            ? registerAccount()
            : getRegisterAccountStatus());
          return JSON.parse(JSON.stringify(pascalCase(response, (date) => date.toISOString())));
        } catch (thrown) {
          throw failureOf(thrown);
        }
      },
    },
  );
  const { accepted, lost, rejected } = variables["progress"] as RegistrationCounts;
  return {
    outcome: status === "SUCCEEDED" ? "registered" : String(error),
    counts: status === "SUCCEEDED" ? undefined : { accepted, lost, rejected },
    requests: account.requests(),
    carriedOut: account.carriedOut(),
    words: cause ?? "",
  };
}

const options = fc.record({
  maxRegistrations: fc.integer({ min: 1, max: 3 }),
  maxWaitTime: fc.constantFrom(900, 300),
  registration: fc.constantFrom(undefined, {}),
});

/**
 * Returns the result, with the other's counts if RegisterAccount was never accepted and its retries number a quarter to 1.6 times
 * the other's. Their delays are random, and the state machine adds the cadence's delay after a rejected connection, so that its
 * history has room for them.
 */
function roughly({ outcome, counts, requests, carriedOut }: Played, like: Played) {
  const close =
    outcome === "REGISTER_NOT_ACCEPTED" && requests <= 1.6 * like.requests && requests >= like.requests / 4;
  return {
    outcome,
    carriedOut,
    requests: close ? like.requests : requests,
    counts: close ? like.counts : counts,
    sum: counts && counts.accepted + counts.lost + counts.rejected - requests,
  };
}

/** Limit of the library's runs with other random numbers, because random delays decide which of two close events comes first. */
const OTHER_DICE = 20;

test("the state machine and the library end alike in random scripts of the service", async () => {
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(scripts, options, fc.nat(), async (script, options, dice) => {
      let library = await byLibrary(script, options, dice);
      const sooner = { ...options, maxWaitTime: 0.93 * options.maxWaitTime };
      const again = await byLibrary(script, sooner, dice + 1);
      // Otherwise the outcome depends on the random numbers, or on the exact deadline.
      fc.pre(isDeepStrictEqual(roughly(again, library), roughly(library, library)));
      const machine = await byMachine(script, options, dice);
      const same = () => isDeepStrictEqual(roughly(machine, library), roughly(library, library));
      for (let other = 2; other < OTHER_DICE && !same(); other++)
        library = await byLibrary(script, options, dice + other);
      outcomes.add(library.outcome);
      const words = `${library.words}\n${machine.words}`;
      expect(roughly(machine, library), words).toEqual(roughly(library, library));
    }),
    // In about one random script of 4,000, the outcome still depends on the order of two delays.
    { numRuns: 40, seed: 1 },
  );
  expect(outcomes.size).toBeGreaterThanOrEqual(5);
});
