// Records the behavior of this machine's `aws` program in every situation that has no record yet. To record all of them again,
// empty recorded.json first: `node --import tsx test/credentials/record.ts`.
import { readFileSync, writeFileSync } from "node:fs";
import { askAws } from "./aws.js";
import { SITUATIONS } from "./situations.js";
import type { Signature } from "./world.js";

const file = new URL("recorded.json", import.meta.url);
const former: Readonly<Record<string, Signature>> = JSON.parse(readFileSync(file, "utf8"));
const recorded = new Map(Object.entries(former));
const save = () => {
  const lines = SITUATIONS.flatMap(({ title }) => {
    const signature = recorded.get(title);
    return signature === undefined ? [] : [`  ${JSON.stringify(title)}: ${JSON.stringify(signature)}`];
  });
  writeFileSync(file, `{\n${lines.join(",\n")}\n}\n`);
};

const waiting = SITUATIONS.filter(({ title }) => !recorded.has(title));
const work = async () => {
  for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
    recorded.set(one.title, await askAws(one));
    save();
  }
};
await Promise.all(Array.from({ length: 8 }, work));
