// `node --import tsx test/cross-check/run.ts [--door NAME] [--only TEXT] [--quiet]`: plays the situations through the entry points,
// prints every difference, and counts them by kind. Fails if there is one.
import { parseArgs } from "node:util";
import { crossCheck, reportOf } from "./cross-check.js";
import { doors } from "./doors/doors.js";
import { situations } from "./situations.js";

const { values } = parseArgs({
  options: {
    door: { type: "string", multiple: true },
    only: { type: "string" },
    quiet: { type: "boolean" },
    all: { type: "boolean" },
  },
});
const chosen = situations.filter(({ id }) => id.includes(values.only ?? ""));
console.log(`${chosen.length} of ${situations.length} situations`);
for (const door of values.door ?? Object.keys(doors)) {
  const began = performance.now();
  const results = await crossCheck(door, chosen);
  const differing = results.filter(({ differences }) => values.all || differences.length > 0);
  if (!values.quiet) for (const result of differing) console.log(`\n${reportOf(result)}`);
  const kinds = new Map<string, number>();
  for (const { differences } of differing)
    for (const kind of new Set(differences.map((one) => one.kind)))
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const counts = [...kinds].map(([kind, count]) => `${kind} ${count}`).join(", ");
  console.log(
    `\n${door}: ${differing.length} of ${results.length} differ (${counts || "nothing"}), ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  if (differing.length > 0) process.exitCode = 1;
}
