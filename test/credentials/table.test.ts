// Compares the credentials that the library and the command line sign with to those of the `aws` program, as recorded in many
// situations.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createFleetWiseClient } from "../../src/client/fleetwise-client.js";
import { inside } from "../cli/program.js";
import { removeAwsVariables } from "../support/aws-variables.js";
import { inVirtualTime } from "../support/in-virtual-time.js";
import { root } from "../support/run.js";
import { type Case, SITUATIONS } from "./situations.js";
import { type Machine, machine, type Signature } from "./world.js";

const recorded: Readonly<Record<string, Signature>> = JSON.parse(
  readFileSync(join(import.meta.dirname, "recorded.json"), "utf8"),
);

beforeEach(removeAwsVariables);
afterEach(() => void vi.unstubAllEnvs());

/** Sets this process's environment, which the AWS SDK and the library read. */
function enter({ env }: Machine): void {
  vi.stubEnv("HOME", undefined);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}

/** Asks in virtual time if the situation has pauses. */
const timed = (ask: (situation: Case) => Promise<Signature>) => (situation: Case) =>
  situation.pauses ? inVirtualTime(() => ask(situation)) : ask(situation);

const askLibrary = timed(async (situation) => {
  await using here = await machine(situation);
  enter(here);
  const { profile } = situation;
  const client = createFleetWiseClient({ profile, endpoint: here.endpoint });
  await client.getRegisterAccountStatus({}).catch(() => {});
  return here.signature();
});

const askProgram = timed(async (situation) => {
  await using here = await machine(situation);
  enter(here);
  const profile = situation.profile === undefined ? [] : ["--profile", situation.profile];
  const args = ["status", "--endpoint-url", here.endpoint, "--max-wait-time", "20", ...profile];
  await inside(args, { env: { AWS_EC2_METADATA_DISABLED: "false", ...here.env } });
  return here.signature();
});

test("the table has at least 60 situations, each with a title and a record of the `aws` program", () => {
  expect(SITUATIONS.length).toBeGreaterThanOrEqual(60);
  expect(SITUATIONS.map(({ title }) => title)).toEqual(Object.keys(recorded));
});

/** The identities that come from none of the table's profiles. */
const OTHERS = ["instance", "container", "AKIDDEFAULT", "AKIDENV"];

describe.each(SITUATIONS)("$title", (situation) => {
  const { title, differs } = situation;
  const aws = recorded[title];

  test("the library and the command line sign with the same credentials", async () => {
    const library = await askLibrary(situation);
    if (!situation.onceAProcess) expect(await askProgram(situation)).toEqual(library);
    if (differs === undefined) expect(library).toEqual(aws);
    else expect(library).not.toEqual(aws);
    // An identity other than the named profile's is correct only if `aws` uses it too, because the profile has no credentials
    // then.
    const named = situation.profile ?? situation.env?.["AWS_PROFILE"];
    const isOther = library !== "refuses" && OTHERS.includes(library.key);
    if (named && isOther) expect(library).toEqual(aws);
  });
});

test("each deliberate difference is in docs/command-line.md", () => {
  const page = readFileSync(join(root, "docs/command-line.md"), "utf8");
  const rows = new Set(SITUATIONS.flatMap(({ differs }) => differs ?? []));
  for (const row of rows) expect(page).toContain(`| ${row}`);
});
