// Checks the order of credentials, which is the AWS CLI's, against a server that records the access key.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { addressesOf } from "../../src/cli/targets/addresses.js";
import { answer } from "../support/answers.js";
import { answers, scriptedServer } from "../support/scripted-server.js";
import { hostOf, inside, KEYS } from "./program.js";

const folder = mkdtempSync(join(tmpdir(), "fleetwise-registration-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, "config");
const profile = (name: string, key: string, region: string) =>
  `[${name}]\naws_access_key_id = ${key}\naws_secret_access_key = secret\nregion = ${region}\n`;
writeFileSync(
  file,
  [
    profile("default", "AKIDDEFAULT", "us-east-1"),
    profile("profile one", "AKIDONE", "eu-central-1"),
    profile("profile two", "AKIDTWO", "ap-south-1"),
  ].join("\n"),
);
writeFileSync(join(folder, "targets.json"), '[{ "profile": "two" }]');
const CONFIG = { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: join(folder, "none") };

describe.concurrent("credentials and region", () => {
  test.for([
    ["the default profile", [], {}, "AKIDDEFAULT/us-east-1"],
    ["the profile that the environment names", [], { AWS_PROFILE: "one" }, "AKIDONE/eu-central-1"],
    [
      "the older name of its variable first",
      [],
      { AWS_PROFILE: "one", AWS_DEFAULT_PROFILE: "two" },
      "AKIDTWO/ap-south-1",
    ],
    [
      "keys of the environment before it, with its region",
      [],
      { ...KEYS, AWS_PROFILE: "one" },
      "AKIDEXAMPLE/eu-central-1",
    ],
    [
      "a profile that is asked for before those keys",
      ["--profile", "two"],
      { ...KEYS, AWS_PROFILE: "one" },
      "AKIDTWO/ap-south-1",
    ],
    ["a target's own profile too", ["--targets", join(folder, "targets.json")], KEYS, "AKIDTWO/ap-south-1"],
    [
      "a region of the environment before the profile's",
      ["--profile", "two"],
      { AWS_REGION: "us-east-1" },
      "AKIDTWO/us-east-1",
    ],
  ] as const)("requests are signed with %s", async ([, args, env, signer]) => {
    await using server = await scriptedServer(answers(200, answer("SS")));
    const outcome = await inside(["ensure", ...args, "--endpoint-url", server.endpoint], {
      env: { ...CONFIG, ...env },
    });
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    const [key, , region] =
      /Credential=([\w/-]+)/.exec(String(server.requests[0]?.headers.authorization))?.[1]?.split("/") ?? [];
    expect(`${key}/${region}`).toBe(signer);
    // The SDK would warn of two sources, on the console.
    expect(outcome.stderr).not.toContain("Multiple credential sources");
  });

  test.for([
    ["asked for", ["--profile", "nobody"], {}],
    ["in the environment", [], { AWS_PROFILE: "nobody" }],
    ["in the environment, beside keys", [], { ...KEYS, AWS_PROFILE: "nobody" }],
  ] as const)("the error names a profile that does not exist: %s", async ([, args, env]) => {
    const { stderr, exitCode } = await inside(["status", "--region", "us-east-1", ...args], {
      env: { ...CONFIG, ...env },
    });
    expect(stderr).toMatch(
      /^error: The AWS profile "nobody" does not exist: .*\nnext: Check the profile.s name/,
    );
    expect(exitCode).toBe(4);
  });
});

test("a target without a name is called by its account, profile or region", async () => {
  const named = async (flags: object, env = {}) =>
    (await addressesOf(flags, hostOf({ env: { ...CONFIG, ...env } }))).map(({ name, region }) => [
      name,
      region,
    ]);
  expect(await named({})).toEqual([["us-east-1", "us-east-1"]]);
  expect(await named({ emulate: true })).toEqual([["emulator", "us-east-1"]]);
  expect(await named({ profile: "one" })).toEqual([["one/eu-central-1", "eu-central-1"]]);
  expect(await named({ profile: "one" }, { AWS_REGION: "r" })).toEqual([["one/r", "r"]]);
  expect(await named({ region: ["a", "b"] }, { AWS_REGION: "r" })).toEqual([
    ["a", "a"],
    ["b", "b"],
  ]);
  await expect(named({ region: ["a", "a"] })).rejects.toThrow(
    /Expected a different name for each target.*"a"/,
  );
});
