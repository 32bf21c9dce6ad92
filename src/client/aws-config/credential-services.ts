import { readFile } from "node:fs/promises";
import type { AssumeRoleCommandOutput, STSClientConfig } from "@aws-sdk/nested-clients/sts";
import { CredentialsProviderError, externalDataInterceptor } from "@smithy/core/config";
import type { AwsCredentialIdentity, Logger } from "@smithy/types";
import type { RequestHandler } from "../http/handler.js";
import type { Section } from "./profiles.js";
import type { SharedConfig } from "./shared-config.js";

/** The region and handler for the services that issue credentials: STS, SSO, the sign-in service. */
export interface Caller {
  /** The region of the client that needs the credentials. STS is called there, as by the AWS CLI. */
  readonly region: () => Promise<string>;
  readonly requestHandler: RequestHandler;
}

export type Load = () => Promise<AwsCredentialIdentity>;

/** The parameters of a request to assume a role. */
export interface RoleRequest {
  readonly RoleArn: string;
  readonly RoleSessionName?: string | undefined;
  readonly ExternalId?: string | undefined;
  readonly DurationSeconds?: number | undefined;
}

/** Returns a function that assumes a role with other credentials. */
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

/**
 * Returns a function that exchanges a web identity token for a role. It reads the token each time, because another program renews
 * the file.
 */
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

/** Returns the identity in a response of STS. @throws CredentialsProviderError if it has none, as from an emulated STS. */
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

/** The default session name of a role. */
const SESSION_NAME = "fleetwise-registration";

/**
 * Returns a function that gets the credentials of an SSO profile. The AWS SDK renews the token of a session, unless its parser
 * cannot read the session's name.
 *
 * @param name - Name of the profile.
 * @param settings - Settings of the profile and of its `sso-session` section.
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
    // The AWS SDK finds the cached token by the name of the session, or else by the start URL.
    if (session === undefined || !READABLE.test(session))
      return fromSSO({ ...sso, ssoStartUrl: session ?? sso.ssoStartUrl, clientConfig })();
    const section = `sso_start_url = ${sso.ssoStartUrl}\nsso_region = ${sso.ssoRegion}`;
    const text = `sso_session = ${session}\n[sso-session ${session}]\n${section}`;
    return handingOver(name, text, (files) =>
      fromSSO({ ...sso, ...files, ssoSession: session, clientConfig })(),
    );
  };
}

/** Returns a function that gets the credentials of a profile of `aws login`. */
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
 * Calls a provider of the AWS SDK that reads its settings only from files, and gives it these settings in place of the user's
 * files. So only this library parses those files, in the AWS CLI's grammar.
 */
async function handingOver<T>(
  name: string,
  settings: string,
  provide: (files: { profile: string; filepath: string; configFilepath: string }) => Promise<T>,
): Promise<T> {
  const path = `fleetwise-registration:${++handedOver}`;
  const profile = READABLE.test(name) ? name : "handed-over";
  externalDataInterceptor.interceptFile(path, `[profile ${profile}]\n${settings}\n`);
  try {
    return await provide({ profile, filepath: path, configFilepath: path });
  } finally {
    delete externalDataInterceptor.getFileRecord()[path];
  }
}

let handedOver = 0;

/** Returns the config of a client of STS. It has every setting that the client would otherwise read from the config files. */
function stsClient(shared: SharedConfig, { region, requestHandler }: Caller) {
  const endpoint = shared.endpointUrl("STS");
  return {
    ...ownSettings(shared),
    region,
    ignoreConfiguredEndpointUrls: true,
    ...ownHandler(requestHandler),
    ...(endpoint && { endpoint }),
  };
}

/**
 * Returns the config of the clients of SSO or sign-in. The SDK itself reads the endpoints of its clients from the environment, so
 * only an endpoint of the profile is passed on.
 */
function tokenClient(service: string, shared: SharedConfig, { requestHandler }: Caller) {
  const { env } = shared;
  const inEnvironment = Object.keys(env).some((name) => name.startsWith(`AWS_ENDPOINT_URL_${service}`));
  const endpoint = inEnvironment ? undefined : shared.endpointUrl(service);
  return { ...ownSettings(shared), ...ownHandler(requestHandler), ...(endpoint && { endpoint }) };
}

/**
 * Returns the caller's handler, or the AWS SDK's own if the caller's handler uses HTTP/2, which not all of these services
 * support.
 */
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

/** Not a class, because the AWS SDK prints to the console despite a logger whose class is `NoOpLogger`. */
const SILENT: Logger = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };
