// Rolls out many accounts on this machine: the multi-account state machine on the interpreter of test/step-functions, and an
// emulator for each account.
//
//   npm run lab -- rollout
//   npm run lab -- rollout --help
import { parseArgs } from "node:util";
import { multiAccountRegistrationStateMachine } from "fleetwise-registration/step-functions";
import { roleOf, startWorld } from "../step-functions/world.js";
import { liveCounts } from "./rollout/counts.js";
import { HELP } from "./rollout/help.js";
import { plan, type Result } from "./rollout/plan.js";

const { values } = parseArgs({
  options: {
    accounts: { type: "string", default: "200" },
    bad: { type: "string", default: "10" },
    interval: { type: "string", default: "15" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else process.exitCode = await rollOut(Number(values.accounts), Number(values.bad), Number(values.interval));

/** Rolls out, and returns the exit code: 0 if every account has its expected outcome. */
async function rollOut(accounts: number, bad: number, interval: number): Promise<0 | 1> {
  const began = performance.now();
  await using world = startWorld();
  const planned = plan(accounts, bad);
  for (const { account, emulated } of planned) if (emulated) await world.add(account, emulated);

  const counts = liveCounts(accounts, world.clock);
  const input = { accounts: planned.map(({ account }) => ({ account, roleArn: roleOf(account) })) };
  const machine = multiAccountRegistrationStateMachine({ interval, results: { bucket: "results" } });
  const s3 = new Map<string, string>();
  const { cause, transitions } = await world.run(machine, input, { entered: counts.entered, s3 });
  counts.end();

  const results: Result[] = [...s3]
    .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
    .flatMap(([, file]) => JSON.parse(file));
  for (const { account, outcome, error, cause } of results)
    console.log([account, outcome, error && `${error}: ${cause}`].filter(Boolean).join("  "));
  const wrong = planned.filter(({ expected }, index) => results[index]?.outcome !== expected);
  const registered = results.filter(({ outcome }) => outcome === "registered").length;
  const price = ((transitions * 0.025) / 1000).toFixed(2);
  console.error(
    `${registered} of ${accounts} accounts are registered, ${accounts - registered} are not, as planned for ${accounts - wrong.length}. ` +
      `${transitions} transitions (about $${price}), ${counts.elapsed()} of the rollout's time in ${((performance.now() - began) / 1000).toFixed(0)} s.`,
  );
  if (cause !== undefined) console.error(cause);
  return wrong.length === 0 ? 0 : 1;
}
