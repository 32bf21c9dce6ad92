// Bundlers: the consumer is bundled for Node and for browsers, run, and its code checked.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { run } from "../../package/project.js";
import { inWebPage } from "../../package/web-page.js";
import { type Bundling, bundlings, type Platform } from "./bundlings.js";
import { type Cell, expectConsumed, hadTools, loader, type Packed, succeeded } from "./cell.js";
import { withEmulators } from "./emulators.js";

/** Text of the modules that a bundle of the consumer must not contain. */
const ELSEWHERE = {
  "the command line": "commander.unknownOption",
  "the construct": "aws-cdk-lib",
  "the emulator": "The emulator failed",
  "the state machines": "QueryLanguage",
};

/** Largest size of the consumer's bundle for a page: bytes, minified and compressed. */
const LARGEST = 40_000;

export const bundlers: readonly Cell[] = Object.entries(bundlings).map(([name, bundling]) => ({
  name,
  group: "bundlers",
  async try(packed) {
    const node = await bundle(name, bundling, "node", packed);
    const printed = await withEmulators(async (endpoints) =>
      run(process.execPath, [node.file], node.folder, { ENDPOINTS: JSON.stringify(endpoints) }),
    );
    expectConsumed(succeeded(printed));

    const browser = await bundle(name, bundling, "browser", packed);
    const script = await readFile(browser.file, "utf8");
    const { consume } = inWebPage(`var self = globalThis; ${script}; globalThis`) as {
      consume(endpoints: object, print: (line: string) => void): Promise<void>;
    };
    const lines: string[] = [];
    await withEmulators((endpoints) => consume(endpoints, (line) => lines.push(`${line}\n`)));
    expectConsumed(lines.join(""));

    for (const code of [await readFile(node.file, "utf8"), script])
      for (const [what, text] of Object.entries(ELSEWHERE))
        if (code.includes(text)) throw new Error(`The bundle of ${name} contains parts of ${what}`);
    if (/\bnode:\w+/.test(script)) throw new Error(`The browser bundle of ${name} imports modules of Node`);
    const zipped = gzipSync(script, { level: 9 }).byteLength;
    if (zipped > LARGEST)
      throw new Error(`The browser bundle of ${name} has ${zipped} bytes, more than ${LARGEST}`);
    const kilobytes = (zipped / 1000).toFixed(1);
    return {
      version: `${node.version}, ${kilobytes} kB`,
      did: "the consumer, bundled for Node and for a page (size with gzip)",
    };
  },
}));

/** Bundles the consumer for a platform. */
export async function bundle(
  name: string,
  { packages, bundle }: Bundling,
  platform: Platform,
  packed: Packed,
): Promise<{ readonly folder: string; readonly file: string; readonly version: string }> {
  const load = loader(await hadTools(...packages));
  const folder = await packed.folder(`${name}-${platform}`);
  const entry = join(folder, `for-${platform}.js`);
  const file = await bundle(load, { folder, entry, out: join(folder, "out"), platform });
  return { folder, file, version: String(packages[0]).replace(/^.*@/, "") };
}
