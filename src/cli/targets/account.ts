import type { AwsCredentialIdentity } from "@smithy/types";
import type PQueue from "p-queue";
import { catchError, defer, firstValueFrom, map, of, race, retry, throwError, timer } from "rxjs";
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
  /** Returns the credentials. Rejects credentials of an unexpected account, also after a renewal. */
  readonly credentials: Signer["credentials"];
  /** Finds the account: unknown after 10 s. @throws TargetError if it is not the expected one, or STS fails to confirm it. */
  find(): Promise<Identity>;
}

/** Time until an account counts as unknown, in milliseconds. */
const PATIENCE_MS = 10_000;

/** @param sts - The queue of the requests to STS, which do not count against the quota of AWS IoT FleetWise. */
export function accountOf(
  address: Address,
  signer: Signer,
  { requestHandler }: Transport,
  sts: PQueue,
): Account {
  const { name, profile, region, roleArn, isLocal, expectedAccountId: expected } = address;
  const handler = limitedHandler(requestHandler);
  const ask = async (credentials: AwsCredentialIdentity) => {
    const { callerIdentity } = await import("../../client/aws-config/caller-identity.js");
    const to = { region: region ?? "", endpoint: address.stsEndpoint, requestHandler: handler };
    const request = defer(() => sts.add(() => callerIdentity(credentials, to)));
    return await firstValueFrom(request.pipe(retry({ count: 2, delay: backoff })));
  };
  const check = async (credentials: AwsCredentialIdentity) => {
    const found = await ask(credentials).catch((error: Error) => {
      throw new TargetError(
        `Could not check that ${name} is in the account ${expected}: sts:GetCallerIdentity failed: ${inOneSentence(error)}`,
        "Check the credentials, and the network between this machine and STS, or leave out the expected account.",
      );
    });
    if (found.account === expected) return found;
    throw new TargetError(
      `The credentials belong to the account ${found.account} (${oneLine(found.arn)}), but ${expected} is expected.`,
      "Check the profile, the credentials, and --account or `expectedAccountId`. No request was sent to AWS IoT FleetWise with these credentials.",
    );
  };
  const identity = (account: string | undefined, accountFrom: string, arn?: string): Identity => {
    return { profile, credentials: signer.origin(), region, account, arn, accountFrom };
  };
  const find = async () => {
    const credentials = await signer.credentials();
    if (expected === undefined && roleArn) return identity(roleArn.split(":")[4], "the ARN of the role");
    if (expected === undefined && isLocal) return identity(undefined, "the endpoint is on this machine");
    const { account, arn } = await (expected === undefined ? ask : check)(credentials);
    return identity(account, "sts:GetCallerIdentity", arn);
  };
  let checked: string | undefined;
  return {
    expected: expected !== undefined,
    async credentials(options) {
      const credentials = await signer.credentials(options);
      if (expected !== undefined && credentials.accessKeyId !== checked) await check(credentials);
      checked = credentials.accessKeyId;
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
      return await firstValueFrom(race(found, late));
    },
  };
}

/** Retries a transient failure after a second, and then after two. */
function backoff(error: Error, attempt: number) {
  const { kind } = parseFailure(error, Date.now());
  const transient = kind === "throttled" || kind === "transient" || kind === "unreachable";
  return transient ? timer(1000 * attempt) : throwError(() => error);
}
