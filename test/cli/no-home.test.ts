// The program finds credentials for a user without a home directory, as in a container that runs under a user id without an
// account.
// cspell:ignore webbyweb
import { spawn } from "node:child_process";
import { describe, expect, test } from "vitest";
import { machine, type Situation } from "../credentials/world.js";
import { root } from "../support/run.js";
import { BIN } from "./program.js";

const WEB = { AWS_WEB_IDENTITY_TOKEN_FILE: "HOME/token", AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/web" };

/** Lets Node find no home directory if `HOME` is not set, as for a user id without an account. */
const WITHOUT_ACCOUNT = `--import=data:text/javascript,${encodeURIComponent(`
  import os from "node:os";
  import { syncBuiltinESMExports } from "node:module";
  for (const name of ["homedir", "userInfo"]) {
    os[name] = () => {
      const message = "A system error occurred: the user has no account";
      throw Object.assign(new Error(message), { name: "SystemError", code: "ERR_SYSTEM_ERROR" });
    };
  }
  syncBuiltinESMExports();
`)}`;

/** Runs the program as a user without an account. */
async function asNobody(situation: Situation) {
  await using here = await machine({ ...situation, env: { HOME: undefined, ...situation.env } });
  const args = [WITHOUT_ACCOUNT, BIN, "status", "--endpoint-url", here.endpoint];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env["PATH"], ...here.env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [stderr, exitCode] = await Promise.all([
    child.stderr.toArray(),
    new Promise((resolve) => child.once("close", resolve)),
  ]);
  return { signature: here.signature(), stderr: stderr.join(""), exitCode };
}

describe("a user without a home directory has no files", () => {
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
