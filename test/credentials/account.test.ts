// The account: shown before the first RegisterAccount, and rejected if it is not the expected one.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { accountOf } from "../../src/cli/targets/account.js";
import { rateLimiter } from "../../src/cli/targets/rate-limiter.js";
import type { RequestHandler } from "../../src/client/http/handler.js";
import { inside, parsed } from "../cli/program.js";
import { answer } from "../support/answers.js";
import { removeAwsVariables } from "../support/aws-variables.js";
import { answers, type Scene, scriptedServer } from "../support/scripted-server.js";
import { assumedRole } from "../support/sts.js";
import { machine, type Situation } from "./world.js";

const MINE = "123456789012";
const KEYS = `aws_access_key_id = AKID${MINE}\naws_secret_access_key = s\n`;
const PROFILE: Situation = { files: { ".aws/config": `[profile x]\n${KEYS}` } };

beforeEach(removeAwsVariables);
afterEach(() => void vi.unstubAllEnvs());

/**
 * Runs the program with a service that has no registration until RegisterAccount, and then a successful one. Returns the
 * program's output and the operations that it requested.
 */
async function run(args: readonly string[], situation: Situation = PROFILE, stdin = "") {
  await using here = await machine(situation);
  for (const [name, value] of Object.entries(here.env)) vi.stubEnv(name, value);
  await using service = await scriptedServer((response, request) => {
    const registers = String(request.headers["x-amz-target"]).endsWith(".RegisterAccount");
    const accepted = answers(200, {
      registerAccountStatus: "REGISTRATION_PENDING",
      creationTime: Date.now() / 1000,
    });
    const registered = service.requests.some(({ headers }) =>
      String(headers["x-amz-target"]).endsWith(".RegisterAccount"),
    );
    const state = registered
      ? answers(200, answer("SS", { at: new Date() }))
      : answers(404, { __type: "ResourceNotFoundException", message: "none" });
    (registers ? accepted : state)(response, request);
  });
  const outcome = await inside([...args, "--endpoint-url", service.endpoint], { env: here.env, stdin });
  const operations = service.requests.map(({ headers }) => String(headers["x-amz-target"]).split(".")[1]);
  return { ...outcome, operations };
}

const LINE =
  `eu-central-1: account ${MINE} (sts:GetCallerIdentity: arn:aws:iam::${MINE}:user/AKID${MINE}), ` +
  'region eu-central-1, profile x, credentials from the keys of the profile "x"\n';

test("ensure --dry-run shows the account on standard error", async () => {
  const { stderr, stdout, operations } = await run(["ensure", "--dry-run", "--profile", "x"]);
  expect(stderr).toContain(LINE.replace("eu-central-1:", "x/eu-central-1:"));
  expect(stdout).toMatch(/^would call RegisterAccount/);
  expect(operations).toEqual(["GetRegisterAccountStatus"]);
});

test("ensure shows the account before it registers, also that of AWS_PROFILE", async () => {
  const { stderr, operations, exitCode } = await run(["ensure"], { ...PROFILE, env: { AWS_PROFILE: "x" } });
  expect(exitCode, stderr).toBe(0);
  expect(operations).toContain("RegisterAccount");
  expect(stderr.indexOf(LINE)).toBe(0);
});

test("ensure --json prints the account as an event, before any other", async () => {
  const { stdout } = await run(["ensure", "--json", "--profile", "x"]);
  expect(parsed(stdout)[0]).toMatchObject({
    type: "identity",
    target: "x/eu-central-1",
    profile: "x",
    region: "eu-central-1",
    account: MINE,
    accountFrom: "sts:GetCallerIdentity",
    arn: `arn:aws:iam::${MINE}:user/AKID${MINE}`,
    credentials: 'the keys of the profile "x"',
  });
  expect(stdout).not.toContain("aws_secret");
});

describe("an account other than the expected one is rejected, and nothing is sent", () => {
  const row = JSON.stringify([{ profile: "x", expectedAccountId: "999999999999" }]);
  const ROLE = "arn:aws:iam::555555555555:role/r";
  test.each([
    ["ensure --account", ["ensure", "--profile", "x", "--account", "999999999999"], ""],
    [
      "ensure --dry-run --account",
      ["ensure", "--dry-run", "--profile", "x", "--account", "999999999999"],
      "",
    ],
    ["status --account", ["status", "--profile", "x", "--account", "999999999999"], ""],
    ["wait --account", ["wait", "--profile", "x", "--account", "999999999999"], ""],
    ["a target's expectedAccountId", ["ensure", "--targets", "-"], row],
    [
      "a target's role",
      ["ensure", "--targets", "-", "--account", "999999999999"],
      JSON.stringify([{ profile: "x", roleArn: ROLE }]),
    ],
  ])("another account than the expected one gets no request: %s", async (_, args, stdin) => {
    const { stderr, exitCode, operations } = await run(args, PROFILE, stdin);
    expect(stderr).toMatch(
      /error: The credentials belong to the account \d{12} \(arn:.*\), but 999999999999 is expected\./,
    );
    expect(exitCode).toBe(4);
    expect(operations).toEqual([]);
  });
});

test("--account is wrong usage for a target that expects another account", async () => {
  const row = JSON.stringify([{ profile: "x", name: "prod", expectedAccountId: "999999999999" }]);
  const args = ["ensure", "--targets", "-", "--account", MINE];
  const { stderr, exitCode, operations } = await run(args, PROFILE, row);
  expect(stderr).toMatch(`error: prod: --account ${MINE} differs from \`expectedAccountId\` 999999999999.\n`);
  expect([exitCode, operations]).toEqual([2, []]);
  const same = row.replace("999999999999", MINE);
  expect((await run(args, PROFILE, same)).exitCode).toBe(0);
});

test("the expected account is registered", async () => {
  const { stderr, exitCode } = await run(["ensure", "--profile", "x", "--account", MINE]);
  expect(exitCode, stderr).toBe(0);
});

test("an account that cannot be determined is rejected if one is expected", async () => {
  const { stderr, exitCode, operations } = await run(["ensure", "--profile", "x", "--account", MINE], {
    ...PROFILE,
    fails: { sts: 403 },
  });
  expect(stderr).toMatch(/error: Could not check that .* is in the account 123456789012: /);
  expect([exitCode, operations]).toEqual([4, []]);
});

test("an account that cannot be determined is shown as unknown, and registered, if none is expected", async () => {
  const { stderr, exitCode } = await run(["ensure", "--profile", "x"], { ...PROFILE, fails: { sts: 403 } });
  expect(stderr).toContain("account unknown (AccessDenied: refused (HTTP 403))");
  expect(exitCode).toBe(0);
});

test("ensure rejects an --account that is not 12 digits", async () => {
  const { stderr, exitCode } = await run(["ensure", "--account", "12"]);
  expect(stderr).toContain("Expected an AWS account of 12 digits");
  expect(exitCode).toBe(2);
});

test("ensure with an emulator does not report the account as unknown", async () => {
  const { stderr } = await inside(["ensure", "--emulate=registers-instantly", "--time-scale", "1000"]);
  expect(stderr).not.toContain("account unknown");
});

describe("keys of another account that replace expired ones during ensure are not used", () => {
  const OTHER = "222222222222";
  const credentials = (key: string) => `[default]\naws_access_key_id = ${key}\naws_secret_access_key = s\n`;
  const none = answers(404, { __type: "ResourceNotFoundException", message: "none" });
  const expired = answers(403, { __type: "ExpiredTokenException", message: "expired" });
  const rejection = `The credentials belong to the account ${OTHER} (arn:aws:iam::${OTHER}:user/AKID${OTHER}), but ${MINE} is expected`;

  /** Runs `ensure` until the keys expire, when a login replaces them. Returns the keys that signed a request, too. */
  async function replaced(key: string, scenes: readonly Scene[]) {
    await using here = await machine({ files: { ".aws/credentials": credentials(`AKID${MINE}`) } });
    await using service = await scriptedServer((response, request) => {
      const scene = scenes[Math.min(service.requests.length, scenes.length) - 1] ?? expired;
      if (scene === expired)
        writeFileSync(join(String(here.env["HOME"]), ".aws/credentials"), credentials(key));
      scene(response, request);
    });
    const times = ["--max-wait-time", "2", "--consistency-grace", "0", "--max-delay", "0.1"];
    const args = ["ensure", "--endpoint-url", service.endpoint, ...times];
    const { stderr, exitCode } = await inside(args, { env: here.env });
    const keys = service.requests.map(
      ({ headers }) => /Credential=(\w+)/.exec(String(headers.authorization))?.[1],
    );
    return { stderr, exitCode, keys: [...new Set(keys)] };
  }

  test.each([
    [
      "a poll",
      [answers(200, answer("PP")), expired],
      3,
      /did not finish .*renewed: The credentials belong to /,
    ],
    [
      "RegisterAccount",
      [none, expired],
      4,
      /\nerror: The credentials belong to .*\nnext: The credentials were replaced/,
    ],
  ] as const)(
    "ensure sends nothing with another account's keys after %s expired",
    async (_, scenes, code, ending) => {
      const { stderr, exitCode, keys } = await replaced(`AKID${OTHER}`, scenes);
      expect(keys).toEqual([`AKID${MINE}`]);
      expect(stderr).toContain(rejection);
      expect(stderr).toMatch(ending);
      expect(stderr).not.toContain("TARGET_UNUSABLE");
      expect(exitCode).toBe(code);
    },
  );

  test("ensure uses renewed keys of the same account", async () => {
    const renewed = `AKIDNEW${MINE}`;
    const { stderr, exitCode, keys } = await replaced(renewed, [expired, answers(200, answer("SS"))]);
    expect(exitCode, stderr).toBe(0);
    expect(keys).toEqual([`AKID${MINE}`, renewed]);
  });
});

test.each([
  ["of keys", ["--profile", "x"], ""],
  [
    "of a role",
    ["--targets", "-"],
    JSON.stringify([{ profile: "x", roleArn: `arn:aws:iam::${MINE}:role/r` }]),
  ],
])("one request to STS confirms the expected account %s", async (_, args, stdin) => {
  await using service = await scriptedServer(answers(200, answer("SS")));
  await using sts = await scriptedServer((response, request) => {
    const owner = answers(200, `<Arn>arn:aws:iam::${MINE}:user/u</Arn><Account>${MINE}</Account>`);
    (request.body.includes("AssumeRole") ? assumedRole : owner)(response, request);
  });
  await using here = await machine({ ...PROFILE, env: { AWS_ENDPOINT_URL_STS: sts.endpoint } });
  const expecting = ["ensure", ...args, "--account", MINE, "--endpoint-url", service.endpoint];
  const { stderr, exitCode } = await inside(expecting, { env: here.env, stdin });
  expect(exitCode, stderr).toBe(0);
  expect(sts.requests.filter(({ body }) => body.includes("GetCallerIdentity"))).toHaveLength(1);
});

test("an expected account that STS does not confirm within 18 s is rejected, with the reason", async () => {
  vi.useFakeTimers();
  try {
    const requestHandler: RequestHandler = {
      handle: (_request, { abortSignal } = {}) =>
        new Promise((_resolve, reject) => {
          (abortSignal as AbortSignal).addEventListener("abort", () => reject(new Error("aborted")));
        }),
    };
    const address = { name: "t", region: "us-east-1", profileGiven: false, isLocal: false };
    const keys = { accessKeyId: "AKID", secretAccessKey: "s" };
    const signer = { credentials: async () => keys, origin: () => "the environment" };
    const transport = { requestHandler, [Symbol.dispose]() {} };
    const { find } = accountOf({ ...address, expectedAccountId: MINE }, signer, transport, rateLimiter());
    const ended = find().catch((error: Error) => error.message);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await ended).toMatch(/^Could not check that t is in the account 123456789012: .*TimeoutError: /);
  } finally {
    vi.useRealTimers();
  }
});
