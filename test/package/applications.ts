// Programs of a project that has the package: run, bundled or compiled there.
import { readFile } from "node:fs/promises";
import { run, write } from "./project.js";

/** Credentials of the programs; the emulator checks their signatures. */
export const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

const applications = {
  entries: new URL("./programs/entries.mjs", import.meta.url),
  twoCopies: new URL("./programs/two-copies.mjs", import.meta.url),
  handlers: new URL("./programs/handlers.mjs", import.meta.url),
  waits: new URL("./programs/waits.mjs", import.meta.url),
  bareClient: new URL("./programs/bare-client.mjs", import.meta.url),
  inBrowser: new URL("./programs/in-browser.mjs", import.meta.url),
  webPage: new URL("./consumers/web-page.ts", import.meta.url),
};
export const textOf = (name: keyof typeof applications) => readFile(applications[name], "utf8");

/** Node's own arguments, the program's arguments, and its environment. */
interface Run {
  readonly node?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs one of the programs, unchanged, in a project. */
export async function runProgram(
  name: keyof typeof applications,
  folder: string,
  { node = [], args = [], env = {} }: Run = {},
) {
  await write(folder, { [`${name}.mjs`]: await textOf(name) });
  return run(process.execPath, [...node, `${name}.mjs`, ...args], folder, env);
}
