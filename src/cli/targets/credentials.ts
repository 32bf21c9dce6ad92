import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from "@smithy/core";
import type { AwsCredentialIdentity } from "@smithy/types";
import type PQueue from "p-queue";
import { readConfigFiles } from "../../client/aws-config/config-files.js";
import { sharedConfigOf } from "../../client/aws-config/shared-config.js";
import { limitedHandler } from "../../client/http/limited-handler.js";
import type { Host } from "../host.js";
import type { Address } from "./addresses.js";
import type { Transport } from "./transport.js";

export interface Signer {
  /** Returns the credentials, which are reused until they are about to expire. */
  readonly credentials: (options?: object) => Promise<AwsCredentialIdentity>;
  /** Returns the source of the credentials in words; `undefined` until one has been found. */
  readonly origin: () => string | undefined;
}

/**
 * Returns a function that finds the credentials of a target, with the AWS CLI's order of sources. A role that a target names is
 * assumed once for all targets with that role and the same profile.
 *
 * @param sts - The queue of the requests to STS: targets that start together would otherwise send all of these requests at once.
 */
export function signers(env: Host["env"], { requestHandler }: Transport, sts: PQueue) {
  const known = new Map<string, Signer>();
  const handler = limitedHandler(requestHandler);
  const signerOf = ({ profile, profileGiven, region = "", roleArn }: Address): Signer => {
    let origin: string | undefined;
    const caller = { region: async () => region, requestHandler: handler };
    const load = async () => {
      const { credentialSource } = await import("../../client/aws-config/credential-chain.js");
      const shared = sharedConfigOf(profileGiven ? profile : undefined, env, await readConfigFiles(env));
      const own = credentialSource(shared, caller);
      origin = own.origin;
      if (roleArn === undefined) return await own.load();
      origin = `the role ${roleArn}, assumed by ${own.origin}`;
      const { assumedRole } = await import("../../client/aws-config/credential-services.js");
      const role = assumedRole({ RoleArn: roleArn }, own.load, shared, caller);
      return await sts.add(role).catch((cause: unknown) => {
        throw new Error(`sts:AssumeRole of ${roleArn} failed`, { cause });
      });
    };
    const credentials = memoizeIdentityProvider(load, isIdentityExpired, doesIdentityRequireRefresh);
    return { credentials: credentials as Signer["credentials"], origin: () => origin };
  };
  return (address: Address): Signer => {
    const { profile, profileGiven, region, roleArn } = address;
    // Without `roleArn`, each region has its own credentials, because a profile's role is assumed in that region.
    const key = JSON.stringify([profileGiven && profile, roleArn ?? region, roleArn === undefined]);
    const signer = known.get(key) ?? signerOf(address);
    known.set(key, signer);
    return signer;
  };
}
