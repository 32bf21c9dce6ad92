import { CredentialsProviderError } from "@smithy/core/config";
import { containerRole } from "./container-role.js";
import { processCredentials, unexpired } from "./credential-command.js";
import {
  assumedRole,
  type Caller,
  type Load,
  loginSession,
  type RoleRequest,
  ssoRole,
  webIdentityRole,
} from "./credential-services.js";
import { instanceRole } from "./instance-role.js";
import type { Section } from "./profiles.js";
import type { SharedConfig } from "./shared-config.js";

/** A source of credentials, before any request. */
export interface CredentialSource {
  /** The source in words, without a secret. */
  readonly origin: string;
  readonly load: Load;
}

/**
 * Returns the first configured source of credentials, in the order of the AWS CLI. A configured source that fails is an error,
 * never a reason to try the next one. A named profile is replaced by the container or the instance only if it has no credential
 * setting at all.
 *
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-quickstart.html#cli-configure-quickstart-precedence
 * @throws CredentialsProviderError if the configured source is incomplete.
 */
export function credentialSource(shared: SharedConfig, caller: Caller): CredentialSource {
  const { env, profile, profileGiven } = shared;
  const name = profile ?? "default";
  const source =
    (profileGiven ? undefined : environmentKeys(shared)) ??
    profileRole(name, shared, caller, []) ??
    ofProfile(name, shared, caller, profileGiven);
  if (source !== undefined) return source;
  const unused = INSUFFICIENT_SETTINGS.find((setting) => shared.setting(setting) !== undefined);
  if (profile !== undefined && unused !== undefined)
    throw incomplete(`The profile ${quoted(name)} has ${unused}, which is not enough for credentials`);
  if (
    env["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] !== undefined ||
    env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] !== undefined
  )
    return { origin: "the container", load: () => containerRole(env) };
  return { origin: "the instance's role", load: () => instanceRole(shared) };
}

/** The credential settings that are not enough alone. Any other credential setting leads to a source or an error. */
const INSUFFICIENT_SETTINGS = [
  "aws_secret_access_key",
  "aws_session_token",
  "source_profile",
  "credential_source",
  "web_identity_token_file",
  "sso_session",
  "sso_start_url",
] as const;

function environmentKeys({ env }: SharedConfig): CredentialSource | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId) return undefined;
  if (!secretAccessKey)
    throw incomplete("The environment has AWS_ACCESS_KEY_ID and no AWS_SECRET_ACCESS_KEY");
  const sessionToken = env["AWS_SECURITY_TOKEN"] || env["AWS_SESSION_TOKEN"];
  const expires = env["AWS_CREDENTIAL_EXPIRATION"];
  return {
    origin: "the environment",
    load: async () => ({
      accessKeyId,
      secretAccessKey,
      ...(sessionToken && { sessionToken }),
      ...(expires && { expiration: unexpired("AWS_CREDENTIAL_EXPIRATION", expires) }),
    }),
  };
}

/** Returns the role of a profile, assumed by the credentials of another profile or of a named source. */
function profileRole(
  name: string,
  shared: SharedConfig,
  caller: Caller,
  visited: readonly string[],
): CredentialSource | undefined {
  const profile: Section = shared.files.profiles.get(name) ?? new Map();
  const roleArn = profile.get("role_arn");
  if (roleArn === undefined || profile.has("web_identity_token_file")) return undefined;
  const [from, kind] = [profile.get("source_profile"), profile.get("credential_source")];
  const of = `The profile ${quoted(name)}`;
  if (from !== undefined && kind !== undefined)
    throw incomplete(`${of} has both source_profile and credential_source`);
  if (from === undefined && kind === undefined)
    throw incomplete(`${of} has role_arn, and neither source_profile nor credential_source`);
  if (profile.has("mfa_serial"))
    throw incomplete(`${of} needs the code of an MFA device, for which this program does not ask`);
  const load =
    from === undefined
      ? namedSource(String(kind), name, shared)
      : sourceProfile(from, name, shared, caller, [...visited, name]);
  return {
    origin: `the role ${roleArn} of the profile ${quoted(name)}`,
    load: assumedRole(roleRequest(roleArn, profile), load, shared, caller),
  };
}

function roleRequest(RoleArn: string, profile: Section): RoleRequest {
  const duration = Number(profile.get("duration_seconds"));
  return {
    RoleArn,
    RoleSessionName: profile.get("role_session_name"),
    ExternalId: profile.get("external_id"),
    DurationSeconds: Number.isInteger(duration) && duration > 0 ? duration : undefined,
  };
}

function sourceProfile(
  from: string,
  name: string,
  shared: SharedConfig,
  caller: Caller,
  visited: readonly string[],
): Load {
  const profile = shared.files.profiles.get(from);
  const of = `The source_profile ${quoted(from)} of the profile ${quoted(name)}`;
  if (profile === undefined) throw incomplete(`${of} does not exist`);
  const hasKeys = profile.has("aws_access_key_id") || profile.has("aws_secret_access_key");
  // A profile may name itself, to assume its role by its own keys.
  if (visited.includes(from) && !(from === name && hasKeys)) throw incomplete(`${of} is part of a loop`);
  const source =
    (hasKeys ? undefined : profileRole(from, shared, caller, visited)) ??
    ofProfile(from, shared, caller, true);
  if (source === undefined) throw incomplete(`${of} has no credentials`);
  return source.load;
}

function namedSource(kind: string, name: string, shared: SharedConfig): Load {
  const { env } = shared;
  const of = `The credential_source ${quoted(kind)} of the profile ${quoted(name)}`;
  switch (kind) {
    case "Environment": {
      const keys = environmentKeys(shared);
      if (keys === undefined) throw incomplete(`${of} needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`);
      return keys.load;
    }
    case "EcsContainer":
      if (env["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] ?? env["AWS_CONTAINER_CREDENTIALS_FULL_URI"])
        return () => containerRole(env);
      throw incomplete(
        `${of} needs AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI`,
      );
    case "Ec2InstanceMetadata":
      return () => instanceRole(shared);
    default:
      throw incomplete(`${of} is none of Environment, EcsContainer and Ec2InstanceMetadata`);
  }
}

/** Returns the source that a profile itself configures, except for a role that another identity assumes. */
function ofProfile(
  name: string,
  shared: SharedConfig,
  caller: Caller,
  ignoresEnvironment: boolean,
): CredentialSource | undefined {
  const { files } = shared;
  const profile: Section = files.profiles.get(name) ?? new Map();
  return (
    tokenFile(name, profile, shared, caller, ignoresEnvironment) ??
    sso(name, profile, shared, caller) ??
    profileKeys(name, files.credentialsProfiles.get(name)) ??
    login(name, profile, shared, caller) ??
    credentialProcess(name, profile) ??
    profileKeys(name, files.configProfiles.get(name))
  );
}

/**
 * Returns the source that exchanges a web identity token for a role. Each setting may come from the environment, unless an option
 * or another profile names this one.
 */
function tokenFile(
  name: string,
  profile: Section,
  shared: SharedConfig,
  caller: Caller,
  ignoresEnvironment: boolean,
): CredentialSource | undefined {
  const setting = (variable: string, inProfile: string) =>
    (ignoresEnvironment ? undefined : shared.env[variable]) ?? profile.get(inProfile);
  const path = setting("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
  if (!path) return undefined;
  const roleArn = setting("AWS_ROLE_ARN", "role_arn");
  if (!roleArn)
    throw incomplete(
      `There is a web identity token, and no role for it: set ${ignoresEnvironment ? "" : "AWS_ROLE_ARN, or "}role_arn of the profile ${quoted(name)}`,
    );
  const session = setting("AWS_ROLE_SESSION_NAME", "role_session_name");
  return {
    origin: `the role ${roleArn}, assumed with the web identity token in ${path}`,
    load: webIdentityRole(path, roleArn, session, shared, caller),
  };
}

function sso(
  name: string,
  profile: Section,
  shared: SharedConfig,
  caller: Caller,
): CredentialSource | undefined {
  if (!profile.has("sso_account_id") && !profile.has("sso_role_name")) return undefined;
  const session = profile.get("sso_session");
  const settings = new Map(profile);
  if (session !== undefined) {
    const section = shared.files.ssoSessions.get(session);
    if (section === undefined)
      throw incomplete(
        `The config file has no section [sso-session ${session}], to which the profile ${quoted(name)} refers`,
      );
    for (const [setting, value] of section) {
      if ((profile.get(setting) ?? value) !== value)
        throw incomplete(
          `The profile ${quoted(name)} and its SSO session ${quoted(session)} differ in ${setting}`,
        );
      settings.set(setting, value);
    }
  }
  const missing = ["sso_role_name", "sso_account_id", "sso_start_url", "sso_region"].filter(
    (one) => !settings.get(one),
  );
  if (missing.length > 0)
    throw incomplete(`The profile ${quoted(name)} uses SSO and lacks ${missing.join(", ")}`);
  return { origin: `SSO, by the profile ${quoted(name)}`, load: ssoRole(name, settings, shared, caller) };
}

function profileKeys(name: string, section: Section = new Map()): CredentialSource | undefined {
  const accessKeyId = section.get("aws_access_key_id");
  if (accessKeyId === undefined) return undefined;
  const secretAccessKey = section.get("aws_secret_access_key");
  if (!accessKeyId || !secretAccessKey)
    throw incomplete(
      `The profile ${quoted(name)} has one of aws_access_key_id and aws_secret_access_key, and not the other`,
    );
  const sessionToken = section.get("aws_security_token") ?? section.get("aws_session_token");
  return {
    origin: `the keys of the profile ${quoted(name)}`,
    load: async () => ({ accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }),
  };
}

function login(
  name: string,
  profile: Section,
  shared: SharedConfig,
  caller: Caller,
): CredentialSource | undefined {
  const session = profile.get("login_session");
  if (session === undefined) return undefined;
  return {
    origin: `aws login, by the profile ${quoted(name)}`,
    load: loginSession(name, session, shared, caller),
  };
}

function credentialProcess(name: string, profile: Section): CredentialSource | undefined {
  const command = profile.get("credential_process");
  if (command === undefined) return undefined;
  return {
    origin: `the credential_process of the profile ${quoted(name)}`,
    load: () => processCredentials(command, `the profile ${quoted(name)}`),
  };
}

const quoted = (name: string) => JSON.stringify(name);

/** Returns the error of configured credentials that cannot be used. */
function incomplete(problem: string): Error {
  return new CredentialsProviderError(problem, false);
}
