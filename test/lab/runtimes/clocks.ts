// The tests of docs/testing.md, each in its test runner: with fake timers, and in vitest also over HTTP.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run, write } from "../../package/project.js";
import { forJest } from "../../support/guides.js";
import { nodeBinary } from "../../support/node-binary.js";
import { root } from "../../support/run.js";
import { type Cell, hadTools, succeeded } from "./cell.js";

/** Returns the code under a heading of docs/testing.md. */
function codeUnder(heading: string): string {
  const text = readFileSync(join(root, "docs/testing.md"), "utf8");
  const [, code] =
    text.match(new RegExp(`^### ${heading}\\n.*?^\`\`\`javascript\\n(.*?)^\`\`\``, "ms")) ?? [];
  if (code === undefined) throw new Error(`docs/testing.md has no code under ${heading}`);
  return code;
}

export const clocks: readonly Cell[] = [
  clock("vitest", "vitest", async (folder) => {
    await write(folder, {
      "wait.test.js": codeUnder("vitest and Jest"),
      "http.test.js": codeUnder("Over HTTP"),
    });
    // An alias, because the test imports vitest from the project's folder.
    const vitest = join(await hadTools("vitest@4.1.12"), "node_modules/vitest");
    await write(folder, {
      "vitest.config.js": `export default { resolve: { alias: { vitest: ${JSON.stringify(vitest)} } } };`,
    });
    return {
      version: "4.1.12",
      command: [process.execPath, join(vitest, "vitest.mjs"), "run"],
      passed: /2 passed/,
    };
  }),
  clock("jest", "Jest", async (folder) => {
    await write(folder, { "package.json": "{}", "wait.test.js": forJest(codeUnder("vitest and Jest")) });
    const jest = join(await hadTools("jest@30.5.2"), "node_modules/jest/bin/jest.js");
    return { version: "30.5.2", command: [process.execPath, jest, "--ci"], passed: /1 passed, 1 total/ };
  }),
  ...["22", "24", "26"].map((version) =>
    clock(`node-test-${version}`, "node:test", async (folder) => {
      await write(folder, { "wait.test.js": codeUnder("node:test") });
      const node = nodeBinary(version);
      const exact = succeeded(await run(node, ["--version"], folder))
        .trim()
        .slice(1);
      const command = [node, "--test", "wait.test.js"] as const;
      return { version: exact, command, passed: /pass 1\b/ };
    }),
  ),
];

interface Runner {
  readonly version: string;
  readonly command: readonly [string, ...string[]];
  readonly passed: RegExp;
}

/** Returns the test of a wait of five minutes. The test's time limit of five seconds proves that hardly any real time passed. */
function clock(name: string, _heading: string, prepare: (folder: string) => Promise<Runner>): Cell {
  return {
    name,
    group: "clocks",
    async try(packed) {
      const folder = await packed.folder(name);
      const { version, command, passed } = await prepare(folder);
      const [binary, ...args] = command;
      const outcome = await run(binary, args, folder);
      const printed = succeeded(outcome) + outcome.stderr;
      if (!passed.test(printed)) throw new Error(`Expected ${passed}, got\n${printed}`);
      return { version, did: "its fake-timer test in [docs/testing.md](testing.md)" };
    },
  };
}
