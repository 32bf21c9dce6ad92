import { readFile } from "node:fs/promises";
import type { AssumeRoleCommandOutput, STSClientConfig } from "@aws-sdk/nested-clients/sts";
import { CredentialsProviderError, externalDataInterceptor } from "@smithy/core/config";
import type { AwsCredentialIdentity, Logger } from "@smithy/types";
import type { RequestHandler } from "../http/handler.js";
import type { Section } from "./profiles.js";
import type { SharedConfig } from "./shared-config.js";

/** How the services that hand out credentials are reached: STS, SSO, the sign-in service. */
export interface Caller {
  /** The region of the client that asks for credentials. STS is called there, as by the AWS CLI. */
  readonly region: () => Promise<string>;
  readonly requestHandler: RequestHandler;
}

/** Gets credentials. */
export type Load = () => Promise<AwsCredentialIdentity>;

/** What a role is assumed with. */
export interface RoleRequest {
  readonly RoleArn: string;
  readonly RoleSessionName?: string | undefined;
  readonly ExternalId?: string | undefined;
  readonly DurationSeconds?: number | undefined;
}

/** Assumes a role by other credentials. */
export function assumedRole(
  { RoleSessionName = SESSION_NAME, ...request }: RoleRequest,
  source: Load,
  shared: SharedConfig,
  caller: Caller,
): Load {
  return async () => {
    const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/nested-clients/sts");
    const sts = new STSClient({ ...stsClient(shared, caller), credentials: source });
    return identityOf(await sts.send(new AssumeRoleCommand({ ...request, RoleSessionName })));
  };
}

/** Exchanges a web identity token for credentials of a role. The token is read each time, as others renew it. */
export function webIdentityRole(
  path: string,
  RoleArn: string,
  RoleSessionName: string | undefined = SESSION_NAME,
  shared: SharedConfig,
  caller: Caller,
): Load {
  return async () => {
    const WebIdentityToken = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
      throw new CredentialsProviderError(
        `The web identity token file ${path} cannot be read (${cause.code})`,
        false,
      );
    });
    const { AssumeRoleWithWebIdentityCommand, STSClient } = await import("@aws-sdk/nested-clients/sts");
    const sts = new STSClient(stsClient(shared, caller));
    const request = { RoleArn, RoleSessionName, WebIdentityToken };
    return identityOf(await sts.send(new AssumeRoleWithWebIdentityCommand(request)));
  };
}

/** @throws CredentialsProviderError if STS gave no credentials, as a service that stands in for it may. */
function identityOf({ Credentials }: AssumeRoleCommandOutput): AwsCredentialIdentity {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey)
    throw new CredentialsProviderError("The response of STS has no credentials", false);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken !== undefined && { sessionToken: SessionToken }),
    ...(Expiration !== undefined && { expiration: Expiration }),
  };
}

/** The name under which a role is assumed, if the settings give none. */
const SESSION_NAME = "fleetwise-registration";

/**
 * The credentials of an SSO profile. The AWS SDK renews the token of a session, unless its parser cannot read the session's name.
 *
 * @param name - That of the profile.
 * @param settings - Those of the profile, with those of its `sso-session` section.
 */
export function ssoRole(name: string, settings: Section, shared: SharedConfig, caller: Caller): Load {
  const clientConfig = tokenClient("SSO", shared, caller);
  const sso = {
    ssoStartUrl: String(settings.get("sso_start_url")),
    ssoRegion: String(settings.get("sso_region")),
    ssoAccountId: String(settings.get("sso_account_id")),
    ssoRoleName: String(settings.get("sso_role_name")),
  };
  const session = settings.get("sso_session");
  return async () => {
    const { fromSSO } = await import("@aws-sdk/credential-provider-sso");
    // The token of a session lies where that of a start URL of this name would.
    if (session === undefined || !READABLE.test(session))
      return fromSSO({ ...sso, ssoStartUrl: session ?? sso.ssoStartUrl, clientConfig })();
    const section = `sso_start_url = ${sso.ssoStartUrl}\nsso_region = ${sso.ssoRegion}`;
    const text = `sso_session = ${session}\n[sso-session ${session}]\n${section}`;
    return handingOver(name, text, (files) =>
      fromSSO({ ...sso, ...files, ssoSession: session, clientConfig })(),
    );
  };
}

/** The credentials of a profile of `aws login`. */
export function loginSession(name: string, session: string, shared: SharedConfig, caller: Caller): Load {
  return async () => {
    const { fromLoginCredentials } = await import("@aws-sdk/credential-provider-login");
    const clientConfig = { ...tokenClient("SIGNIN", shared, caller), region: await caller.region() };
    return handingOver(name, `login_session = ${session}`, (files) =>
      fromLoginCredentials({ ...files, clientConfig })(),
    );
  };
}

/** The names that the AWS SDK's parser can read. */
const READABLE = /^[\w@+.%:/-]+$/;

/**
 * Calls a provider of the AWS SDK that takes no settings but those of files: it reads this profile in place of them. So the
 * files are parsed once, in the AWS CLI's grammar.
 */
async function handingOver<T>(
  name: string,
  settings: string,
  provide: (files: { profile: string; filepath: string; configFilepath: string }) => Promise<T>,
): Promise<T> {
  const configFilepath = `fleetwise-registration:${++handedOver}`;
  const profile = READABLE.test(name) ? name : "handed-over";
  const files = { profile, filepath: `${configFilepath}:none`, configFilepath };
  externalDataInterceptor.interceptFile(configFilepath, `[profile ${profile}]\n${settings}\n`);
  externalDataInterceptor.interceptFile(files.filepath, "");
  try {
    return await provide(files);
  } finally {
    const intercepted = externalDataInterceptor.getFileRecord();
    delete intercepted[files.filepath];
    delete intercepted[configFilepath];
  }
}

let handedOver = 0;

/** The config of a client of STS. It names everything that the client would otherwise look for in the config files itself. */
function stsClient(shared: SharedConfig, { region, requestHandler }: Caller) {
  const endpoint = shared.endpointUrl("STS");
  return {
    ...ownSettings(shared),
    region,
    ignoreConfiguredEndpointUrls: true,
    ...ownHandler(requestHandler),
    ...(endpoint !== undefined && { endpoint }),
  };
}

/**
 * The config of the clients of SSO. They are two, with endpoints of their own, which the environment may name: only what the
 * profile says is passed on.
 */
function tokenClient(service: string, shared: SharedConfig, { requestHandler }: Caller) {
  const { env } = shared;
  const inEnvironment = Object.keys(env).some(
    (name) => name === "AWS_ENDPOINT_URL" || name.startsWith(`AWS_ENDPOINT_URL_${service}`),
  );
  const endpoint = inEnvironment ? undefined : shared.endpointUrl(service);
  return {
    ...ownSettings(shared),
    ...ownHandler(requestHandler),
    ...(endpoint !== undefined && { endpoint }),
  };
}

/** The caller's handler, unless it speaks HTTP/2: then the AWS SDK's own, because not all of these services speak it. */
function ownHandler(requestHandler: RequestHandler) {
  const { metadata } = requestHandler as { readonly metadata?: { readonly handlerProtocol?: string } };
  return metadata?.handlerProtocol === "h2"
    ? {}
    : { requestHandler: requestHandler as STSClientConfig["requestHandler"] & object };
}

function ownSettings({ useDualstackEndpoint, useFipsEndpoint }: SharedConfig) {
  return {
    useDualstackEndpoint,
    useFipsEndpoint,
    maxAttempts: 3,
    retryMode: "standard",
    defaultsMode: "standard" as const,
    authSchemePreference: [],
    sigv4aSigningRegionSet: [],
    userAgentAppId: async () => undefined,
    logger: SILENT,
  };
}

const silent = () => {};

/** Not a class, because the AWS SDK writes to the console in spite of a logger whose class is `NoOpLogger`. */
const SILENT: Logger = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };
