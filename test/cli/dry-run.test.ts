// The dry run and the run, against the same account: they agree on the first action, and on the final status if it is reached
// immediately.
import { describe, expect, test } from "vitest";
import { startEmulator, type Timeline } from "../../src/testing/index.js";
import { inside, parsed } from "./program.js";

const part = (word: string) => ({ registrationStatus: `REGISTRATION_${word}` });
const stage = (at: number, word: string, timestream: boolean) => ({
  at,
  iam: part(word),
  ...(timestream && { timestream: part(word) }),
});

/** Initial states of the account, by title. The pending ones become registered when the clock advances. */
const ACCOUNTS: Readonly<Record<string, Timeline["before"]>> = {
  "not registered": undefined,
  ...Object.fromEntries(
    [false, true].flatMap((timestream) =>
      ["SUCCESS", "FAILURE", "PENDING"].map((word) => [
        `${word.toLowerCase()}${timestream ? ", with Timestream" : ""}`,
        word === "PENDING"
          ? [stage(-60, word, timestream), stage(100, "SUCCESS", timestream)]
          : [stage(-3600, "PENDING", timestream), stage(-3000, word, timestream)],
      ]),
    ),
  ),
};

const SAME = ["--timestream-database", "FleetWiseDatabase", "--timestream-table", "VehicleDataTable"];
const OTHER = ["--timestream-database", "Fleet", "--timestream-table", "Vehicles"];
const FLAGS: readonly (readonly string[])[] = [
  [],
  ["--reregister"],
  ["--reregister=if-different"],
  SAME,
  OTHER,
  ["--drop-timestream"],
  [...OTHER, "--reregister=if-different"],
  ["--drop-timestream", "--reregister"],
  ["--since", "2999-01-01"],
  ["--since", "2001-01-01"],
  ["--since", "2999-01-01", "--reregister"],
  ["--since", "2999-01-01", ...OTHER],
];

describe.concurrent("ensure --dry-run shows what ensure does", () => {
  test.for(Object.keys(ACCOUNTS))(
    "ensure --dry-run agrees with ensure on an account that is %s",
    async (account) => {
      const before = ACCOUNTS[account];
      for (const flags of FLAGS) {
        let moved = 0;
        await using emulator = await startEmulator({
          timeline: { ...(before && { before }), registrations: [[stage(0, "SUCCESS", true)]] },
          now: () => Date.now() + moved,
        });
        const args = [
          "ensure",
          "--json",
          "--quiet",
          "--region",
          "us-east-1",
          "--endpoint-url",
          emulator.endpoint,
        ];
        const end = async (...more: readonly string[]) => {
          const { stdout, exitCode } = await inside([...args, ...flags, ...more]);
          const { targets } = parsed(stdout).at(-1) as {
            readonly targets?: readonly Record<string, unknown>[];
          };
          return { exitCode, ...targets?.[0] };
        };
        const planned: Record<string, unknown> = await end("--dry-run");
        expect(emulator.requests.map(({ operation }) => operation)).toEqual(["GetRegisterAccountStatus"]);
        const looking = setInterval(() => {
          if (emulator.requests.length >= 2) moved = 3_600_000;
        }, 5);
        const fast = ["--min-delay", "0.01", "--max-delay", "0.02", "--consistency-grace", "0.05"];
        const done = await end(...fast, "--max-registrations", "1").finally(() => clearInterval(looking));
        const made = emulator.requests.slice(1).map(({ operation }) => operation);
        const what = `${flags.join(" ")}: ${JSON.stringify([planned, done, made])}`;
        if (planned["action"] === "register") expect(made, what).toContain("RegisterAccount");
        else if (planned["action"] === "wait") expect(made[1], what).toBe("GetRegisterAccountStatus");
        else {
          expect(made, what).not.toContain("RegisterAccount");
          const { state, exitCode, registrations, error, advice } = planned;
          expect(done, what).toMatchObject({ state, exitCode, registrations });
          if (error)
            expect(done, what).toMatchObject({ error: { code: (error as { code: string }).code }, advice });
        }
      }
    },
  );
});

test("ensure --dry-run of a status that cannot be read plans nothing", async () => {
  const args = ["ensure", "--dry-run", "--max-wait-time", "0.2", "--region", "us-east-1"];
  const { stdout, stderr, exitCode } = await inside([...args, "--endpoint-url", "http://127.0.0.1:1"]);
  expect(stdout).toBe("unknown: the status could not be read\n");
  // The identity is printed before the error.
  expect([/^error: /m.test(stderr), exitCode]).toEqual([true, 4]);
});
