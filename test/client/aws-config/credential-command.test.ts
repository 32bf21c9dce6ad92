import type { ExecFileException } from "node:child_process";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { withFreshModules } from "../../support/fresh-modules.js";

type Ended = (error: Partial<ExecFileException> | null, output?: { readonly stdout: string }) => void;

// No process is started: the tests in test/credentials run commands.
const execFile = vi.fn<(file: string, args: readonly string[], options: object, ended: Ended) => void>();
const platform = vi.fn<() => string>();

beforeEach(() => {
  platform.mockReturnValue("linux");
});
afterEach(() => {
  vi.resetAllMocks();
});

const { processCredentials, unexpired } = await withFreshModules(
  { "node:child_process": () => ({ execFile }), "node:os": () => ({ platform }) },
  () => import("../../../src/client/aws-config/credential-command.js"),
);

const COMPLETE = { Version: 1, AccessKeyId: "AKID", SecretAccessKey: "s" };
const LATER = "2999-01-01T00:00:00Z";

/** Runs a command that prints this. */
function printed(output: unknown) {
  const stdout = typeof output === "string" ? output : JSON.stringify(output);
  execFile.mockImplementation((_file, _args, _options, ended) => ended(null, { stdout }));
  return processCredentials("command", "the profile");
}

/** Runs a command that fails. */
function failed(error: Partial<ExecFileException>) {
  execFile.mockImplementation((_file, _args, _options, ended) => ended(error));
  return processCredentials("command", "the profile");
}

const rejection = (problem: string) => ({
  name: "CredentialsProviderError",
  message: `The credential_process of the profile ${problem}`,
  tryNextLink: false,
});

describe("the command line", () => {
  beforeEach(() => {
    execFile.mockImplementation((_file, _args, _options, ended) =>
      ended(null, { stdout: JSON.stringify(COMPLETE) }),
    );
  });

  test("a command is run without a shell, and has a minute", async () => {
    await processCredentials("'a b' c \"d e\"", "the profile");
    expect(execFile.mock.calls[0]?.slice(0, 3)).toEqual([
      "a b",
      ["c", "d e"],
      { shell: false, timeout: 60_000 },
    ]);
  });

  test("a command is run by a shell on Windows, which finds the program", async () => {
    platform.mockReturnValue("win32");
    await processCredentials("a b", "the profile");
    expect(execFile.mock.calls[0]?.slice(0, 3)).toEqual(["a b", [], { shell: true, timeout: 60_000 }]);
  });

  test.each(["", " ", "'a"])("the text %j is rejected", async (command) => {
    await expect(processCredentials(command, "the profile")).rejects.toMatchObject(
      rejection("is not a command line"),
    );
    expect(execFile).not.toHaveBeenCalled();
  });
});

test.each<[string, Partial<ExecFileException>, string]>([
  ["fails", { code: 3 as never, killed: false }, "ended with exit code 3"],
  ["does not exist", { code: "ENOENT" }, "could not be run (ENOENT)"],
  ["does not end", { killed: true }, "did not end within 60 s"],
])("a command that %s is reported", async (_title, error, problem) => {
  await expect(failed(error)).rejects.toMatchObject(rejection(problem));
});

test.each<[string, object, object]>([
  ["keys", {}, {}],
  ["a token", { SessionToken: "t" }, { sessionToken: "t" }],
  ["an expiration", { Expiration: LATER }, { expiration: new Date(LATER) }],
  ["an account", { AccountId: 123456789012 }, { accountId: "123456789012" }],
  ["empty members", { SessionToken: "", Expiration: "", AccountId: "" }, {}],
])("a command's output with %s is parsed", async (_title, output, credentials) => {
  expect(await printed({ ...COMPLETE, ...output })).toEqual({
    ...{ accessKeyId: "AKID", secretAccessKey: "s" },
    ...credentials,
  });
});

test.each<[string, unknown, string]>([
  ["no JSON", "secret", "did not print JSON with a Version of 1"],
  ["null", null, "did not print JSON with a Version of 1"],
  ["another version", { ...COMPLETE, Version: "1" }, "did not print JSON with a Version of 1"],
  ["no key", { ...COMPLETE, AccessKeyId: 1 }, "did not print an AccessKeyId and a SecretAccessKey"],
  ["no secret", { ...COMPLETE, SecretAccessKey: 1 }, "did not print an AccessKeyId and a SecretAccessKey"],
  [
    "an expiration in the past",
    { ...COMPLETE, Expiration: "2020-01-01T00:00:00Z" },
    "sets an expiration that has passed, 2020-01-01T00:00:00.000Z",
  ],
  [
    "an expiration that is not a date",
    { ...COMPLETE, Expiration: "soon" },
    "sets an expiration that is not a date",
  ],
])("a command's output with %s is rejected", async (_title, output, problem) => {
  await expect(printed(output)).rejects.toMatchObject(rejection(problem));
});

test("credentials that expire now have expired", () => {
  vi.useFakeTimers({ now: 0, toFake: ["Date"] });
  expect(() => unexpired("X", "1970-01-01T00:00:00Z")).toThrow("has passed");
  expect(unexpired("X", "1970-01-01T00:00:00.001Z")).toEqual(new Date(1));
  vi.useRealTimers();
});
