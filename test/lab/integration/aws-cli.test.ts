// The AWS CLI against the emulator, and the credentials that it signs with.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { lastValueFrom, toArray } from "rxjs";
import { describe, expect, test } from "vitest";
import { createFleetWiseClient, waitUntilRegistered, watchRegistration } from "../../../src/index.js";
import { type Emulator, startEmulator } from "../../../src/testing/index.js";
import { askAws } from "../../credentials/aws.js";
import { SITUATIONS } from "../../credentials/situations.js";
import type { Signature } from "../../credentials/world.js";
import { root } from "../../support/run.js";

const installed = (process.env["PATH"] ?? "")
  .split(delimiter)
  .some((folder) => existsSync(join(folder, "aws")));

const credentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: "TOKEN",
};

async function aws(emulator: Emulator, operation: string, secretAccessKey = credentials.secretAccessKey) {
  const flags = ["--endpoint-url", emulator.endpoint, "--region", "us-east-1", "--output", "json"];
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_MAX_ATTEMPTS: "1",
    AWS_PAGER: "",
  };
  const { stdout } = await promisify(execFile)("aws", ["iotfleetwise", operation, ...flags], { env });
  return JSON.parse(stdout);
}

describe.skipIf(!installed)("the AWS CLI", () => {
  test("the AWS CLI registers and polls with a checked signature", async () => {
    await using emulator = await startEmulator({ credentials });
    await expect(aws(emulator, "get-register-account-status")).rejects.toThrow(
      /ResourceNotFoundException.*GetRegisterAccountStatus.*123456789012 is not registered/,
    );
    expect(await aws(emulator, "register-account")).toMatchObject({
      registerAccountStatus: "REGISTRATION_PENDING",
    });
    expect(await aws(emulator, "get-register-account-status")).toMatchObject({
      customerAccountId: "123456789012",
      accountStatus: "REGISTRATION_PENDING",
    });
    expect(emulator.requests.map(({ status }) => status)).toEqual([404, 200, 200]);
  });

  test("the AWS CLI gets AWS's error for a wrong secret key", async () => {
    await using emulator = await startEmulator({ credentials });
    await expect(aws(emulator, "register-account", "wrong")).rejects.toThrow(
      /InvalidSignatureException.*The request signature we calculated does not match/,
    );
    expect(emulator.account.registrations).toBe(0);
  });

  test("the AWS CLI and the library see the same account", async () => {
    await using emulator = await startEmulator({ credentials, timeScale: 150 });
    expect(await aws(emulator, "register-account")).toMatchObject({
      registerAccountStatus: "REGISTRATION_PENDING",
    });
    const config = { endpoint: emulator.endpoint, region: "us-east-1", credentials };
    const quick = { minDelay: 0.02, maxDelay: 0.02, maxWaitTime: 25 };
    await waitUntilRegistered({ client: createFleetWiseClient(config), ...quick });
    const client = () => aws(emulator, "get-register-account-status");
    const transitions = await lastValueFrom(watchRegistration({ client }).pipe(toArray()));
    expect(transitions.map(({ to }) => to)).toEqual(["REGISTRATION_SUCCESS", "REGISTRATION_SUCCESS"]);
  });
});

const recorded: Readonly<Record<string, Signature>> = JSON.parse(
  readFileSync(join(root, "test/credentials/recorded.json"), "utf8"),
);

/** The program takes a second to start, so only some situations are tested; EVERY_SITUATION=1 tests all of them. */
const sample = process.env["EVERY_SITUATION"]
  ? SITUATIONS
  : SITUATIONS.filter((_, index) => index % 23 === 0);

describe.skipIf(!installed).concurrent("the credentials of the AWS CLI", { timeout: 600_000 }, () => {
  test.each(sample)("the AWS CLI signs as recorded: $title", async (situation) => {
    expect(await askAws(situation)).toEqual(recorded[situation.title]);
  });
});
