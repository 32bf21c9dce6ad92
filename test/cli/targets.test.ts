// Several targets in one command.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { startEmulator } from "../../src/testing/index.js";
import { answer } from "../support/answers.js";
import { handClock } from "../support/hand-clock.js";
import { answers, scriptedServer } from "../support/scripted-server.js";
import { until } from "../support/until.js";
import { inside, KEYS, parsed, program } from "./program.js";

const folder = mkdtempSync(join(tmpdir(), "fleetwise-registration-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file for one test, and returns its path. */
function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe.concurrent("many targets", () => {
  test("of 20 targets, a failed one and a throttled one do not stop the others", async () => {
    const clock = handClock();
    const servers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        startEmulator({
          now: clock.now,
          customerAccountId: String(100_000_000_000 + index),
          timeline: index === 3 ? "failsIam" : "registers",
          quota: index === 7 ? { rate: 1, burst: 1 } : undefined,
        }),
      ),
    );
    const profiles = servers.map(
      ({ endpoint }, index) =>
        `[profile p${index}]\nregion = eu-central-1\nendpoint_url = ${endpoint}\naws_access_key_id = AKID${index}\naws_secret_access_key = secret\n`,
    );
    const targets = servers.map((_, index) => ({ profile: `p${index}`, name: `account-${index}` }));
    const running = program(
      [
        ...["wait", "--json", "--targets", file("twenty.json", JSON.stringify(targets))],
        ...["--expected", "3", "--interval", "0.1", "--min-delay", "0.05"],
      ],
      { AWS_CONFIG_FILE: file("config", profiles.join("\n")) },
    );
    const statuses = () => servers.map(({ requests }) => requests.map(({ status }) => status));
    await until(
      () => statuses().every((seen) => seen.includes(200)) && statuses()[7]?.includes(429) === true,
    );
    clock.advance(300);
    const { stdout, stderr, exitCode } = await running;
    await Promise.all(servers.map((server) => server.close()));
    const lines = parsed(stdout);
    const result = lines.at(-1) as {
      targets: { target: string; state: string; snapshot: { customerAccountId: string } }[];
    };
    expect(exitCode, stderr).toBe(1);
    expect(
      result.targets.map(({ target, state, snapshot }) => [target, state, snapshot.customerAccountId]),
    ).toEqual(
      targets.map(({ name }, index) => [
        name,
        index === 3 ? "failed" : "registered",
        String(100_000_000_000 + index),
      ]),
    );
    const throttled = lines.filter(({ type, throttled }) => type === "retry" && throttled === true);
    expect(new Set(throttled.map(({ target }) => target))).toEqual(new Set(["account-7"]));
    expect(lines.filter(({ type }) => type === "settled")).toHaveLength(20);
  });

  test("a target that cannot be polled does not stop the others", async () => {
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const targets = [
      { name: "good", region: "us-east-1" },
      { name: "bad", profile: "missing" },
    ];
    const { stdout, stderr, exitCode } = await program(
      ["wait", "--targets", file("two.json", JSON.stringify(targets)), "--endpoint-url", emulator.endpoint],
      { ...KEYS, AWS_REGION: "eu-central-1" },
    );
    expect(stdout).toMatch(
      /^bad: call failed\ngood: account 123456789012: REGISTRATION_SUCCESS; .*\n2 targets: 1 call failed, 1 registered\n$/,
    );
    expect(stderr).toMatch(
      /\nerror: bad: The AWS profile "missing" does not exist.*\nnext: Check the profile.s name/,
    );
    expect(exitCode).toBe(4);
  });

  test("a profile whose endpoint is not a URL ends only its own target", async () => {
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const keys = "region = eu-central-1\naws_access_key_id = AKID\naws_secret_access_key = secret\n";
    const config = `[profile good]\n${keys}endpoint_url = ${emulator.endpoint}\n[profile bad]\n${keys}endpoint_url = foo\n[profile lost]\n${keys}services = none\n`;
    const targets = ["good", "bad", "lost"].map((profile) => ({ profile, name: profile }));
    const env = { AWS_CONFIG_FILE: file("endpoints", config) };
    const { stdout, stderr, exitCode } = await program(
      ["wait", "--targets", "-"],
      env,
      JSON.stringify(targets),
    );
    expect(stderr).toContain(
      'error: bad: Expected endpoint_url of the profile "bad" to be an http or https URL.\n',
    );
    expect(stderr).toMatch(/error: lost: The AWS config file has no section \[services none\]/);
    expect(stdout).toMatch(/^3 targets: 2 call failed, 1 registered$/m);
    expect(exitCode).toBe(4);
  });

  test("a region of a profile that is not valid ends only its own target, with the profile's name", async () => {
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const keys = "aws_access_key_id = AKID\naws_secret_access_key = secret\n";
    const config = `[profile good]\nregion = us-east-1\n${keys}[profile bad]\nregion = us_east_1\n${keys}`;
    const args = ["wait", "--targets", "-", "--endpoint-url", emulator.endpoint];
    const env = { AWS_CONFIG_FILE: file("regions", config) };
    const { stdout, stderr, exitCode } = await inside(args, { env, stdin: "profile\ngood\nbad\n" });
    expect(stderr).toMatch(
      /\nerror: bad: Expected region of the profile "bad" to be an AWS region such as us-east-1, got "us_east_1"\.\nnext: Give one/,
    );
    expect(stdout).toMatch(/^2 targets: 1 call failed, 1 registered$/m);
    expect(exitCode).toBe(4);
  });

  test.for(["AWS_REGION", "AWS_DEFAULT_REGION"])("%s that is not a region is named", async (name) => {
    const { stderr, exitCode } = await inside(["status"], { env: { ...KEYS, [name]: "us-east-1 " } });
    expect(stderr).toMatch(
      `error: Expected ${name} to be an AWS region such as us-east-1, got "us-east-1 ".\n`,
    );
    expect(exitCode).toBe(4);
  });

  test("targets without names have the same names with and without --emulate", async () => {
    const roles = [1, 2].map((index) => `arn:aws:iam::${String(index).repeat(12)}:role/r`);
    const stdin = JSON.stringify(roles.map((roleArn) => ({ region: "eu-central-1", roleArn })));
    const { stdout, stderr } = await inside(["status", "--emulate", "--targets", "-", "--json"], { stdin });
    expect(stderr).toBe("");
    expect(parsed(stdout).at(-1)).toMatchObject({
      targets: [{ target: "111111111111/eu-central-1" }, { target: "222222222222/eu-central-1" }],
    });
  });

  test("the command that keeps Timestream metadata registers only its own target", async () => {
    const failed = (name: string) => {
      const names = { timestreamDatabaseName: `Db-${name}`, timestreamTableName: `Table-${name}` };
      const { timestreamRegistrationResponse, ...rest } = answer("FFF");
      return {
        ...rest,
        timestreamRegistrationResponse: { ...Object(timestreamRegistrationResponse), ...names },
      };
    };
    await using a = await scriptedServer(answers(200, failed("a")));
    await using b = await scriptedServer(answers(200, failed("b")));
    const profiles = Object.entries({ a, b }).map(
      ([name, { endpoint }]) =>
        `[profile ${name}]\nregion = eu-central-1\nendpoint_url = ${endpoint}\naws_access_key_id = AKID\naws_secret_access_key = s\n`,
    );
    const env = { AWS_CONFIG_FILE: file("timestream", profiles.join("")) };
    const { stderr, exitCode } = await program(
      ["ensure", "--targets", file("two.csv", "profile\na\nb\n")],
      env,
    );
    expect(exitCode, stderr).toBe(6);
    const commands = [...stderr.matchAll(/^ {2}fleetwise-registration (.*)$/gm)].map(([, line = ""]) => line);
    expect(commands).toEqual([
      "ensure --region eu-central-1 --profile a --timestream-database Db-a --timestream-table Table-a",
      "ensure --region eu-central-1 --profile a --drop-timestream",
      "ensure --region eu-central-1 --profile b --timestream-database Db-b --timestream-table Table-b",
      "ensure --region eu-central-1 --profile b --drop-timestream",
    ]);
    const before = b.requests.length;
    const plan = await program([...(commands[0]?.split(" ") ?? []), "--dry-run"], env);
    expect(plan.stdout).toMatch(/^would call RegisterAccount/);
    expect(b.requests).toHaveLength(before);
  });

  test.for(["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"])(
    "%s that is not a URL is named, and not shown",
    async (name) => {
      const env = { ...KEYS, AWS_REGION: "eu-central-1", [name]: "user:hidden@host" };
      const { stdout, stderr, exitCode } = await inside(["status"], { env });
      expect([stdout, stderr, exitCode]).toEqual([
        "",
        `error: Expected ${name} to be an http or https URL.\n`,
        4,
      ]);
    },
  );
});
