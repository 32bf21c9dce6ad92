// The situations in the table: environment, files and services.
import type { Situation } from "./world.js";

/** A situation, named by its subject. */
export interface Case extends Situation {
  readonly title: string;
  /** The reason for a deliberate difference from the `aws` program: the first words of its row in docs/command-line.md. */
  readonly differs?: string;
  /** Whether only one request per process works, because the AWS SDK renews a session at most once in 30 seconds. */
  readonly onceAProcess?: true;
  /** Whether requests are repeated after pauses of seconds, so that the situation is played in virtual time. */
  readonly pauses?: true;
}

const keys = (id: string) => `aws_access_key_id = ${id}\naws_secret_access_key = s\n`;
const config = (text: string) => ({ ".aws/config": text });
const both = (text: string, credentials: string) => ({
  ".aws/config": text,
  ".aws/credentials": credentials,
});
const ENV = { AWS_ACCESS_KEY_ID: "AKIDENV", AWS_SECRET_ACCESS_KEY: "s" };
const role = (name: string) => `role_arn = arn:aws:iam::123456789012:role/${name}\n`;
const printed = (more: object = {}) =>
  JSON.stringify({ Version: 1, AccessKeyId: "AKIDPROCESS", SecretAccessKey: "s", ...more });
const WEB = { AWS_WEB_IDENTITY_TOKEN_FILE: "HOME/token", AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/web" };
const TOKEN = { token: "web-token" };
const SSO = "sso_account_id = 123456789012\nsso_role_name = reader\n";
const START = "sso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n";
const SSO_TOKEN = { "https://example.awsapps.com/start": {} };
const PAST = "2020-01-01T00:00:00Z";
const roleInX = (more: string) => config(`[profile x]\n${role("x")}${more}`);
const IN_DEFAULT = config(`[default]\n${keys("AKIDDEFAULT")}`);
const KEYS_IN_X = config(`[profile x]\n${keys("AKIDX")}`);
const SSO_IN_X = config(`[profile x]\n${SSO}${START}`);
const ROLE_IN_X = roleInX(`source_profile = y\n[profile y]\n${keys("AKIDY")}`);

const environment: readonly Case[] = [
  { title: "keys of the environment", env: ENV },
  { title: "with a session token", env: { ...ENV, AWS_SESSION_TOKEN: "session" } },
  {
    title: "the older name of the token first",
    env: { ...ENV, AWS_SESSION_TOKEN: "session", AWS_SECURITY_TOKEN: "security" },
  },
  {
    title: "a key without its secret, beside [default]",
    env: { AWS_ACCESS_KEY_ID: "AKIDHALF" },
    files: IN_DEFAULT,
  },
  { title: "a key with an empty secret", env: { AWS_ACCESS_KEY_ID: "AKIDHALF", AWS_SECRET_ACCESS_KEY: "" } },
  {
    title: "a secret without its key, beside [default]",
    env: { AWS_SECRET_ACCESS_KEY: "s" },
    files: IN_DEFAULT,
  },
  { title: "keys before AWS_PROFILE", env: { ...ENV, AWS_PROFILE: "x" }, files: KEYS_IN_X },
  { title: "--profile before keys", env: ENV, profile: "x", files: KEYS_IN_X },
  {
    title: "--profile before AWS_PROFILE",
    env: { AWS_PROFILE: "y" },
    profile: "x",
    files: config(`[profile x]\n${keys("AKIDX")}[profile y]\n${keys("AKIDY")}`),
  },
  {
    title: "AWS_DEFAULT_PROFILE before AWS_PROFILE",
    env: { AWS_PROFILE: "y", AWS_DEFAULT_PROFILE: "x" },
    files: config(`[profile x]\n${keys("AKIDX")}[profile y]\n${keys("AKIDY")}`),
  },
  { title: "keys that have expired", env: { ...ENV, AWS_CREDENTIAL_EXPIRATION: PAST } },
  { title: "keys that have not expired", env: { ...ENV, AWS_CREDENTIAL_EXPIRATION: "2999-01-01T00:00:00Z" } },
  { title: "keys with an expiration that is no date", env: { ...ENV, AWS_CREDENTIAL_EXPIRATION: "soon" } },
  { title: "keys beside an AWS_PROFILE that does not exist", env: { ...ENV, AWS_PROFILE: "nobody" } },
  { title: "an AWS_PROFILE that does not exist", env: { AWS_PROFILE: "nobody" }, files: IN_DEFAULT },
  { title: "a --profile that does not exist", profile: "nobody", files: IN_DEFAULT },
  { title: "--profile default without such a section", profile: "default", files: KEYS_IN_X },
  {
    title: "an empty AWS_PROFILE",
    env: { AWS_PROFILE: "" },
    files: IN_DEFAULT,
    differs: "An empty `AWS_PROFILE`",
  },
  { title: "AWS_REGION", env: { ...ENV, AWS_REGION: "us-east-1" }, differs: "`AWS_REGION`" },
];

const webIdentity: readonly Case[] = [
  { title: "web identity alone", env: WEB, files: TOKEN },
  { title: "web identity before [default]", env: WEB, files: { ...TOKEN, ...IN_DEFAULT } },
  {
    title: "web identity before AWS_PROFILE",
    env: { ...WEB, AWS_PROFILE: "x" },
    files: { ...TOKEN, ...KEYS_IN_X },
  },
  { title: "--profile before web identity", env: WEB, profile: "x", files: { ...TOKEN, ...KEYS_IN_X } },
  { title: "keys before web identity", env: { ...ENV, ...WEB }, files: TOKEN },
  {
    title: "a role of AWS_PROFILE before web identity",
    env: { ...WEB, AWS_PROFILE: "x" },
    files: { ...TOKEN, ...ROLE_IN_X },
  },
  {
    title: "a web identity token without a role",
    env: { AWS_WEB_IDENTITY_TOKEN_FILE: "HOME/token" },
    files: { ...TOKEN, ...IN_DEFAULT },
  },
  {
    title: "a role without a web identity token",
    env: { AWS_ROLE_ARN: WEB.AWS_ROLE_ARN },
    files: IN_DEFAULT,
  },
  { title: "a web identity token whose file is missing", env: WEB, files: IN_DEFAULT },
  {
    title: "a web identity that STS refuses",
    env: WEB,
    files: { ...TOKEN, ...IN_DEFAULT },
    fails: { sts: 403 },
  },
  {
    title: "the token of the environment with the role of AWS_PROFILE",
    env: { AWS_WEB_IDENTITY_TOKEN_FILE: "HOME/token", AWS_PROFILE: "x" },
    files: { ...TOKEN, ...roleInX(`web_identity_token_file = HOME/other\n`) },
  },
  {
    title: "the role of the environment with the token of AWS_PROFILE",
    env: { AWS_ROLE_ARN: WEB.AWS_ROLE_ARN, AWS_PROFILE: "x" },
    files: { ...TOKEN, ...roleInX(`web_identity_token_file = HOME/token\n`) },
  },
  {
    title: "a profile's own web identity",
    profile: "x",
    files: { ...TOKEN, ...roleInX(`web_identity_token_file = HOME/token\n`) },
  },
  {
    title: "a profile's web identity without its file",
    profile: "x",
    files: roleInX(`web_identity_token_file = HOME/token\n`),
  },
  {
    title: "a profile's web identity without a role",
    profile: "x",
    env: WEB,
    files: { ...TOKEN, ...config("[profile x]\nweb_identity_token_file = HOME/token\n") },
  },
  {
    title: "a web identity as the source of a role",
    profile: "x",
    files: {
      ...TOKEN,
      ...roleInX(`source_profile = y\n[profile y]\n${role("y")}web_identity_token_file = HOME/token\n`),
    },
  },
];

const profileKeys: readonly Case[] = [
  { title: "keys of [default] in the config file", files: IN_DEFAULT },
  {
    title: "keys of the credentials file",
    profile: "x",
    files: both("[profile x]\nregion = us-east-1\n", `[x]\n${keys("AKIDX")}`),
  },
  {
    title: "a profile that only the credentials file has",
    profile: "x",
    files: { ".aws/credentials": `[x]\n${keys("AKIDX")}` },
  },
  {
    title: "the credentials file before the config file",
    profile: "x",
    files: both(`[profile x]\n${keys("AKIDCONFIG")}`, `[x]\n${keys("AKIDX")}`),
  },
  {
    title: "a key in one file and its secret in the other",
    profile: "x",
    files: both("[profile x]\naws_secret_access_key = s\n", "[x]\naws_access_key_id = AKIDX\n"),
  },
  {
    title: "a key without its secret, by --profile",
    profile: "x",
    files: config("[profile x]\naws_access_key_id = AKIDX\n"),
  },
  {
    title: "a key without its secret, by AWS_PROFILE",
    env: { AWS_PROFILE: "x" },
    files: config("[profile x]\naws_access_key_id = AKIDX\n"),
  },
  {
    title: "a key without its secret, in [default]",
    files: config("[default]\naws_access_key_id = AKIDX\n"),
  },
  {
    title: "a secret without its key, by --profile",
    profile: "x",
    files: config("[profile x]\naws_secret_access_key = s\n"),
    differs: "A named profile with incomplete credentials",
  },
  {
    title: "a secret without its key, in [default]",
    files: config("[default]\naws_secret_access_key = s\n"),
  },
  {
    title: "a profile's session token",
    profile: "x",
    files: config(`[profile x]\n${keys("AKIDX")}aws_session_token = session\n`),
  },
  {
    title: "a profile's token under its older name",
    profile: "x",
    files: config(
      `[profile x]\n${keys("AKIDX")}aws_security_token = security\naws_session_token = session\n`,
    ),
  },
  {
    title: "an empty key",
    profile: "x",
    files: config("[profile x]\naws_access_key_id =\naws_secret_access_key = s\n"),
  },
  { title: "a profile with nothing in it", profile: "x", files: config("[profile x]\n") },
  {
    title: "a profile with a region alone, by AWS_PROFILE",
    env: { AWS_PROFILE: "x", AWS_DEFAULT_REGION: undefined },
    files: config("[profile x]\nregion = ap-south-1\n"),
  },
  {
    title: "a profile with nothing in it, in a container",
    profile: "x",
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "SERVER/container" },
    files: config("[profile x]\n"),
  },
  {
    title: "the environment's region before the profile's",
    profile: "x",
    files: config(`[profile x]\n${keys("AKIDX")}region = ap-south-1\n`),
  },
  {
    title: "the profile's region",
    profile: "x",
    env: { AWS_DEFAULT_REGION: undefined },
    files: config(`[default]\nregion = us-east-1\n[profile x]\n${keys("AKIDX")}region = ap-south-1\n`),
  },
  {
    title: "the credentials file's region",
    profile: "x",
    env: { AWS_DEFAULT_REGION: undefined },
    files: both("[profile x]\nregion = us-east-1\n", `[x]\n${keys("AKIDX")}region = ap-south-1\n`),
  },
  {
    title: "no region in the profile, and one in [default]",
    profile: "x",
    env: { AWS_DEFAULT_REGION: undefined },
    files: config(`[default]\nregion = us-east-1\n[profile x]\n${keys("AKIDX")}`),
  },
];

const processes: readonly Case[] = [
  {
    title: "a credential_process",
    profile: "x",
    files: { out: printed(), ...config("[profile x]\ncredential_process = cat HOME/out\n") },
  },
  {
    title: "a credential_process with a token and an expiration",
    profile: "x",
    files: {
      out: printed({ SessionToken: "session", Expiration: "2999-01-01T00:00:00Z" }),
      ...config("[profile x]\ncredential_process = cat HOME/out\n"),
    },
  },
  {
    title: "a credential_process that fails, by --profile",
    profile: "x",
    files: config("[profile x]\ncredential_process = false\n"),
  },
  {
    title: "a credential_process that fails, by AWS_PROFILE",
    env: { AWS_PROFILE: "x" },
    files: config("[profile x]\ncredential_process = false\n"),
  },
  {
    title: "a credential_process that fails, in [default]",
    files: config("[default]\ncredential_process = false\n"),
  },
  {
    title: "a credential_process that is not there",
    profile: "x",
    files: config("[profile x]\ncredential_process = HOME/nothing\n"),
  },
  {
    title: "a credential_process that prints no JSON",
    profile: "x",
    files: config("[profile x]\ncredential_process = echo no\n"),
  },
  {
    title: "a credential_process of version 2",
    profile: "x",
    files: { out: printed({ Version: 2 }), ...config("[profile x]\ncredential_process = cat HOME/out\n") },
  },
  {
    title: "a credential_process without a secret",
    profile: "x",
    files: {
      out: printed({ SecretAccessKey: undefined }),
      ...config("[profile x]\ncredential_process = cat HOME/out\n"),
    },
  },
  {
    title: "a credential_process whose keys have expired",
    profile: "x",
    files: {
      out: printed({ Expiration: PAST }),
      ...config("[profile x]\ncredential_process = cat HOME/out\n"),
    },
  },
  {
    title: "a credential_process with quotes and blanks",
    profile: "x",
    files: { "a file": printed(), ...config('[profile x]\ncredential_process = cat "HOME/a file"\n') },
  },
  {
    title: "a credential_process with ; and # in it",
    profile: "x",
    files: {
      out: printed(),
      ...config("[profile x]\ncredential_process = sh -c 'true ; cat HOME/out # not a comment'\n"),
    },
  },
  {
    title: "a credential_process that would need a shell",
    profile: "x",
    files: { out: printed(), ...config("[profile x]\ncredential_process = cat $HOMEDIR/out | cat\n") },
    env: { HOMEDIR: "HOME" },
  },
  {
    title: "keys of the credentials file before a credential_process",
    profile: "x",
    files: both("[profile x]\ncredential_process = false\n", `[x]\n${keys("AKIDX")}`),
  },
  {
    title: "a credential_process before keys of the config file",
    profile: "x",
    files: { out: printed(), ...config(`[profile x]\n${keys("AKIDX")}credential_process = cat HOME/out\n`) },
  },
];

const roles: readonly Case[] = [
  { title: "a role by a source profile", profile: "x", files: ROLE_IN_X },
  {
    title: "a role by a source profile of the credentials file",
    profile: "x",
    files: both(`[profile x]\n${role("x")}source_profile = y\n`, `[y]\n${keys("AKIDY")}`),
  },
  {
    title: "a role of [default]",
    files: config(`[default]\n${role("x")}source_profile = y\n[profile y]\n${keys("AKIDY")}`),
  },
  {
    title: "keys of the environment before a role of AWS_PROFILE",
    env: { ...ENV, AWS_PROFILE: "x" },
    files: ROLE_IN_X,
  },
  {
    title: "a chain of roles",
    profile: "x",
    files: roleInX(
      `source_profile = y\n[profile y]\n${role("y")}source_profile = z\n[profile z]\n${keys("AKIDZ")}`,
    ),
  },
  {
    title: "a source that has keys and a role",
    profile: "x",
    files: roleInX(`source_profile = y\n[profile y]\n${keys("AKIDY")}${role("y")}source_profile = z\n`),
  },
  {
    title: "a loop of sources",
    profile: "x",
    files: roleInX(`source_profile = y\n[profile y]\n${role("y")}source_profile = x\n`),
  },
  {
    title: "a profile that is its own source, with keys",
    profile: "x",
    files: config(`[profile x]\n${keys("AKIDX")}${role("x")}source_profile = x\n`),
  },
  {
    title: "a profile that is its own source, without keys",
    profile: "x",
    files: roleInX(`source_profile = x\n`),
  },
  { title: "a source that does not exist", profile: "x", files: roleInX(`source_profile = y\n`) },
  { title: "a source with nothing in it", profile: "x", files: roleInX(`source_profile = y\n[profile y]\n`) },
  {
    title: "a source with half a pair of keys",
    profile: "x",
    files: roleInX(`source_profile = y\n[profile y]\naws_secret_access_key = s\n`),
  },
  {
    title: "a source with a credential_process",
    profile: "x",
    files: {
      out: printed(),
      ...roleInX(`source_profile = y\n[profile y]\ncredential_process = cat HOME/out\n`),
    },
  },
  {
    title: "a source with a credential_process that fails",
    profile: "x",
    files: roleInX(`source_profile = y\n[profile y]\ncredential_process = false\n`),
  },
  { title: "a role without a source", profile: "x", files: roleInX("") },
  { title: "a role without a source, by AWS_PROFILE", env: { AWS_PROFILE: "x" }, files: roleInX("") },
  {
    title: "a role without a source, beside keys of its own",
    profile: "x",
    files: config(`[profile x]\n${keys("AKIDX")}${role("x")}`),
  },
  {
    title: "a role with two kinds of sources",
    profile: "x",
    env: ENV,
    files: roleInX(`source_profile = y\ncredential_source = Environment\n[profile y]\n${keys("AKIDY")}`),
  },
  {
    title: "a role by the environment",
    profile: "x",
    env: ENV,
    files: roleInX(`credential_source = Environment\n`),
  },
  {
    title: "a role by an environment without keys",
    profile: "x",
    files: roleInX(`credential_source = Environment\n`),
  },
  {
    title: "a role by an environment with half a pair",
    profile: "x",
    env: { AWS_ACCESS_KEY_ID: "AKIDHALF" },
    files: roleInX(`credential_source = Environment\n`),
  },
  {
    title: "a role by the instance",
    profile: "x",
    files: roleInX(`credential_source = Ec2InstanceMetadata\n`),
  },
  {
    title: "a role by an instance without a role",
    profile: "x",
    files: roleInX(`credential_source = Ec2InstanceMetadata\n`),
    fails: { "imds-role": 404 },
  },
  {
    title: "a role by the container",
    profile: "x",
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "SERVER/container" },
    files: roleInX(`credential_source = EcsContainer\n`),
  },
  {
    title: "a role by a container, without one",
    profile: "x",
    files: roleInX(`credential_source = EcsContainer\n`),
  },
  { title: "a role by an unknown source", profile: "x", files: roleInX(`credential_source = Elsewhere\n`) },
  {
    title: "a source in other letter case",
    profile: "x",
    env: ENV,
    files: roleInX(`credential_source = environment\n`),
  },
  { title: "a role that STS refuses", profile: "x", files: ROLE_IN_X, fails: { sts: 403 } },
  {
    title: "a role that needs a code",
    profile: "x",
    files: roleInX(
      `source_profile = y\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n[profile y]\n${keys("AKIDY")}`,
    ),
  },
  {
    title: "a role with an external id, a session and a duration that is no number",
    profile: "x",
    files: roleInX(
      `source_profile = y\nexternal_id = id-1234\nrole_session_name = me\nduration_seconds = long\n[profile y]\n${keys("AKIDY")}`,
    ),
  },
];

const sso: readonly Case[] = [
  { title: "SSO", profile: "x", files: SSO_IN_X, ssoTokens: SSO_TOKEN },
  {
    title: "SSO by AWS_PROFILE, before web identity of nobody",
    env: { AWS_PROFILE: "x" },
    files: SSO_IN_X,
    ssoTokens: SSO_TOKEN,
  },
  { title: "SSO without a token", profile: "x", files: SSO_IN_X },
  {
    title: "SSO with a token that has expired",
    profile: "x",
    files: SSO_IN_X,
    ssoTokens: { "https://example.awsapps.com/start": { expiresAt: PAST } },
  },
  { title: "SSO that is refused", profile: "x", files: SSO_IN_X, ssoTokens: SSO_TOKEN, fails: { sso: 401 } },
  {
    title: "SSO without a role name",
    profile: "x",
    files: config(`[profile x]\nsso_account_id = 123456789012\n${START}`),
    ssoTokens: SSO_TOKEN,
  },
  {
    title: "SSO without a start URL",
    profile: "x",
    files: config(`[profile x]\n${SSO}sso_region = us-east-1\n`),
    ssoTokens: SSO_TOKEN,
  },
  {
    title: "an SSO session",
    profile: "x",
    files: config(`[profile x]\n${SSO}sso_session = s\n[sso-session s]\n${START}`),
    ssoTokens: { s: {} },
  },
  {
    title: "an SSO session whose name has blanks",
    profile: "x",
    files: config(`[profile x]\n${SSO}sso_session = my session\n[sso-session "my session"]\n${START}`),
    ssoTokens: { "my session": {} },
  },
  {
    title: "an SSO session that is not there",
    profile: "x",
    files: config(`[profile x]\n${SSO}sso_session = s\n`),
    ssoTokens: { s: {} },
  },
  {
    title: "an SSO session that differs from its profile",
    profile: "x",
    files: config(`[profile x]\n${SSO}sso_session = s\nsso_region = eu-central-1\n[sso-session s]\n${START}`),
    ssoTokens: { s: {} },
  },
  {
    title: "an SSO session without a token",
    profile: "x",
    files: config(`[profile x]\n${SSO}sso_session = s\n[sso-session s]\n${START}`),
  },
  {
    title: "an SSO session with a token that is renewed",
    onceAProcess: true,
    profile: "x",
    files: config(`[profile x]\n${SSO}sso_session = renewed\n[sso-session renewed]\n${START}`),
    ssoTokens: {
      renewed: {
        expiresAt: PAST,
        clientId: "id",
        clientSecret: "secret",
        refreshToken: "refresh",
        registrationExpiresAt: "2999-01-01T00:00:00Z",
      },
    },
  },
  {
    title: "an SSO session with a token that is over",
    profile: "x",
    files: config(`[profile x]\n${SSO}sso_session = over\n[sso-session over]\n${START}`),
    ssoTokens: { over: { expiresAt: PAST } },
  },
  {
    title: "SSO as the source of a role",
    profile: "x",
    files: roleInX(`source_profile = y\n[profile y]\n${SSO}${START}`),
    ssoTokens: SSO_TOKEN,
  },
  {
    title: "SSO before keys of the same profile",
    profile: "x",
    files: config(`[profile x]\n${keys("AKIDX")}${SSO}${START}`),
    ssoTokens: SSO_TOKEN,
  },
  {
    title: "an SSO session without an account",
    profile: "x",
    files: config(`[profile x]\nsso_session = s\n[sso-session s]\n${START}`),
    ssoTokens: { s: {} },
    differs: "A named profile with incomplete credentials",
  },
];

const hosts: readonly Case[] = [
  { title: "a container", env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "SERVER/container" } },
  {
    title: "a container with a token",
    env: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "SERVER/container",
      AWS_CONTAINER_AUTHORIZATION_TOKEN: "Token",
    },
  },
  {
    title: "a container with a token in a file",
    env: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "SERVER/container",
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "HOME/token",
      AWS_CONTAINER_AUTHORIZATION_TOKEN: "Other",
    },
    files: { token: "FileToken" },
  },
  {
    title: "a container that fails, on an instance with a role",
    pauses: true,
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "SERVER/container" },
    fails: { container: 400 },
  },
  {
    title: "a container at a host that is not allowed",
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://192.0.2.1/container" },
  },
  {
    title: "[default] before a container",
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "SERVER/container" },
    files: IN_DEFAULT,
  },
  { title: "an instance" },
  { title: "an instance of version 1", fails: { "imds-token": 404 } },
  {
    title: "an instance of version 1, which is not allowed",
    fails: { "imds-token": 404 },
    env: { AWS_EC2_METADATA_V1_DISABLED: "true" },
  },
  { title: "an instance that rejects the request for a token", fails: { "imds-token": 400 } },
  { title: "an instance without a role", fails: { "imds-role": 404 } },
  { title: "an instance whose role has no credentials", fails: { "imds-credentials": 404 } },
  { title: "an instance that is switched off", env: { AWS_EC2_METADATA_DISABLED: "TRUE" } },
  { title: "an instance that is not switched off", env: { AWS_EC2_METADATA_DISABLED: "yes" } },
  {
    title: "an instance whose address the profile has",
    profile: "x",
    env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: undefined },
    files: config("[profile x]\nec2_metadata_service_endpoint = SERVER\n"),
  },
];

const x = (text: string, profile = "x"): Pick<Case, "profile" | "files"> => ({
  profile,
  files: config(text),
});

const grammar: readonly Case[] = [
  { title: "a name in double quotes, with a blank", ...x(`[profile "my own"]\n${keys("AKIDX")}`, "my own") },
  { title: "a name in single quotes", ...x(`[profile 'x']\n${keys("AKIDX")}`) },
  { title: "a name with a backslash", ...x(`[profile my\\ own]\n${keys("AKIDX")}`, "my own") },
  { title: "a name with a blank and no quotes", ...x(`[profile my own]\n${keys("AKIDX")}`, "my own") },
  { title: "a name whose quote is not closed", ...x(`[profile "x]\n${keys("AKIDX")}`) },
  { title: "a name after a tab and blanks", ...x(`[profile \t x]\n${keys("AKIDX")}`) },
  {
    title: "a name with other characters",
    ...x(`[profile a@b.c:d/e+f%g=é]\n${keys("AKIDX")}`, "a@b.c:d/e+f%g=é"),
  },
  { title: "blanks within the brackets", ...x(`[ profile x ]\n${keys("AKIDX")}`) },
  { title: "a section of the config file without the prefix", ...x(`[x]\n${keys("AKIDX")}`) },
  { title: "a prefix that is longer", ...x(`[profiles x]\n${keys("AKIDX")}`) },
  { title: "a prefix in capitals", ...x(`[Profile x]\n${keys("AKIDX")}`) },
  { title: "a name in other letter case", ...x(`[profile X]\n${keys("AKIDX")}`) },
  {
    title: "a prefix in the credentials file",
    profile: "x",
    files: { ".aws/credentials": `[profile x]\n${keys("AKIDX")}` },
  },
  {
    title: "a prefix in the credentials file, as part of the name",
    profile: "profile x",
    files: { ".aws/credentials": `[profile x]\n${keys("AKIDX")}` },
  },
  {
    title: "quotes in the credentials file",
    profile: "x",
    files: { ".aws/credentials": `["x"]\n${keys("AKIDX")}` },
  },
  {
    title: "a name with a blank in the credentials file",
    profile: "my own",
    files: { ".aws/credentials": `[my own]\n${keys("AKIDX")}` },
  },
  {
    title: "[profile default] after [default]",
    files: config(`[default]\n${keys("AKIDONE")}[profile default]\n${keys("AKIDTWO")}`),
  },
  {
    title: "[default] after [profile default]",
    files: config(`[profile default]\n${keys("AKIDTWO")}[default]\n${keys("AKIDONE")}`),
  },
  {
    title: "a profile in two spellings",
    ...x(`[profile x]\n${keys("AKIDONE")}[profile "x"]\naws_access_key_id = AKIDTWO\n`),
  },
  {
    title: "names of settings in capitals",
    ...x("[profile x]\nAWS_ACCESS_KEY_ID = AKIDX\nAws_Secret_Access_Key = s\n"),
  },
  {
    title: "colons in place of equals signs",
    ...x("[profile x]\naws_access_key_id: AKIDX\naws_secret_access_key : s\n"),
  },
  {
    title: "no blanks around equals signs",
    ...x("[profile x]\naws_access_key_id=AKIDX\naws_secret_access_key=a=b:c\n"),
  },
  {
    title: "comments, empty lines and blanks at the ends",
    ...x(
      "# one\n; two\n\n[profile x]   \naws_access_key_id = AKIDX   \n  # three\n\naws_secret_access_key = s\n",
    ),
  },
  { title: "text after a section's bracket", ...x(`[profile x] # mine\n${keys("AKIDX")}`) },
  {
    title: "a value with a hash",
    ...x("[profile x]\naws_access_key_id = AKIDX\naws_secret_access_key = s #1\n"),
  },
  {
    title: "settings that are all indented",
    ...x("[profile x]\n  aws_access_key_id = AKIDX\n  aws_secret_access_key = s\n"),
  },
  {
    title: "a secret that is indented below the key",
    ...x("[profile x]\naws_access_key_id = AKIDX\n  aws_secret_access_key = s\n"),
  },
  {
    title: "a section that is indented below a setting",
    ...x(`[default]\nregion = us-east-1\n  [profile x]\n${keys("AKIDX")}`),
  },
  {
    title: "a value on two lines",
    profile: "x",
    files: { out: printed(), ...config("[profile x]\ncredential_process = cat\n    HOME/out\n") },
  },
  {
    title: "a value on the line below its name",
    profile: "x",
    files: { out: printed(), ...config("[profile x]\ncredential_process =\n    cat HOME/out\n") },
  },
  {
    title: "settings of a service below a name",
    ...x(`[profile x]\ns3 =\n  max_concurrent_requests = 20\n${keys("AKIDX")}`),
  },
  { title: "the section [DEFAULT]", ...x(`[DEFAULT]\n${keys("AKIDALL")}[profile x]\nregion = us-east-1\n`) },
  { title: "line ends of Windows", ...x(`[profile x]\n${keys("AKIDX")}`.replaceAll("\n", "\r\n")) },
  { title: "the same section twice", ...x(`[profile x]\n${keys("AKIDX")}[profile x]\nregion = us-east-1\n`) },
  { title: "the same setting twice", ...x(`[profile x]\n${keys("AKIDX")}aws_access_key_id = AKIDY\n`) },
  { title: "a setting before the first section", ...x(`region = us-east-1\n[profile x]\n${keys("AKIDX")}`) },
  { title: "a line that is no setting", ...x(`[profile x]\n${keys("AKIDX")}nonsense\n`) },
  {
    title: "a file that cannot be parsed, beside keys of the environment",
    env: ENV,
    files: config("nonsense\n"),
  },
  {
    title: "a credentials file that cannot be parsed",
    env: ENV,
    files: { ".aws/credentials": "nonsense\n" },
  },
  {
    title: "a file that is not UTF-8",
    profile: "x",
    files: { ".aws/config": Buffer.from(`[profile x]\n${keys("AKIDX")}# \xe9\n`, "latin1") },
  },
  {
    title: "a file with a byte order mark",
    ...x(`\ufeff[profile x]\n${keys("AKIDX")}`),
    differs: "A byte order mark",
  },
  {
    title: "AWS_CONFIG_FILE in the home directory",
    profile: "x",
    env: { AWS_CONFIG_FILE: "~/elsewhere" },
    files: { elsewhere: `[profile x]\n${keys("AKIDX")}` },
  },
  {
    title: "AWS_CONFIG_FILE with a variable",
    profile: "x",
    env: { AWS_CONFIG_FILE: "$PLACE/elsewhere", PLACE: "HOME" },
    files: { elsewhere: `[profile x]\n${keys("AKIDX")}` },
  },
  {
    title: "AWS_CONFIG_FILE that does not exist",
    profile: "x",
    env: { AWS_CONFIG_FILE: "HOME/none" },
    files: KEYS_IN_X,
  },
  { title: "AWS_CONFIG_FILE that is empty", profile: "x", env: { AWS_CONFIG_FILE: "" }, files: KEYS_IN_X },
  {
    title: "AWS_SHARED_CREDENTIALS_FILE",
    profile: "x",
    env: { AWS_SHARED_CREDENTIALS_FILE: "HOME/elsewhere" },
    files: { elsewhere: `[x]\n${keys("AKIDX")}`, ".aws/credentials": `[x]\n${keys("AKIDOTHER")}` },
  },
  { title: "a directory in the place of the config file", env: ENV, files: { ".aws/config/x": "" } },
  { title: "a home directory that does not exist", env: { ...ENV, HOME: "HOME/none" } },
  { title: "a home directory that does not exist, on an instance", env: { HOME: "HOME/none" } },
  {
    title: "a home directory that does not exist, in a container",
    env: { HOME: "HOME/none", AWS_CONTAINER_CREDENTIALS_FULL_URI: "SERVER/container" },
  },
  {
    title: "a home directory that does not exist, with web identity",
    env: { ...WEB, HOME: "HOME/none" },
    files: TOKEN,
  },
  { title: "a services section that is not there", ...x(`[profile x]\n${keys("AKIDX")}services = s\n`) },
];

export const SITUATIONS: readonly Case[] = [
  ...environment,
  ...webIdentity,
  ...profileKeys,
  ...processes,
  ...roles,
  ...sso,
  ...hosts,
  ...grammar,
];
