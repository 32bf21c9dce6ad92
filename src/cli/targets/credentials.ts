import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from "@smithy/core";
import type PQueue from "p-queue";
import type { RequestHandler } from "../../client/built-in/handler.js";
import { limitedHandler } from "../../client/built-in/limited-handler.js";
import type { FleetWiseClientConfig } from "../../index.js";
import type { Host } from "../host.js";
import type { Address } from "./addresses.js";
import { rateLimiter } from "./rate-limiter.js";
import { SILENT } from "./silent.js";
import type { Transport } from "./transport.js";

type Credentials = NonNullable<FleetWiseClientConfig["credentials"]>;
type Provider = Extract<Credentials, (...args: never) => unknown>;
type Handler = Transport["requestHandler"];

/**
 * Who asks for a target, as the AWS CLI decides it: a profile that is asked for, then keys of the environment, then the
 * profile that the environment names, then the rest of the chain. A role is assumed once, however many targets share it.
 */
export function credentialsFor(env: Host["env"], handler: Handler): (address: Address) => Credentials {
  const requestHandler = limitedHandler(handler, handler.metadata);
  const roles = new Map<string, Provider>();
  // Targets that started while the SDK was loading would all call STS at the same moment.
  const queue = rateLimiter();
  return (address) => {
    const own = ownCredentials(address, env, requestHandler);
    if (address.roleArn === undefined) return own;
    const key = JSON.stringify([address.roleArn, address.profile]);
    const role = roles.get(key) ?? assumedRole(address.roleArn, own, requestHandler, queue);
    roles.set(key, role);
    return role;
  };
}

function ownCredentials(
  { profile, profileGiven }: Address,
  env: Host["env"],
  requestHandler: RequestHandler,
): Credentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  // What the chain would find first, without loading it, which takes longer than the request.
  if (!profileGiven && accessKeyId && secretAccessKey) {
    const sessionToken = env["AWS_SESSION_TOKEN"];
    return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  }
  return loaded(async () => {
    const { fromNodeProviderChain } = await import("@aws-sdk/credential-providers");
    // Without the cache, as other tools renew what is in the files: a token that has expired is read anew.
    const init = { logger: SILENT, ignoreCache: true, maxRetries: 2, clientConfig: { requestHandler } };
    return fromNodeProviderChain({ ...init, ...(profile !== undefined && { profile }) });
  });
}

/** Credentials of a role, assumed by the AWS SDK in the client's region. */
function assumedRole(
  roleArn: string,
  own: Credentials,
  requestHandler: RequestHandler,
  queue: PQueue,
): Provider {
  const role = loaded(async () => {
    const { fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
    const provider = fromTemporaryCredentials({
      params: { RoleArn: roleArn, RoleSessionName: "fleetwise-registration" },
      masterCredentials: own,
      clientConfig: { requestHandler },
    });
    return (options) => queue.add(() => provider(options));
  });
  const assume: Provider = (options) =>
    role(options).catch((cause: unknown) => {
      throw new AssumeRoleError(roleArn, cause);
    });
  return memoizeIdentityProvider(assume, isIdentityExpired, doesIdentityRequireRefresh) as Provider;
}

/** The role of a target could not be assumed. Its cause is the reason. */
export class AssumeRoleError extends Error {
  /** The advice if access was denied. */
  readonly advice: string;

  constructor(roleArn: string, cause: unknown) {
    super(`sts:AssumeRole of ${roleArn} failed`, { cause });
    this.advice = `Allow sts:AssumeRole on ${roleArn} for these credentials, and name them in the role's trust policy.`;
  }
}

/** A provider that is loaded when first needed, as the AWS SDK's are large. */
function loaded(load: () => Promise<Provider>): Provider {
  let provider: Promise<Provider> | undefined;
  return async (options) => {
    provider ??= load();
    return (await provider)(options);
  };
}
