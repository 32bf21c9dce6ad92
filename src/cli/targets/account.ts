import type { AwsCredentialIdentity } from "@smithy/types";
import type PQueue from "p-queue";
import { catchError, defer, firstValueFrom, map, of, race, retry, throwError, timer } from "rxjs";
import type { CallerIdentity } from "../../client/aws-config/caller-identity.js";
import { limitedHandler } from "../../client/http/limited-handler.js";
import { parseFailure } from "../../failures/failure.js";
import { oneLine } from "../../text/one-line.js";
import { inOneSentence } from "../../text/sentence.js";
import { TargetError } from "../errors.js";
import type { Address } from "./addresses.js";
import type { Signer } from "./credentials.js";
import type { Transport } from "./transport.js";

/** The account of a target, and how the account and the credentials were found. */
export interface Identity {
  readonly profile: string | undefined;
  /** Source of the credentials, in words. */
  readonly credentials: string | undefined;
  readonly region: string | undefined;
  readonly account: string | undefined;
  readonly arn?: string | undefined;
  /** Source of the account, or the reason why the account is unknown. */
  readonly accountFrom: string;
}

/** The credentials of a target, and the account that they belong to. */
export interface Account {
  readonly expected: boolean;
  /** Returns the credentials. Rejects, also after a renewal, those of another account than the expected or the found one. */
  readonly credentials: Signer["credentials"];
  /** Finds the account: unknown after 10 s, unless one is expected. @throws TargetError if it is another, or STS fails to confirm it. */
  find(): Promise<Identity>;
}

/** Time until an account counts as unknown, in milliseconds. */
const PATIENCE_MS = 10_000;

const UNEXPECTED = "Check the profile, the credentials, and --account or `expectedAccountId`.";
const CHANGED = "The credentials were replaced during the command: run it again for the other account.";

/** @param sts - The queue of the requests to STS, which do not count against the quota of AWS IoT FleetWise. */
export function accountOf(address: Address, signer: Signer, transport: Transport, sts: PQueue): Account {
  const { name, profile, region, roleArn, isLocal, expectedAccountId } = address;
  const expected = expectedAccountId !== undefined;
  const handler = limitedHandler(transport.requestHandler);
  /** The account of all credentials: the expected one, else the first that STS returns. */
  let account = expectedAccountId;
  let checked: { readonly key: string; readonly owner: CallerIdentity } | undefined;
  const ask = async (credentials: AwsCredentialIdentity) => {
    const { callerIdentity } = await import("../../client/aws-config/caller-identity.js");
    const to = { region: region ?? "", endpoint: address.stsEndpoint, requestHandler: handler };
    const request = defer(() => sts.add(() => callerIdentity(credentials, to)));
    return await firstValueFrom(request.pipe(retry({ count: 2, delay: backoff })));
  };
  const check = async (credentials: AwsCredentialIdentity) => {
    const key = credentials.accessKeyId;
    if (checked?.key === key) return checked.owner;
    const owner = await ask(credentials).catch((error: Error) => {
      if (account === undefined) throw error;
      throw new TargetError(
        `Could not check that ${name} is in the account ${account}: sts:GetCallerIdentity failed: ${inOneSentence(error)}`,
        `Check the credentials, and the network between this machine and STS${expected ? ", or leave out the expected account" : ""}.`,
      );
    });
    account ??= owner.account;
    if (owner.account !== account)
      throw new TargetError(
        `The credentials belong to the account ${owner.account} (${oneLine(owner.arn)}), but ${account} is expected.`,
        `${expected ? UNEXPECTED : CHANGED} No request was sent to AWS IoT FleetWise with these credentials.`,
      );
    checked = { key, owner };
    return owner;
  };
  const identity = (account: string | undefined, accountFrom: string, arn?: string): Identity => {
    return { profile, credentials: signer.origin(), region, account, arn, accountFrom };
  };
  const find = async () => {
    const credentials = await signer.credentials();
    if (!expected && roleArn) return identity(roleArn.split(":")[4], "the ARN of the role");
    if (!expected && isLocal) return identity(undefined, "the endpoint is on this machine");
    const owner = await check(credentials);
    return identity(owner.account, "sts:GetCallerIdentity", owner.arn);
  };
  return {
    expected,
    async credentials(options) {
      const credentials = await signer.credentials(options);
      if (account === undefined) return credentials;
      // A plain error, because a failed request's message would also show the target error's name and code.
      await check(credentials).catch((cause: Error) => Promise.reject(new Error(cause.message, { cause })));
      return credentials;
    },
    async find() {
      const found = defer(find).pipe(
        catchError((error: Error) => {
          if (error instanceof TargetError) throw error;
          return of(identity(undefined, inOneSentence(error).replace(/\.$/, "")));
        }),
      );
      const late = timer(PATIENCE_MS).pipe(map(() => identity(undefined, "no response within 10 s")));
      return await firstValueFrom(expected ? found : race(found, late));
    },
  };
}

/** Retries a transient failure after a second, and then after two. */
function backoff(error: Error, attempt: number) {
  const { kind } = parseFailure(error, Date.now());
  const transient = kind === "throttled" || kind === "transient" || kind === "unreachable";
  return transient ? timer(1000 * attempt) : throwError(() => error);
}
