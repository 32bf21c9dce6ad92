import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readConfigFiles } from "../../../src/client/aws-config/config-files.js";
import type { Environment } from "../../../src/client/aws-config/profiles.js";
import { withFreshModules } from "../../support/fresh-modules.js";

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "aws-home-"));
});
afterAll(() => rmSync(home, { recursive: true }));

/** Writes a file below the home directory, and returns its path. */
function write(path: string, content: string | Uint8Array): string {
  const whole = join(home, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, content);
  return whole;
}

/** Returns maps as plain objects. */
const plain = (value: unknown): unknown =>
  value instanceof Map ? Object.fromEntries([...value].map(([name, inner]) => [name, plain(inner)])) : value;

/** Reads the files with these contents. */
async function read(config: string | Uint8Array, credentials: string | Uint8Array = "") {
  const env = {
    AWS_CONFIG_FILE: write("config", config),
    AWS_SHARED_CREDENTIALS_FILE: write("credentials", credentials),
  };
  const files = await readConfigFiles(env);
  return Object.fromEntries(Object.entries(files).map(([name, sections]) => [name, plain(sections)]));
}

describe("the contents of the files", () => {
  test("a setting of the credentials file overrides the same one of the config file", async () => {
    expect(await read("[profile x]\na = 1\nb = 2", "[x]\nb = 3\n[y]\nc = 4")).toEqual({
      profiles: { x: { a: "1", b: "3" }, y: { c: "4" } },
      configProfiles: { x: { a: "1", b: "2" } },
      credentialsProfiles: { x: { b: "3" }, y: { c: "4" } },
      ssoSessions: {},
      services: {},
    });
  });

  test.each([
    ["[default]", ["default"]],
    ["[profile default]", ["default"]],
    ["[x]", []],
    ["[profile]", []],
    ["[profile x y]", []],
    ['[profile "x y"]', ["x y"]],
    ['[profile "x]', []],
    ["[plugin x]", []],
    ["[my profile]", []],
  ])("the section %s of the config file names the profiles %j", async (title, names) => {
    expect(Object.keys((await read(`${title}\na = 1`))["configProfiles"] as object)).toEqual(names);
  });

  test("sections of SSO sessions and services are found by their names", async () => {
    const config = "[sso-session s]\na = 1\n[services t]\nsts =\n  endpoint_url = u\nempty = text";
    expect(await read(config)).toMatchObject({
      configProfiles: {},
      ssoSessions: { s: { a: "1" } },
      services: { t: { sts: { endpoint_url: "u" }, empty: {} } },
    });
  });

  test("a byte order mark is ignored", async () => {
    expect(await read("\ufeff[profile x]\na = 1")).toMatchObject({ profiles: { x: { a: "1" } } });
  });

  test.each([
    ["a line that is not a setting", "[x]\nnonsense", "line 2 is not of the form `name = value`"],
    ["a byte that is not UTF-8", Buffer.from("[x]\n# \xe9", "latin1"), "it is not UTF-8 text"],
  ])("a file with %s is rejected", async (_title, content, problem) => {
    await expect(read("", content)).rejects.toMatchObject({
      name: "ConfigFileError",
      message: `The AWS config file ${join(home, "credentials")} cannot be parsed: ${problem}`,
    });
  });
});

describe("the paths of the files", () => {
  /** Returns the names of the profiles that are found with an environment. */
  const profiles = async (env: Environment) => [...(await readConfigFiles(env)).profiles.keys()];

  test("both files are in the folder .aws of the home directory by default", async () => {
    write(".aws/config", "[profile one]");
    write(".aws/credentials", "[two]");
    expect(await profiles({ HOME: home })).toEqual(["one", "two"]);
    expect(await profiles({ USERPROFILE: home })).toEqual(["one", "two"]);
    expect(await profiles({ HOME: home, USERPROFILE: "/nonexistent" })).toEqual(["one", "two"]);
    expect(await profiles({ HOME: "/nonexistent" })).toEqual([]);
  });

  test.each([
    ["HOME/elsewhere", true],
    ["~/elsewhere", true],
    ["$PLACE/elsewhere", true],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the AWS CLI's syntax for a variable
    ["${MY-PLACE}/elsewhere", true],
    ["$NOTHING/elsewhere", false],
    ["PLACE/elsewhere", false],
    ["~elsewhere", false],
    ["HOME/folder~/elsewhere", true],
    ["HOME/$NOTHING/elsewhere", true],
    ["", false],
  ])("the config file at %j is found: %j", async (location, found) => {
    for (const path of ["elsewhere", "folder~/elsewhere", "$NOTHING/elsewhere"]) write(path, "[profile x]");
    const env = { HOME: home, PLACE: home, "MY-PLACE": home, AWS_SHARED_CREDENTIALS_FILE: "" };
    expect(await profiles({ ...env, AWS_CONFIG_FILE: location.replace("HOME", home) })).toEqual(
      found ? ["x"] : [],
    );
  });

  test("a lone ~ is the home directory itself", async () => {
    const env = { HOME: write("file", "[profile x]"), AWS_SHARED_CREDENTIALS_FILE: "" };
    expect(await profiles({ ...env, AWS_CONFIG_FILE: "~" })).toEqual(["x"]);
  });

  test("the system's home directory is used if the environment has none, and no file if it is unknown", async () => {
    write(".aws/config", "[profile one]");
    const homedir = vi.fn<() => string>(() => home);
    const fresh = await withFreshModules(
      { "node:os": () => ({ homedir }) },
      () => import("../../../src/client/aws-config/config-files.js"),
    );
    const found = async () => [...(await fresh.readConfigFiles({ HOME: "" })).configProfiles.keys()];
    expect(await found()).toEqual(["one"]);
    homedir.mockImplementation(() => {
      throw new Error("uv_os_homedir returned ENOENT");
    });
    expect(await found()).toEqual([]);
  });
});
