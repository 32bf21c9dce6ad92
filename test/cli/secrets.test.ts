// The program never prints keys, tokens or a proxy's password, not even in errors.
import { expect, test } from "vitest";
import { against, inside } from "./program.js";

const PLANTED = {
  AWS_ACCESS_KEY_ID: "ASIAPLANTEDACCESSKEY",
  AWS_SECRET_ACCESS_KEY: "plantedSecretAccessKey",
  AWS_SESSION_TOKEN: "plantedSessionToken",
};
const PROXY = "http://user:plantedPassword@127.0.0.1:1";
const SECRET = /planted|AWS4-HMAC-SHA256/i;
const OTHERS = { accessKeyId: "AKIDOTHER", secretAccessKey: "other" };

test.concurrent.for([
  ["rejected keys", ["wait"], { credentials: OTHERS }],
  ["rejected keys, in JSON", ["ensure", "--json"], { credentials: OTHERS }],
  ["an invalid response", ["status", "--json"], { faults: ["captivePortal"] }],
  ["a broken connection", ["wait", "--max-wait-time", "1"], { faults: Array(50).fill("reset") }],
] as const)("the program prints no secret after %s", async ([, args, options]) => {
  const { stdout, stderr, exitCode } = await against(options, args, PLANTED);
  expect(stdout + stderr).not.toMatch(SECRET);
  expect([stdout + stderr !== "", exitCode]).toEqual([true, expect.any(Number)]);
  expect(exitCode).not.toBe(0);
});

test.concurrent("the program prints no secret if a proxy is unreachable or a token has a line break", async () => {
  for (const env of [
    { ...PLANTED, HTTPS_PROXY: PROXY },
    { ...PLANTED, AWS_SESSION_TOKEN: `${PLANTED.AWS_SESSION_TOKEN}\n` },
  ]) {
    const args = ["status", "--region", "eu-central-1", "--max-wait-time", "1"];
    const { stdout, stderr, exitCode } = await inside(args, { env: { HTTPS_PROXY: PROXY, ...env } });
    expect(stdout + stderr).not.toMatch(SECRET);
    expect(exitCode).not.toBe(0);
  }
});
