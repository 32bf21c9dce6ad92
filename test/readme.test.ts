// The README is run: every TypeScript fence as a program of its own, the shell ones and the tables compared with the code.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULTS } from "../src/config.js";
import * as library from "../src/index.js";
import { type EmulatorOptions, startEmulator, timelineNames } from "../src/testing/index.js";
import { root, runTypeScript } from "./support/run.js";

const readme = readFileSync(join(root, "README.md"), "utf8");
const fences = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(([, code = ""]) => code);

/** What the account does while a fence runs, and what the fence prints: found by a word of it. */
const runs: readonly {
  readonly containing: string;
  readonly options: EmulatorOptions;
  readonly prints: string;
}[] = [
  {
    containing: "console.log(customerAccountId, accountStatus)",
    options: { timeline: "registers" },
    prints: "123456789012 REGISTRATION_SUCCESS\n",
  },
  { containing: "registerAccount({})", options: {}, prints: "" },
  {
    containing: "console.log(resource, to)",
    options: { timeline: "registersInstantly" },
    prints: "iam REGISTRATION_SUCCESS\naccount REGISTRATION_SUCCESS\n",
  },
  {
    containing: "getRegistration({",
    options: { timeline: "failsBoth", timeScale: 1e6 },
    prints:
      "failed account 123456789012: REGISTRATION_FAILURE; " +
      "Timestream: REGISTRATION_FAILURE (The Timestream table VehicleDataTable was not found in the database FleetWiseDatabase.); " +
      "IAM: REGISTRATION_FAILURE (The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed.)\n",
  },
  {
    containing: 'createFleetWiseClient({ region: "eu-central-1" })',
    options: { timeline: "registersInstantly" },
    prints: "",
  },
  { containing: "startEmulator({", options: {}, prints: "REGISTRATION_FAILED true\n" },
];

describe("every TypeScript fence runs, and prints what the README says", () => {
  const folder = join(root, "test/.readme");
  beforeAll(() => void mkdirSync(folder, { recursive: true }));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.concurrent.for(runs.map((run, index) => ({ index, ...run })))(
    "$containing",
    { timeout: 60_000 },
    async ({ index, containing, options, prints }) => {
      const [code, ...others] = fences("ts").filter((fence) => fence.includes(containing));
      expect([code, others]).toEqual([expect.any(String), []]);
      await using emulator = await startEmulator({ timeScale: 100, ...options });
      const file = join(folder, `${index}.ts`);
      writeFileSync(file, code ?? "");
      const outcome = await runTypeScript(file, {
        env: { AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint },
      });
      expect(outcome).toEqual({ stdout: prints, stderr: "", exitCode: 0 });
    },
  );

  test("there is a run for each", () => {
    expect(fences("ts")).toHaveLength(runs.length);
  });
});

test("the shell fences name scripts that exist", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const named = fences("sh").flatMap((fence) =>
    [...fence.matchAll(/npm (?:run )?(start|test[\w:]*)/g)].map(([, name]) => name),
  );
  expect(named).toEqual(["start", "test"]);
  for (const name of named) expect(scripts).toHaveProperty(String(name));
});

/** The first cells of a table's rows, without their code marks. */
function table(heading: string): string[][] {
  const rows = readme.slice(readme.indexOf(heading)).match(/(?:^\|.*\n)+/m)?.[0] ?? "";
  return rows
    .trim()
    .split("\n")
    .slice(2)
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("`", "")),
    );
}

test("the table of options is the code's", () => {
  const source = readFileSync(join(root, "src/config.ts"), "utf8");
  const config = source.slice(
    source.indexOf("interface RegistrationWaiterConfig"),
    source.indexOf("export const DEFAULTS"),
  );
  const options = [...config.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name);
  expect(table("### Options").map(([name]) => name)).toEqual(options);
  for (const [name, value] of table("### Options")) {
    if (String(name) in DEFAULTS) expect(Number(value), name).toBe(DEFAULTS[name as keyof typeof DEFAULTS]);
  }
});

test("the table of errors is the code's", () => {
  const classes = Object.entries(library).filter(
    ([, value]) => Object.getPrototypeOf(value) === library.RegistrationError,
  );
  expect(
    table("### Errors")
      .map(([name]) => name)
      .sort(),
  ).toEqual(classes.map(([name]) => name).sort());
  const source = readFileSync(join(root, "src/errors.ts"), "utf8");
  for (const [name, code] of table("### Errors")) {
    expect(source).toMatch(new RegExp(`class ${name} [^}]*?readonly code = "${code}"`, "s"));
  }
});

test("the table of the client's options is the code's", () => {
  const source = readFileSync(join(root, "src/client/built-in/client-config.ts"), "utf8");
  const config = source.slice(
    source.indexOf("interface FleetWiseClientConfig"),
    source.indexOf("interface RequestHandler"),
  );
  const options = [...config.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name);
  expect(table("## Without the SDK's client package").map(([name]) => name)).toEqual(options);
});

test("the timelines are the emulator's", () => {
  const listed = readme.match(/^Timelines: (.*?), or your own/m)?.[1] ?? "";
  expect([...listed.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual([...timelineNames]);
});
