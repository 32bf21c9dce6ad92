// JavaScript runtimes: the consumer, and the errors of broken connections.
import { join } from "node:path";
import { run } from "../../package/project.js";
import { nodeBinary } from "../../support/node-binary.js";
import { type Cell, expectConsumed, hadTools, type Packed, type Result, succeeded } from "./cell.js";
import { breakConnections, FATAL } from "./connections.js";
import { withEmulators } from "./emulators.js";

/** Command that starts a runtime, without the program. */
type Command = readonly [string, ...string[]];

export const runtimes: readonly Cell[] = [
  ...["20", "22", "24", "26"].map((version) => runtime(`node-${version}`, async () => [nodeBinary(version)])),
  runtime("deno", async () => {
    const home = await hadTools(`@deno/linux-${machine("x64", "arm64")}-glibc@2.9.6`);
    return [
      join(home, `node_modules/@deno/linux-${machine("x64", "arm64")}-glibc/deno`),
      "run",
      "--allow-all",
    ];
  }),
  ...["1.3.14", "1.4.5"].map((version) =>
    runtime(`bun-${version.slice(0, 3)}`, async () => {
      const name = `@oven/bun-linux-${machine("x64", "aarch64")}`;
      return [join(await hadTools(`${name}@${version}`), "node_modules", name, "bin/bun")];
    }),
  ),
];

/** Runtimes that use an emulator in Node: Bun 1.3's `node:http` server does not reset a connection on request. */
const foreign: readonly string[] = ["bun-1.3"];

function machine(x64: string, arm64: string): string {
  return process.arch === "arm64" ? arm64 : x64;
}

function runtime(name: string, commandOf: () => Promise<Command>): Cell {
  return {
    name,
    group: "runtimes",
    async try(packed): Promise<Result> {
      const [binary, ...args] = await commandOf();
      const folder = await packed.folder(name);
      const runs = async (program: string, env = {}) =>
        succeeded(await run(binary, [...args, program], folder, env));
      const consumed = foreign.includes(name)
        ? await withEmulators((endpoints) => runs("for-node.js", { ENDPOINTS: JSON.stringify(endpoints) }))
        : await runs("main.js");
      expectConsumed(consumed);
      const broken = await connections(packed, (env) => runs("connections.js", env));
      const version = succeeded(await run(binary, ["--version"], folder)).match(/\d+\.\d+\.\d+/)?.[0] ?? "";
      return {
        version,
        did: `the consumer${foreign.includes(name) ? ", on an emulator in Node" : ""}; ${broken} broken connections, by the client and by \`fetch\``,
      };
    },
  };
}

/** Breaks connections in every way and returns the number of ways. Throws if a wait classifies one wrongly. */
async function connections(
  packed: Packed,
  runs: (env: Readonly<Record<string, string>>) => Promise<string>,
): Promise<number> {
  const { endpoints, close } = await breakConnections(packed.project);
  const printed = await runs({ ENDPOINTS: JSON.stringify(endpoints) }).finally(close);
  const outcomes = printed.trim().split("\n");
  const wrong = outcomes.filter((line) => {
    const [name = "", , what] = line.split("\t");
    return what !== (FATAL.includes(name) ? "ends" : "retry");
  });
  if (wrong.length > 0)
    throw new Error(`The wait classified these connections wrongly:\n${wrong.join("\n")}`);
  const ways = Object.keys(endpoints).length;
  if (outcomes.length !== 2 * ways) throw new Error(`Expected ${2 * ways} outcomes, got\n${printed}`);
  return ways;
}
