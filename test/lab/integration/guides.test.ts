// Runs every TypeScript block of the guides that test/support/guides.ts lists.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type EmulatorOptions, startEmulator } from "../../../src/testing/index.js";
import { fences } from "../../support/guides.js";
import { projectFolder } from "../../support/project-folder.js";
import { runTypeScript } from "../../support/run.js";
import { answers, scriptedServer } from "../../support/scripted-server.js";

/** A block of a guide, found by a string that it contains: its emulator, its environment and its expected output. */
interface Run {
  readonly containing: string;
  readonly options?: EmulatorOptions;
  readonly env?: Readonly<Record<string, string>>;
  readonly prints?: string;
}

const instantly: EmulatorOptions = { timeline: "registersInstantly" };
const transitions = "iam REGISTRATION_SUCCESS\naccount REGISTRATION_SUCCESS\n";
const runs: readonly Run[] = [
  { containing: "await ensureRegistered({", prints: "123456789012 REGISTRATION_SUCCESS\n" },
  { containing: "registerAccount({})", prints: "REGISTRATION_SUCCESS\n" },
  {
    containing: "new FleetWiseRegistration(",
    env: { CDK_OUTDIR: mkdtempSync(join(tmpdir(), "cdk.out-")), CDK_VALIDATION: "false" },
  },
  { containing: "registrationStateMachine({", prints: "Begin true\n" },
  {
    containing: "new FleetWiseMultiAccountRegistration(",
    env: { CDK_OUTDIR: mkdtempSync(join(tmpdir(), "cdk.out-")), CDK_VALIDATION: "false" },
  },
  { containing: "createProviderHandlers({" },
  { containing: "lastValueFrom(watchRegistration(", options: instantly, prints: transitions },
  { containing: "createRegistrationPoller({", options: instantly, prints: `${transitions}123456789012\n` },
  {
    containing: "getRegistration({",
    options: { timeline: "failsBoth", timeScale: 1e6 },
    prints:
      "failed account 123456789012: REGISTRATION_FAILURE; " +
      "IAM: REGISTRATION_FAILURE (The service-linked role AWSServiceRoleForIoTFleetWise could not be assumed.); " +
      "Timestream: REGISTRATION_FAILURE (The Timestream table VehicleDataTable was not found in the database FleetWiseDatabase.)\n",
  },
  { containing: "startEmulator({", prints: "REGISTRATION_FAILED true\n" },
  { containing: "new NodeHttpHandler({", options: instantly, env: { CA_FILE: "package.json" } },
  { containing: "fromTemporaryCredentials({", options: instantly },
];

const ASSUMED_ROLE = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

describe("every TypeScript block of the guides runs and prints the documented output", () => {
  const folder = projectFolder();
  afterAll(() => rmSync(folder, { recursive: true }));

  test.concurrent.for(runs.map((run, index) => ({ index, ...run })))(
    "block $containing",
    async ({ index, containing, options, env, prints = "" }) => {
      const [code, ...others] = fences("ts").filter((fence) => fence.includes(containing));
      expect([code, others]).toEqual([expect.any(String), []]);
      await using emulator = await startEmulator({ timeScale: 100, ...options });
      await using sts = await scriptedServer(answers(200, ASSUMED_ROLE, { "content-type": "text/xml" }));
      const file = join(folder, `${index}.ts`);
      writeFileSync(file, code ?? "");
      const endpoints = {
        AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint,
        AWS_ENDPOINT_URL_STS: sts.endpoint,
      };
      const outcome = await runTypeScript(file, { env: { ...endpoints, ...env } });
      expect(outcome).toEqual({ stdout: prints, stderr: "", exitCode: 0 });
      expect(sts.requests).toHaveLength(containing.includes("fromTemporaryCredentials") ? 1 : 0);
    },
  );

  test("every TypeScript block of the guides has an expected output", () => {
    expect(fences("ts")).toHaveLength(runs.length);
  });
});
