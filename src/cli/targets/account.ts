import type { AwsCredentialIdentity } from "@smithy/types";
import type PQueue from "p-queue";
import { catchError, defer, firstValueFrom, map, of, race, retry, timer } from "rxjs";
import { aborted } from "../../rx/abort.js";
import { oneLine } from "../../text/one-line.js";
import type { Address } from "./addresses.js";
import type { Signer } from "./credentials.js";
import { TargetError } from "./target-error.js";
import type { Transport } from "./transport.js";

/** Whose account a target is, and how that is known. */
export interface Identity {
  readonly profile: string | undefined;
  /** Where the credentials come from, in words. */
  readonly credentials: string | undefined;
  readonly region: string | undefined;
  /** `undefined` if nobody could tell. */
  readonly account: string | undefined;
  readonly arn?: string | undefined;
  /** Who told the account, or why it is not known. */
  readonly accountFrom: string;
}

/** The longest that a request to STS may take, in milliseconds. */
const REQUEST_MS = 5_000;

/** The longest that the account is looked for before a target starts. Whoever signs for it is checked later, too. */
const PATIENCE_MS = 10_000;

/** How the account of a target is found out. */
export interface AccountCheck {
  /** Whether an account is expected: then nothing may be sent before it is known to be that one. */
  readonly expected: boolean;
  /** Whether STS has to be asked. */
  readonly asksSts: boolean;
  /** Returns whose account it is. @throws TargetError if another one is expected, or if that cannot be found out. */
  find(signal: AbortSignal): Promise<Identity>;
}

/** What finds out the accounts of targets. */
export interface Accounts {
  /** Returns the credentials of a target: those of another account than the expected one are rejected, renewed ones too. */
  guarded(address: Address, signer: Signer): Signer["credentials"];
  accountCheck(address: Address, signer: Signer): AccountCheck;
}

/** @param sts - The queue of the requests to STS. They do not count against the quota of AWS IoT FleetWise. */
export function accounts(requestHandler: Transport["requestHandler"], sts: PQueue): Accounts {
  const ask = async (address: Address, credentials: AwsCredentialIdentity, signal?: AbortSignal) => {
    const { callerIdentity } = await import("../../client/aws-config/caller-identity.js");
    const send = () => {
      const timeout = AbortSignal.timeout(REQUEST_MS);
      const abortSignal = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
      const { region = "", stsEndpoint: endpoint } = address;
      return callerIdentity(credentials, { region, endpoint, requestHandler, abortSignal });
    };
    const request = defer(() => sts.add(send, { ...(signal && { signal }) }));
    return await firstValueFrom(request.pipe(retry({ count: 2, delay: passing(signal) })));
  };
  const check = async (address: Address, credentials: AwsCredentialIdentity, signal?: AbortSignal) => {
    const { expectedAccountId: expected, name } = address;
    const known = await ask(address, credentials, signal).catch((error: Error) => {
      signal?.throwIfAborted();
      throw new TargetError(
        `Whether the account of ${name} is ${expected} could not be found out: sts:GetCallerIdentity failed: ${reasonOf(error)}.`,
        "Check the credentials, and the network between this machine and STS, or leave the expected account out.",
      );
    });
    if (known.account === expected) return known;
    throw new TargetError(
      `The credentials are of the account ${known.account} (${oneLine(known.arn)}), and ${expected} is expected.`,
      "Check the profile, the credentials, and --account or `expectedAccountId`. AWS IoT FleetWise was sent nothing.",
    );
  };
  return {
    guarded(address, signer) {
      if (address.expectedAccountId === undefined) return signer.credentials;
      let checked: string | undefined;
      return async (options) => {
        const identity = await signer.credentials(options);
        if (identity.accessKeyId !== checked) await check(address, identity);
        checked = identity.accessKeyId;
        return identity;
      };
    },
    accountCheck(address, signer) {
      const { profile, region, roleArn, expectedAccountId, isLocal } = address;
      const expected = expectedAccountId !== undefined;
      const told = (account: string | undefined, accountFrom: string, arn?: string): Identity => ({
        profile,
        credentials: signer.origin(),
        region,
        account,
        arn,
        accountFrom,
      });
      const find = async (signal: AbortSignal) => {
        const credentials = await signer.credentials();
        if (!expected && roleArn !== undefined) return told(roleArn.split(":")[4], "the ARN of the role");
        if (!expected && isLocal) return told(undefined, "the endpoint is on this machine");
        const known = await (expected ? check : ask)(address, credentials, signal);
        return told(known.account, "sts:GetCallerIdentity", known.arn);
      };
      return {
        expected,
        asksSts: expected || (roleArn === undefined && !isLocal),
        async find(signal) {
          const found = defer(() => find(signal)).pipe(
            catchError((error: Error) => {
              if (error instanceof TargetError) throw error;
              return of(told(undefined, reasonOf(error)));
            }),
          );
          const late = timer(PATIENCE_MS).pipe(map(() => told(undefined, "no answer in 10 s")));
          return await firstValueFrom(race(found, late, aborted(signal)));
        },
      };
    },
  };
}

/** Throttling, a server error and a broken connection pass; after a second, and then two. */
function passing(signal: AbortSignal | undefined) {
  return (error: Error, attempt: number) => {
    const { $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode ?? 500;
    if (signal?.aborted || !(status >= 500 || status === 429 || /Throttl/.test(error.name))) throw error;
    return timer(1000 * attempt);
  };
}

function reasonOf({ name, message }: Error): string {
  return oneLine(message || name).replace(/\.$/, "");
}
