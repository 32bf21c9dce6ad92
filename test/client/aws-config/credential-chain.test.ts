import { describe, expect, test } from "vitest";
import { credentialSource } from "../../../src/client/aws-config/credential-chain.js";
import { configOf, responder, type Settings, stsRole } from "./config.js";

const KEYS = { aws_access_key_id: "AKIDX", aws_secret_access_key: "s" };
const ENV = { AWS_ACCESS_KEY_ID: "AKIDENV", AWS_SECRET_ACCESS_KEY: "s" };
const ROLE = { role_arn: "arn:aws:iam::123456789012:role/r" };
const SSO = { sso_account_id: "123456789012", sso_role_name: "reader" };
const START = { sso_start_url: "https://example.com/start", sso_region: "us-east-1" };
const UNTRUSTED = { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://192.0.2.1/" };

const find = (settings: Settings, caller = responder()) => credentialSource(configOf(settings), caller);
const x = (settings: Readonly<Record<string, string>>, more: Settings = {}): Settings => ({
  given: "x",
  ...more,
  config: { x: settings, ...more.config },
});

describe("the source of credentials", () => {
  test.each<[string, Settings, string]>([
    ["keys of the environment", { env: ENV }, "the environment"],
    ["an empty key of the environment", { env: { ...ENV, AWS_ACCESS_KEY_ID: "" } }, "the instance's role"],
    ["a given profile, beside keys of the environment", x(KEYS, { env: ENV }), 'the keys of the profile "x"'],
    ["the profile default", { config: { default: KEYS } }, 'the keys of the profile "default"'],
    [
      "a role of the profile default",
      { config: { default: { ...ROLE, source_profile: "x" }, x: KEYS } },
      `the role ${ROLE.role_arn} of the profile "default"`,
    ],
    ["keys of the credentials file", { credentials: { default: KEYS } }, 'the keys of the profile "default"'],
    [
      "keys of the credentials file, beside a command",
      x({ credential_process: "c" }, { credentials: { x: KEYS } }),
      'the keys of the profile "x"',
    ],
    [
      "keys of the config file, beside a command",
      x({ ...KEYS, credential_process: "c" }),
      'the credential_process of the profile "x"',
    ],
    [
      "a login session, beside a command",
      x({ login_session: "s", credential_process: "c" }),
      'aws login, by the profile "x"',
    ],
    ["SSO, beside a login session", x({ ...SSO, ...START, login_session: "s" }), 'SSO, by the profile "x"'],
    [
      "an SSO session",
      x({ ...SSO, sso_session: "s" }, { ssoSessions: { s: START } }),
      'SSO, by the profile "x"',
    ],
    [
      "an SSO session that repeats a setting of the profile",
      x({ ...SSO, sso_session: "s", sso_region: "us-east-1" }, { ssoSessions: { s: START } }),
      'SSO, by the profile "x"',
    ],
    [
      "a web identity of the profile, beside SSO",
      x({ ...ROLE, web_identity_token_file: "/t", ...SSO, ...START }),
      `the role ${ROLE.role_arn}, assumed with the web identity token in /t`,
    ],
    [
      "a web identity of the environment, beside keys of the profile",
      { env: { AWS_WEB_IDENTITY_TOKEN_FILE: "/t", AWS_ROLE_ARN: "a" }, config: { default: KEYS } },
      "the role a, assumed with the web identity token in /t",
    ],
    [
      "a web identity of the environment, beside a given profile",
      x(KEYS, { env: { AWS_WEB_IDENTITY_TOKEN_FILE: "/t", AWS_ROLE_ARN: "a" } }),
      'the keys of the profile "x"',
    ],
    ["a container", { env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "" } }, "the container"],
    ["a container's relative URI", { env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "" } }, "the container"],
    ["a given profile without a credential setting", x({ region: "r" }), "the instance's role"],
    [
      "a secret of the profile default, without a key",
      { config: { default: { aws_secret_access_key: "s" } } },
      "the instance's role",
    ],
  ])("the source is found: %s", (_title, settings, origin) => {
    expect(find(settings).origin).toBe(origin);
  });

  test.each([
    "aws_secret_access_key",
    "aws_session_token",
    "source_profile",
    "credential_source",
    "sso_session",
    "sso_start_url",
  ])("a profile that has only %s is rejected", (setting) => {
    const message = `The profile "x" has ${setting}, which is not enough for credentials`;
    expect(() => find(x({ [setting]: "y" }))).toThrow(message);
    expect(() => find({ env: { AWS_PROFILE: "x" }, config: { x: { [setting]: "y" } } })).toThrow(message);
  });

  test.each<[string, Settings, string]>([
    [
      "an empty web identity token file",
      x({ web_identity_token_file: "", ...ROLE }),
      'The profile "x" has web_identity_token_file, which is not enough',
    ],
    [
      "a key of the environment without its secret",
      { env: { AWS_ACCESS_KEY_ID: "AKID" } },
      "The environment has AWS_ACCESS_KEY_ID and no AWS_SECRET_ACCESS_KEY",
    ],
    [
      "an empty key",
      x({ ...KEYS, aws_access_key_id: "" }),
      'The profile "x" has one of aws_access_key_id and',
    ],
    ["an empty secret", x({ ...KEYS, aws_secret_access_key: "" }), "and not the other"],
    [
      "a role with two kinds of sources",
      x({ ...ROLE, source_profile: "y", credential_source: "Environment" }),
      'The profile "x" has both source_profile and credential_source',
    ],
    [
      "a role without a source",
      x(ROLE),
      'The profile "x" has role_arn, and neither source_profile nor credential_source',
    ],
    [
      "a role that needs a code",
      x({ ...ROLE, source_profile: "x", mfa_serial: "m", ...KEYS }),
      'The profile "x" needs the code of an MFA device',
    ],
    [
      "a source that does not exist",
      x({ ...ROLE, source_profile: "y" }),
      'The source_profile "y" of the profile "x" does not exist',
    ],
    [
      "a source without credentials",
      x({ ...ROLE, source_profile: "y" }, { config: { y: {} } }),
      'The source_profile "y" of the profile "x" has no credentials',
    ],
    [
      "a profile that is its own source, without keys",
      x({ ...ROLE, source_profile: "x" }),
      'The source_profile "x" of the profile "x" is part of a loop',
    ],
    [
      "a loop of sources",
      x({ ...ROLE, source_profile: "y" }, { config: { y: { ...ROLE, source_profile: "x" } } }),
      'The source_profile "x" of the profile "y" is part of a loop',
    ],
    [
      "a loop of sources that starts with keys",
      x({ ...ROLE, ...KEYS, source_profile: "y" }, { config: { y: { ...ROLE, source_profile: "x" } } }),
      'The source_profile "x" of the profile "y" is part of a loop',
    ],
    [
      "a source with a secret alone, beside a role of its own",
      x(
        { ...ROLE, source_profile: "y" },
        { config: { y: { aws_secret_access_key: "s", ...ROLE, source_profile: "z" }, z: KEYS } },
      ),
      'The source_profile "y" of the profile "x" has no credentials',
    ],
    [
      "a source that needs the environment's web identity",
      x(
        { ...ROLE, source_profile: "y" },
        { config: { y: {} }, env: { AWS_WEB_IDENTITY_TOKEN_FILE: "/t", AWS_ROLE_ARN: "a" } },
      ),
      'The source_profile "y" of the profile "x" has no credentials',
    ],
    [
      "a source with a key alone, beside a role of its own",
      x(
        { ...ROLE, source_profile: "y" },
        { config: { y: { aws_access_key_id: "AKIDY", ...ROLE, source_profile: "z" }, z: KEYS } },
      ),
      'The profile "y" has one of aws_access_key_id and aws_secret_access_key',
    ],
    [
      "an environment without keys",
      x({ ...ROLE, credential_source: "Environment" }),
      'The credential_source "Environment" of the profile "x" needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    ],
    [
      "no container",
      x({ ...ROLE, credential_source: "EcsContainer" }),
      'The credential_source "EcsContainer" of the profile "x" needs AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or',
    ],
    [
      "an unknown kind of source",
      x({ ...ROLE, credential_source: "Elsewhere" }),
      'The credential_source "Elsewhere" of the profile "x" is none of Environment, EcsContainer and',
    ],
    [
      "a web identity without a role",
      { env: { AWS_WEB_IDENTITY_TOKEN_FILE: "/t" } },
      'no role for it: set AWS_ROLE_ARN, or role_arn of the profile "default"',
    ],
    [
      "a given profile's web identity without a role",
      x({ web_identity_token_file: "/t" }),
      'no role for it: set role_arn of the profile "x"',
    ],
    [
      "a missing SSO session",
      x({ ...SSO, sso_session: "s" }),
      'no section [sso-session s], to which the profile "x" refers',
    ],
    [
      "a setting that differs from the SSO session's",
      x({ ...SSO, sso_session: "s", sso_region: "eu-west-1" }, { ssoSessions: { s: START } }),
      'The profile "x" and its SSO session "s" differ in sso_region',
    ],
    [
      "SSO without a role",
      x({ sso_account_id: "1", ...START }),
      'The profile "x" uses SSO and lacks sso_role_name',
    ],
    ["SSO without an account", x({ sso_role_name: "r", ...START }), "SSO and lacks sso_account_id"],
    ["SSO without a start", x(SSO), "SSO and lacks sso_start_url, sso_region"],
  ])("a source is rejected: %s", (_title, settings, message) => {
    expect(() => find(settings)).toThrow(
      expect.objectContaining({
        name: "CredentialsProviderError",
        message: expect.stringContaining(message),
        tryNextLink: false,
      }),
    );
  });
});

describe("the credentials of a source", () => {
  const PLAIN = { accessKeyId: "AKIDX", secretAccessKey: "s" };
  const PLAIN_ENV = { accessKeyId: "AKIDENV", secretAccessKey: "s" };

  test.each<[string, Settings, object]>([
    ["keys of the environment", { env: ENV }, PLAIN_ENV],
    [
      "a token of the environment",
      { env: { ...ENV, AWS_SESSION_TOKEN: "t" } },
      { ...PLAIN_ENV, sessionToken: "t" },
    ],
    [
      "a token of the environment under its older name",
      { env: { ...ENV, AWS_SESSION_TOKEN: "t", AWS_SECURITY_TOKEN: "older" } },
      { ...PLAIN_ENV, sessionToken: "older" },
    ],
    ["an empty token of the environment", { env: { ...ENV, AWS_SESSION_TOKEN: "" } }, PLAIN_ENV],
    [
      "an expiration",
      { env: { ...ENV, AWS_CREDENTIAL_EXPIRATION: "2999-01-01T00:00:00Z" } },
      { ...PLAIN_ENV, expiration: new Date("2999-01-01T00:00:00Z") },
    ],
    ["an empty expiration", { env: { ...ENV, AWS_CREDENTIAL_EXPIRATION: "" } }, PLAIN_ENV],
    ["keys of a profile", x(KEYS), PLAIN],
    ["a profile's token", x({ ...KEYS, aws_session_token: "t" }), { ...PLAIN, sessionToken: "t" }],
    [
      "a profile's token under its older name",
      x({ ...KEYS, aws_session_token: "t", aws_security_token: "older" }),
      { ...PLAIN, sessionToken: "older" },
    ],
    ["a profile's empty token", x({ ...KEYS, aws_session_token: "" }), PLAIN],
  ])("the credentials are complete: %s", async (_title, settings, credentials) => {
    expect(await find(settings).load()).toEqual(credentials);
  });

  test.each<[string, Settings, string]>([
    [
      "an expiration in the past",
      { env: { ...ENV, AWS_CREDENTIAL_EXPIRATION: "2020-01-01T00:00:00Z" } },
      "AWS_CREDENTIAL_EXPIRATION sets an expiration that has passed",
    ],
    [
      "a command line that is none",
      x({ credential_process: "'" }),
      'The credential_process of the profile "x" is not a command line',
    ],
    ["a container with an untrusted URL", { env: UNTRUSTED }, "The container's credentials have a URL"],
    [
      "an instance that is switched off",
      { env: { AWS_EC2_METADATA_DISABLED: "true" } },
      "No credentials were found",
    ],
    [
      "a token file that does not exist",
      x({ ...ROLE, web_identity_token_file: "/nonexistent/token" }),
      "The web identity token file /nonexistent/token cannot be read (ENOENT)",
    ],
    [
      "a role by a container with an untrusted URL",
      x({ ...ROLE, credential_source: "EcsContainer" }, { env: UNTRUSTED }),
      "The container's credentials have a URL",
    ],
    [
      "a role by a container with an untrusted relative URL",
      x(
        { ...ROLE, credential_source: "EcsContainer" },
        { env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "@example.com" } },
      ),
      "The container's credentials have a URL",
    ],
    [
      "a role by an instance that is switched off",
      x(
        { ...ROLE, credential_source: "Ec2InstanceMetadata" },
        { env: { AWS_EC2_METADATA_DISABLED: "true" } },
      ),
      "No credentials were found",
    ],
  ])("the credentials are rejected: %s", async (_title, settings, message) => {
    await expect(find(settings).load()).rejects.toThrow(message);
  });

  /** Loads the credentials of a role. Returns the signing key and the parameters of each request to STS. */
  async function assumed(settings: Settings) {
    const sts = responder(
      stsRole("<AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"),
      stsRole("<AccessKeyId>ASIA2</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"),
    );
    await find(settings, sts).load();
    return sts.requests.map(({ headers, body }) => ({
      key: /Credential=(\w+)/.exec(String(headers["authorization"]))?.[1],
      ...Object.fromEntries(new URLSearchParams(body)),
    }));
  }
  const other = (more: Readonly<Record<string, string>> = {}) =>
    x({ ...ROLE, source_profile: "y", ...more }, { config: { y: KEYS } });

  test.each<[string, Settings, readonly string[]]>([
    ["another profile", other(), ["AKIDX"]],
    ["the profile's own keys", x({ ...ROLE, ...KEYS, source_profile: "x" }), ["AKIDX"]],
    ["the environment", x({ ...ROLE, credential_source: "Environment" }, { env: ENV }), ["AKIDENV"]],
    [
      "a chain of roles",
      x({ ...ROLE, source_profile: "y" }, { config: { y: { ...ROLE, source_profile: "z" }, z: KEYS } }),
      ["AKIDX", "ASIA1"],
    ],
    [
      "a profile with keys and a role",
      x(
        { ...ROLE, source_profile: "y" },
        { config: { y: { ...KEYS, ...ROLE, source_profile: "z" }, z: {} } },
      ),
      ["AKIDX"],
    ],
    [
      "a profile that is its own source",
      x({ ...ROLE, source_profile: "y" }, { config: { y: { ...KEYS, ...ROLE, source_profile: "y" } } }),
      ["AKIDX"],
    ],
  ])("a role is assumed by the keys of %s", async (_title, settings, keys) => {
    expect((await assumed(settings)).map(({ key }) => key)).toEqual(keys);
  });

  test("a role's settings are sent", async () => {
    const settings = { role_session_name: "me", external_id: "id", duration_seconds: "3600" };
    expect(await assumed(other(settings))).toEqual([
      {
        ...{ key: "AKIDX", Action: "AssumeRole", Version: "2011-06-15", RoleArn: ROLE.role_arn },
        ...{ RoleSessionName: "me", ExternalId: "id", DurationSeconds: "3600" },
      },
    ]);
  });

  test("the name of a web identity's session is the environment's or the profile's", async () => {
    const web = { ...ROLE, web_identity_token_file: import.meta.filename, role_session_name: "mine" };
    const names = [{}, { AWS_ROLE_SESSION_NAME: "environment's" }].map(async (env) => {
      const sts = responder(
        stsRole(
          "<AccessKeyId>A</AccessKeyId><SecretAccessKey>s</SecretAccessKey>",
          "AssumeRoleWithWebIdentity",
        ),
      );
      await find({ env, config: { default: web } }, sts).load();
      return new URLSearchParams(sts.requests[0]?.body).get("RoleSessionName");
    });
    expect(await Promise.all(names)).toEqual(["mine", "environment's"]);
  });

  test.each(["long", "1.5", "0", "-900", ""])("a role's duration of %j is not sent", async (duration) => {
    const [request] = await assumed(other({ duration_seconds: duration }));
    expect(request).not.toHaveProperty("DurationSeconds");
  });
});
