import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from "@smithy/core";
import type { AwsCredentialIdentity } from "@smithy/types";
import type PQueue from "p-queue";
import { readConfigFiles } from "../../client/aws-config/config-files.js";
import { sharedConfigOf } from "../../client/aws-config/shared-config.js";
import { limitedHandler } from "../../client/http/limited-handler.js";
import type { Host } from "../host.js";
import type { Address } from "./addresses.js";
import { rateLimiter } from "./rate-limiter.js";
import type { Transport } from "./transport.js";

type Handler = Transport["requestHandler"];

/** Who signs the requests for a target. */
export interface Signer {
  /** Gets the credentials, which are kept until they are about to expire. */
  readonly credentials: (options?: object) => Promise<AwsCredentialIdentity>;
  /** Where the credentials came from, in words; `undefined` until there are some. */
  readonly origin: () => string | undefined;
}

/**
 * Finds who signs for a target, in the order of the AWS CLI. A role is assumed once, however many targets share it.
 *
 * @param sts - The queue of the requests to STS: those of targets that start together would all come in one moment.
 */
export function signers(
  env: Host["env"],
  requestHandler: Handler,
  sts: PQueue = rateLimiter(),
): (address: Address) => Signer {
  const known = new Map<string, Signer>();
  return (address) => {
    const { profile, profileGiven, region, roleArn } = address;
    // Without a role, a client of each region asks for its own credentials: a profile's role is assumed in that region.
    const key = JSON.stringify([profileGiven && profile, roleArn ?? region, roleArn === undefined]);
    const signer = known.get(key) ?? signerOf(address, env, requestHandler, sts);
    known.set(key, signer);
    return signer;
  };
}

function signerOf(
  { profile, profileGiven, region = "", roleArn }: Address,
  env: Host["env"],
  requestHandler: Handler,
  sts: PQueue,
): Signer {
  let origin: string | undefined;
  const caller = {
    region: async () => region,
    requestHandler: limitedHandler(requestHandler),
  };
  const load = async () => {
    const { credentialSource } = await import("../../client/aws-config/credential-chain.js");
    const shared = sharedConfigOf(profileGiven ? profile : undefined, env, await readConfigFiles(env));
    const own = credentialSource(shared, caller);
    origin = own.origin;
    if (roleArn === undefined) return await own.load();
    const { assumedRole } = await import("../../client/aws-config/credential-services.js");
    const role = assumedRole({ RoleArn: roleArn }, own.load, shared, caller);
    origin = `the role ${roleArn}, assumed by ${own.origin}`;
    return await sts.add(role).catch((cause: unknown) => {
      throw new AssumeRoleError(roleArn, cause);
    });
  };
  const credentials = memoizeIdentityProvider(load, isIdentityExpired, doesIdentityRequireRefresh);
  return { credentials: credentials as Signer["credentials"], origin: () => origin };
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
