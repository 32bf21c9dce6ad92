// `npm run lab -- cross-check [--entry-point NAME] [--only TEXT] [--quiet]`: plays the situations through the entry points,
// prints every difference, and counts them by kind. `--campaign outcomes|stacks [--runs N] [--seed N]` plays random situations
// instead. `--all` also prints the situations that agree, and the flows whose copies could not know of each other. Exits with 1 if
// an outcome differs from the model, or a campaign finds a false statement.
import { parseArgs } from "node:util";
import { campaigns } from "./campaign.js";
import { crossCheck, reportOf } from "./cross-check.js";
import { entryPoints } from "./entry-points/entry-points.js";
import { situations } from "./situations.js";

const { values } = parseArgs({
  options: {
    "entry-point": { type: "string", multiple: true },
    only: { type: "string" },
    quiet: { type: "boolean" },
    all: { type: "boolean" },
    campaign: { type: "string", multiple: true },
    runs: { type: "string" },
    seed: { type: "string", default: "1" },
  },
});
if (values.campaign) await playCampaigns(values.campaign);
else await playSituations();

async function playCampaigns(names: readonly string[]): Promise<void> {
  for (const campaign of campaigns.filter(({ name }) => names.includes(name))) {
    const kinds = new Map<string, number>();
    const runs = Number(values.runs ?? campaign.runs);
    let wrong = 0;
    let unknown = 0;
    for await (const { falsehoods, unknowable, story } of campaign.play(Number(values.seed), runs)) {
      if (falsehoods.length === 0) {
        if (unknowable) unknown += 1;
        if (unknowable && values.all) console.log(`\nThe copies could not know of each other:\n${story}`);
        continue;
      }
      wrong += 1;
      process.exitCode = 1;
      const found = new Set(falsehoods.map((one) => one.split(/[:,]/)[0] ?? ""));
      for (const kind of found) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      const isRare = [...found].some((kind) => (kinds.get(kind) ?? 0) <= 3);
      if (!values.quiet && isRare) console.log(`\n${falsehoods.join("\n")}\n${story}`);
    }
    console.log(`\n${campaign.name}: ${wrong} of ${runs} false, seed ${values.seed}`);
    for (const [kind, count] of kinds) console.log(`  ${count} ${kind}`);
    if (unknown > 0) console.log(`  ${unknown} flows in which the copies could not know of each other`);
  }
}

async function playSituations(): Promise<void> {
  const chosen = situations.filter(({ id }) => id.includes(values.only ?? ""));
  console.log(`${chosen.length} of ${situations.length} situations`);
  for (const entryPoint of values["entry-point"] ?? Object.keys(entryPoints)) {
    const began = performance.now();
    const results = await crossCheck(entryPoint, chosen);
    const differing = results.filter(({ differences }) => differences.length > 0);
    if (!values.quiet)
      for (const result of values.all ? results : differing) console.log(`\n${reportOf(result)}`);
    const kinds = new Map<string, number>();
    for (const { differences } of differing)
      for (const kind of new Set(differences.map((one) => one.kind)))
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const counts = [...kinds].map(([kind, count]) => `${kind} ${count}`).join(", ");
    console.log(
      `\n${entryPoint}: ${differing.length} of ${results.length} differ (${counts || "nothing"}), ${((performance.now() - began) / 1000).toFixed(1)} s`,
    );
    if (differing.length > 0) process.exitCode = 1;
  }
}
