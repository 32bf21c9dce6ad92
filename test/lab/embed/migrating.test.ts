// Runs the code of docs/migrating.md before and after a migration against the emulator.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmulatorOptions, startEmulator } from "../../../src/testing/index.js";
import { run } from "../../package/project.js";
import { projectFolder } from "../../support/project-folder.js";
import { root, runTypeScript } from "../../support/run.js";

const guide = readFileSync(join(root, "docs/migrating.md"), "utf8");
const fences = (language: string) =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(([, code = ""]) => code);

describe("in a shell", () => {
  const bin = mkdtempSync(join(tmpdir(), "bin-"));
  afterAll(() => rmSync(bin, { recursive: true }));
  beforeAll(() => {
    const commands = {
      npx: `[ "$1" = fleetwise-registration ] && shift && exec "${process.execPath}" "${join(root, "dist/cli/bin.js")}" "$@"`,
      sleep: "exec /bin/sleep 0.1",
    };
    // Version 2 of the AWS CLI prints times in this form by default.
    writeFileSync(join(bin, "config"), "[default]\ncli_timestamp_format = iso8601\n");
    for (const [name, script] of Object.entries(commands)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    }
  });
  const [loop = "", ensure = "", until = "", wait = "", ...others] = fences("bash");

  async function exitCode(script: string, options: EmulatorOptions) {
    await using emulator = await startEmulator({ timeScale: 1000, ...options });
    const { exitCode } = await run("bash", ["-c", script], root, {
      PATH: `${bin}${delimiter}${process.env["PATH"]}`,
      AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint,
      AWS_REGION: "eu-central-1",
      AWS_DEFAULT_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_CONFIG_FILE: join(bin, "config"),
      // Without the AWS CLI's own retries, which would only make the test slower.
      AWS_MAX_ATTEMPTS: "1",
    });
    return [exitCode, emulator.account.registrations];
  }

  test("every shell example of the guide has a test", () => {
    expect(others).toEqual([]);
  });

  test("`ensure` registers an unregistered account and leaves a registered one alone", async () => {
    expect(await exitCode(ensure, {})).toEqual([0, 1]);
    expect(await exitCode(ensure, { timeline: "registersInstantly" })).toEqual([0, 0]);
  });

  test("`ensure` exits with 1 if the registration failed", async () => {
    expect(
      await exitCode(ensure.replace("\n", " --max-registrations 1\n"), { timeline: "failsIam" }),
    ).toEqual([1, 1]);
  });

  describe.runIf(spawnSync("aws", ["--version"]).status === 0)("with the AWS CLI", () => {
    test("the shell loop registers a registered account again, and a throttle ends it", async () => {
      const throttled = Array.from({ length: 20 }, () => "throttled" as const);
      expect(await exitCode(loop, { faults: ["none", ...throttled] })).toEqual([1, 1]);
    });

    test("the shell loop and `wait` end when the account is registered", async () => {
      expect(await exitCode(until, { timeline: "registersInstantly" })).toEqual([0, 1]);
      expect(await exitCode(wait, { timeline: "outdatedResult" })).toEqual([0, 1]);
    });
  });
});

describe("in TypeScript", () => {
  const folder = projectFolder();
  afterAll(() => rmSync(folder, { recursive: true }));
  const [createWaiter = "", waiter = "", ...others] = fences("ts");

  async function printed(name: string, code: string) {
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const file = join(folder, `${name}.ts`);
    writeFileSync(file, code);
    const env = { AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint };
    const { stdout, stderr, exitCode } = await runTypeScript(file, { env });
    expect([stderr, exitCode]).toEqual(["", 0]);
    return stdout;
  }

  test("every TypeScript example of the guide has a test", () => {
    expect(others).toEqual([]);
  });

  test("the AWS SDK's waiter and the library's both resolve", async () => {
    const today = createWaiter.replace("@smithy/util-waiter", "@smithy/core/client");
    expect(await printed("create-waiter", today)).toBe("SUCCESS\n");
    expect(await printed("waiter", waiter)).toBe("REGISTRATION_SUCCESS\n");
  });
});
