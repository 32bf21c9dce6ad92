import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, IdentityProvider } from "@smithy/types";
import { credentialSource } from "#platform/credential-source";
import { member } from "../../text/sentence.js";
import type { RequestHandler } from "../http/handler.js";
import { limitedHandler } from "../http/limited-handler.js";
import { type FleetWiseClientConfig, isIdentity } from "./client-config.js";
import { sharedConfig } from "./shared-config.js";
import { sharing } from "./sharing.js";

/** The credentials of a client. All times are milliseconds by the service's clock, if it is known. */
export interface Credentials {
  /**
   * Returns the identity, which is resolved on first use and kept until shortly before it expires. Concurrent calls share one
   * resolution. When the signal of one of them aborts, later calls start another.
   */
  current(now: number, signal: AbortSignal): Promise<AwsCredentialIdentity>;
  /** Returns an identity to replace one that was rejected; `undefined` if the provider has only the same one. */
  renewed(
    rejected: AwsCredentialIdentity,
    now: number,
    signal: AbortSignal,
  ): Promise<AwsCredentialIdentity | undefined>;
}

/** Time before the expiration at which an identity is renewed, or after its arrival if it had already expired. */
const RENEWAL_MS = 300_000;

/** Time between two renewals of valid keys, if the first one hangs. */
const RETRY_MS = 60_000;

/**
 * @param region - Region of the client: role providers and the chain call STS there, as in a client of the AWS SDK.
 * @param handler - Handler of the client. Requests for credentials have a time limit.
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
  /** Times from which the identity is renewed, and from which it is not used. */
  readonly renewAt: number;
  readonly expiresAt: number;
}

/**
 * Keeps the identity of a provider, which would otherwise assume a role for every signature.
 *
 * The SDK's memo is not used: it discards keys that are valid for another five minutes if renewing them fails once, and renews them
 * for every request if this machine's clock is hours ahead.
 */
function kept(provider: IdentityProvider<AwsCredentialIdentity>): Credentials {
  let held: Held | undefined;
  /** Time from which keys that are valid are renewed again, after a renewal that may hang. */
  let renewAgainAt = 0;
  const shared = sharing<AwsCredentialIdentity>();

  const ask = (now: number, signal: AbortSignal, options?: { readonly forceRefresh: boolean }) =>
    shared(async () => {
      const before = held;
      const identity = await provider({ ...options });
      // A resolution that hung may end after a later one, and must not replace its identity.
      if (held === before) held = hold(identity, now);
      return identity;
    }, signal);

  return {
    async current(now, signal) {
      if (held === undefined) return ask(now, signal);
      const { identity, renewAt, expiresAt } = held;
      if (now < renewAt) return identity;
      // These keys are valid, and a provider that hangs must not delay every call.
      if (now < expiresAt && (shared.underWay() || now < renewAgainAt)) return identity;
      renewAgainAt = now + RETRY_MS;
      try {
        return await ask(now, signal);
      } catch (cause) {
        if (now < expiresAt) return identity;
        throw notRenewed(cause);
      } finally {
        renewAgainAt = 0;
      }
    },
    async renewed(rejected, now, signal) {
      // Of the calls that were rejected together, the first renews the identity for all.
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
  // A provider does not return expired keys, so this machine's clock is wrong. The service's response will correct it.
  const renewAt = expiresAt <= now ? now + RENEWAL_MS : expiresAt - RENEWAL_MS;
  return { identity, renewAt, expiresAt };
}

function isSame(a: AwsCredentialIdentity, b: AwsCredentialIdentity): boolean {
  return (["accessKeyId", "secretAccessKey", "sessionToken"] as const).every((part) => a[part] === b[part]);
}

/** Returns the error of a failed renewal, which is transient because earlier keys were valid. */
function notRenewed(cause: unknown): Error {
  const error = new Error("The credentials could not be renewed", { cause });
  return Object.assign(error, { name: "CredentialsRenewalError" });
}

/** Returns a provider that checks its result, because the SDK's signer would fail without naming the cause. */
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

/** Rejects text that is not printable ASCII. `fetch` would too, but with the whole header, and so the token, in its message. */
function sendable(identity: AwsCredentialIdentity): AwsCredentialIdentity {
  const { accessKeyId, secretAccessKey, sessionToken } = identity;
  if (/[^ -~]/.test(`${accessKeyId}${secretAccessKey}${sessionToken}`)) {
    throw new TypeError(
      "Expected the `credentials` to be of printable ASCII, got a line break or the like in them",
    );
  }
  return identity;
}
