// The program finds credentials for a user without a home directory, as in a container that runs under a user id without an
// account.
// cspell:ignore webbyweb
import { spawn } from "node:child_process";
import { chmod, copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { machine, type Situation } from "../credentials/world.js";
import { bundleProgram, root } from "../support/run.js";

const WEB = {
  AWS_WEB_IDENTITY_TOKEN_FILE: "HOME/token",
  AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/web",
};

/** Folder with a copy of the program and its packages, because the user may have no access to the repository's folder. */
let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "no-home-"));
  await chmod(folder, 0o755);
  await copyFile(join(root, "package.json"), join(folder, "package.json"));
  const optional = ["@aws-sdk/client-iotfleetwise", "kerberos"];
  program = await bundleProgram("dist/cli/bin.js", join(folder, "dist/cli"), optional);
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the program under a user id without an account; only root can do that. */
async function asNobody(situation: Situation) {
  await using here = await machine({ ...situation, env: { HOME: undefined, ...situation.env } });
  const args = [program, "status", "--endpoint-url", here.endpoint];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...here.env },
    stdio: ["ignore", "ignore", "pipe"],
    uid: 54_321,
    gid: 54_321,
  });
  const [stderr, exitCode] = await Promise.all([
    child.stderr.toArray(),
    new Promise((resolve) => child.once("close", resolve)),
  ]);
  return { signature: here.signature(), stderr: stderr.join(""), exitCode };
}

describe.skipIf(process.getuid?.() !== 0)("a user without a home directory has no files", () => {
  test.each<[string, Situation, string]>([
    ["the environment", { env: { AWS_ACCESS_KEY_ID: "AKIDENV", AWS_SECRET_ACCESS_KEY: "s" } }, "AKIDENV"],
    ["web identity", { env: WEB, files: { token: "web-token" } }, "webbyweb-token"],
    ["a container", { env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "SERVER/container" } }, "container"],
    ["an instance", {}, "instance"],
  ])("a user without a home directory gets credentials from %s", async (_, situation, key) => {
    const { signature, stderr, exitCode } = await asNobody(situation);
    expect(signature, stderr).toMatchObject({ key });
    expect([exitCode, stderr]).toEqual([0, ""]);
  });

  test("the profile of a user without a home directory does not exist, and the error names it", async () => {
    const { signature, stderr, exitCode } = await asNobody({ env: { AWS_PROFILE: "x" } });
    expect(stderr).toContain('error: The AWS profile "x" does not exist');
    expect([exitCode, signature]).toEqual([4, "refuses"]);
  });
});
