import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, IdentityProvider } from "@smithy/types";
import { credentialSource } from "#platform/credential-source";
import { member } from "../../text/sentence.js";
import type { RequestHandler } from "../http/handler.js";
import { limitedHandler } from "../http/limited-handler.js";
import { type FleetWiseClientConfig, isIdentity } from "./client-config.js";
import { sharedConfig } from "./shared-config.js";
import { sharing } from "./sharing.js";

/** Who signs. All times by the service's clock, as far as it is known, in milliseconds. */
export interface Credentials {
  /**
   * The identity: resolved when first needed, kept until it is about to expire. Concurrent calls share one resolution, which is
   * not waited for any longer once the signal of one of them aborts.
   */
  current(now: number, signal: AbortSignal): Promise<AwsCredentialIdentity>;
  /** An identity to try instead of one that was rejected; `undefined` if there is no other. */
  renewed(
    rejected: AwsCredentialIdentity,
    now: number,
    signal: AbortSignal,
  ): Promise<AwsCredentialIdentity | undefined>;
}

/** An identity is renewed so long before it expires; one that came expired, so long after it came. */
const RENEWAL_MS = 300_000;

/**
 * @param region The client's: role providers and the chain call STS there, as in a client of the AWS SDK.
 * @param handler The client's too. Their requests have a limit.
 */
export function credentialsOf(
  config: FleetWiseClientConfig,
  region: () => Promise<string>,
  handler: () => Promise<RequestHandler>,
): Credentials {
  const { credentials, profile, requestHandler } = config;
  if (typeof credentials === "object") {
    return { current: async () => sendable(credentials), renewed: async () => undefined };
  }
  const limited = limitedHandler({
    handle: async (request, options) => (await handler()).handle(request, options),
    metadata: member(requestHandler, "metadata"),
  });
  const caller = { region, ...(profile !== undefined && { profile }), requestHandler: limited };
  const found = async () => (await credentialSource(await sharedConfig(profile), caller)).load();
  const provider = checked(credentials ?? found);
  return kept((options) => provider({ ...options, callerClientConfig: caller }));
}

interface Held {
  readonly identity: AwsCredentialIdentity;
  /** When it has to be renewed, and when it can't be used any more. */
  readonly renewAt: number;
  readonly expiresAt: number;
}

/**
 * Keeps the identity of a provider: without this, one that assumes a role would do so for every signature.
 *
 * Not the SDK's own memo: that forgets keys that are good for another five minutes where renewing them fails once, and asks for
 * others with every request where this machine's clock is hours ahead.
 */
function kept(provider: IdentityProvider<AwsCredentialIdentity>): Credentials {
  let held: Held | undefined;
  let asking = 0;
  const shared = sharing<AwsCredentialIdentity>();

  const ask = (now: number, signal: AbortSignal, options?: { readonly forceRefresh: boolean }) =>
    shared(async () => {
      const before = held;
      asking += 1;
      try {
        const identity = await provider({ ...options });
        // One that hung, and was given up, may come after one that was asked for later.
        if (held === before) held = hold(identity, now);
        return identity;
      } finally {
        asking -= 1;
      }
    }, signal);

  return {
    async current(now, signal) {
      if (held === undefined) return ask(now, signal);
      const { identity, renewAt, expiresAt } = held;
      if (now < renewAt) return identity;
      // Another call is renewing it, and these are good: a provider that hangs must not hold up all of them.
      if (asking > 0 && now < expiresAt) return identity;
      return ask(now, signal).catch((cause: unknown) => {
        if (now < expiresAt) return identity;
        throw notRenewed(cause);
      });
    },
    async renewed(rejected, now, signal) {
      // Of the calls that were rejected together, the first has it renewed for all.
      if (held !== undefined && held.identity !== rejected) return held.identity;
      const identity = await ask(now, signal, { forceRefresh: true }).catch((cause: unknown) => {
        throw notRenewed(cause);
      });
      return isSame(identity, rejected) ? undefined : identity;
    },
  };
}

function hold(identity: AwsCredentialIdentity, now: number): Held {
  const expiration = new Date(identity.expiration ?? Number.NaN).getTime();
  const expiresAt = Number.isNaN(expiration) ? Number.POSITIVE_INFINITY : expiration;
  // Nobody gives keys that have expired. So this machine's clock is wrong, and the service will say so.
  return expiresAt <= now
    ? { identity, renewAt: now + RENEWAL_MS, expiresAt: now + RENEWAL_MS }
    : { identity, renewAt: expiresAt - RENEWAL_MS, expiresAt };
}

function isSame(a: AwsCredentialIdentity, b: AwsCredentialIdentity): boolean {
  return (["accessKeyId", "secretAccessKey", "sessionToken"] as const).every((part) => a[part] === b[part]);
}

/** There were keys until now, so that it may pass. */
function notRenewed(cause: unknown): Error {
  const error = new Error("The credentials could not be renewed", { cause });
  return Object.assign(error, { name: "CredentialsRenewalError" });
}

/** A provider of nonsense is told so here: the SDK's signer would fail on it without naming the cause. */
function checked(provider: AwsCredentialIdentityProvider): AwsCredentialIdentityProvider {
  return async (options) => {
    const identity: unknown = await provider(options);
    if (!isIdentity(identity)) {
      throw new TypeError(
        "Expected the `credentials` provider to resolve to an object with accessKeyId and secretAccessKey",
      );
    }
    return sendable(identity);
  };
}

/** A stray line break is refused here: `fetch` would, too, but show the whole header, and with it the token, in its message. */
function sendable(identity: AwsCredentialIdentity): AwsCredentialIdentity {
  const { accessKeyId, secretAccessKey, sessionToken = "" } = identity;
  if (/[^ -~]/.test(accessKeyId + secretAccessKey + sessionToken)) {
    throw new TypeError(
      "Expected the `credentials` to be of printable ASCII, got a line break or the like in them",
    );
  }
  return identity;
}
