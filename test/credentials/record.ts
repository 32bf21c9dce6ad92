// Records what the `aws` program on this machine does: `node --import tsx test/credentials/record.ts`.
import { writeFileSync } from "node:fs";
import { askAws } from "./aws.js";
import { SITUATIONS } from "./situations.js";

const recorded: [string, unknown][] = [];
const waiting = [...SITUATIONS];
const work = async () => {
  for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
    recorded.push([one.title, await askAws(one)]);
  }
};
await Promise.all([work(), work(), work()]);
const titles = SITUATIONS.map(({ title }) => title);
recorded.sort(([a], [b]) => titles.indexOf(a) - titles.indexOf(b));
const lines = recorded.map(
  ([title, signature]) => `  ${JSON.stringify(title)}: ${JSON.stringify(signature)}`,
);
writeFileSync(new URL("recorded.json", import.meta.url), `{\n${lines.join(",\n")}\n}\n`);
