// The list of targets: three formats, from a file or from standard input. Errors do not quote its content.
// cspell:ignore nmae
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parseTargets } from "../../src/cli/targets/targets-file.js";
import { startEmulator } from "../../src/testing/index.js";
import { inside, interruptible, parsed } from "./program.js";

const ROLE = "arn:aws:iam::123456789012:role/reader";
const TWO = [{ name: "a", region: "us-east-1", roleArn: ROLE }, { region: "ap-south-1" }];

test.for([
  ["JSON", JSON.stringify(TWO)],
  ["JSON over lines", JSON.stringify(TWO, null, 2)],
  ["JSON with a byte order mark", `\ufeff${JSON.stringify(TWO)}`],
  ["NDJSON", `${TWO.map((target) => JSON.stringify(target)).join("\n")}\n\n`],
  ["NDJSON of Windows", TWO.map((target) => JSON.stringify(target)).join("\r\n")],
  ["CSV", `name,region,roleArn\na,us-east-1,${ROLE}\n,ap-south-1,\n`],
  [
    "CSV of a spreadsheet",
    `\ufeff"name","region","roleArn"\r\n"a","us-east-1","${ROLE}"\r\n"","ap-south-1",""\r\n`,
  ],
  ["CSV with semicolons", `name;region;roleArn\na;us-east-1;${ROLE}\n;ap-south-1;\n`],
  ["CSV with other letter case", `Name,Region,RoleARN\na,us-east-1,${ROLE}\n,ap-south-1,\n`],
  [
    "CSV with comments",
    `# targets\nname,region,roleArn\na,us-east-1,${ROLE}\n#b,eu-central-1,\n,ap-south-1,\n`,
  ],
  [
    "CSV with empty rows",
    `name,region,roleArn\r\na,us-east-1,${ROLE}\r\n,,\r\n,ap-south-1,\r\n , ,\r\n"","",""\r\n`,
  ],
  ["JSON with comments", `# targets\n${JSON.stringify(TWO)}\n# end`],
] as const)("--targets takes %s", async ([, text]) => {
  expect(await parseTargets(text, "f")).toEqual(TWO);
});

test("--targets takes a single object", async () => {
  expect(await parseTargets('{\n "region": "us-east-1"\n}', "f")).toEqual([{ region: "us-east-1" }]);
});

test.for([
  ["[\n{", /^Expected f to be JSON\./],
  ['[\n{ "region": "a" },\n]', /^Expected f to be JSON\. Line 2 is invalid\./],
  ['{ "region": "a" }\n{', /^Expected a JSON object on each line of f\. Line 2 is invalid/],
  ["[]", /Expected f to be a list of at least one target/],
  ["", /Expected f to be a list of at least one target/],
  ["region\n", /Expected f to be a list of at least one target/],
  ["region,name\n,\n", /Expected f to be a list of at least one target/],
  ["[1]", /Expected target 1 of f to be an object with region, profile, roleArn, name/],
  ['[{}, { "zone": "x" }]', /Expected target 2 of f to be an object with .*, and nothing else/],
  ['[{ "region": 5 }]', /Expected `region` of target 1 of f to be an AWS region such as us-east-1/],
  ['[{}, { "region": "us_east_1" }]', /Expected `region` of target 2 of f to be an AWS region such as/],
  ['[{ "profile": 5 }]', /Expected `profile` of target 1 of f to be a non-empty string/],
  ['[{ "name": "\\u001b[31m" }]', /Expected `name` of target 1 of f to be a non-empty string of printable/],
  ['[{ "roleArn": "reader" }]', /Expected `roleArn` of target 1 of f to be the ARN of a role/],
  ["region,zone\na,b\n", /first line names the columns: region, profile, roleArn, name/],
  ["region,nmae\n", /Column 2 has an unknown name, "nmae": did you mean `name`\?/],
  ["region,role_arn\n", /Column 2 has an unknown name, "role_arn": did you mean `roleArn`\?/],
  ["region,Region,profile\na,b,c\n", /Column 2 repeats the column `region`\.$/],
  ["region,\na,\n", /Column 2 has no name: is there a comma too many\?/],
  ['[{ "role-arn": "x" }]', /Member 1 has an unknown name, "role-arn": did you mean `roleArn`\?/],
  ["region,name\na\n", /^Expected 2 columns in line 2 of f, as in its first line, got 1\./],
  ["region,name\n#\na,b,c\n", /^Expected 2 columns in line 3 of f, as in its first line, got 3\./],
] as const)("--targets rejects %j", async ([text, message]) => {
  await expect(parseTargets(text, "f")).rejects.toThrow(message);
});

test.for([
  "root:$6$SECRET$hash:19000:0:99999:7:::\ndaemon:*:19000\n",
  '[{ "password": "SECRET" }]',
  "[ SECRET ]",
  '{ "region": "us-east-1" }\nSECRET',
  "region,name\nSECRET\n",
  'SECRET,"SECRET',
  '[{ "roleArn": "SECRET" }]',
  "SECRET\n",
])("the error quotes no invalid file: %j", async (text) => {
  const error = await parseTargets(text, "f").catch((thrown: unknown) => thrown);
  expect(String(error)).toMatch(/^UsageError: Expected /);
  expect(String(error)).not.toMatch(/SECRET|root|hash/);
});

describe.concurrent("the program", () => {
  const folder = mkdtempSync(join(tmpdir(), "fleetwise-registration-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.for([
    ["JSON with a byte order mark", '\ufeff[{ "region": "us-east-1" }, { "region": "ap-south-1" }]'],
    ["CSV", "region\nus-east-1\nap-south-1\n"],
  ] as const)("--targets - reads %s from standard input", async ([, stdin]) => {
    await using emulator = await startEmulator({ timeline: "registersInstantly" });
    const args = ["wait", "--targets", "-", "--endpoint-url", emulator.endpoint, "--json"];
    const { stdout, stderr, exitCode } = await inside(args, { stdin });
    expect(exitCode, stderr).toBe(0);
    expect(parsed(stdout).at(-1)).toMatchObject({
      targets: [{ target: "us-east-1" }, { target: "ap-south-1" }],
    });
  });

  test.skipIf(process.platform === "win32")(
    "Ctrl-C ends the program while it reads a named pipe",
    async () => {
      const pipe = join(folder, "pipe");
      spawnSync("mkfifo", [pipe]);
      // A writer that never writes. Closing it ends the read, which would keep this process alive.
      const writer = await open(pipe, "r+");
      const { signal, interrupt } = interruptible();
      const running = inside(["wait", "--targets", pipe], { signal });
      setTimeout(interrupt, 50);
      expect(await running).toEqual({ stdout: "", stderr: "error: Interrupted\n", exitCode: 130 });
      await writer.close();
    },
  );

  test("Ctrl-C ends the program while it reads the targets from standard input", async () => {
    const { signal, interrupt } = interruptible();
    const stdin = new Promise<string>(() => {});
    const running = inside(["wait", "--targets", "-", "--json"], { signal, stdin });
    interrupt();
    const { stdout, stderr, exitCode } = await running;
    expect(parsed(stdout)).toMatchObject([{ type: "result", state: "interrupted", exitCode: 130 }]);
    expect([stderr, exitCode]).toEqual(["error: Interrupted\n", 130]);
  });

  test("the program prints nothing of a file that lists no targets", async () => {
    const file = join(folder, "shadow");
    writeFileSync(file, "root:$6$SECRET$hash:19000:0:99999:7:::\n");
    const { stdout, stderr, exitCode } = await inside(["wait", "--targets", file, "--json"]);
    expect(stdout + stderr).not.toMatch(/root|SECRET/);
    expect(exitCode).toBe(2);
  });
});
