import { createAccount } from "./account.js";
import { deepFreeze } from "./frozen.js";
import { registrationOperations } from "./operations.js";
import { type EmulatorOptions, type ResolvedOptions, resolveOptions } from "./options.js";
import { exchange, type Guard } from "./protocol.js";
import { tokenBucket } from "./quota.js";
import { listen } from "./server.js";
import { verifySignature } from "./signature.js";
import { throttled } from "./throttling.js";

/** One request that the emulator has answered: no headers, no signature. */
export interface EmulatorRequest {
  /** The operation's name as the request gave it, or the empty string. */
  readonly operation: string;
  readonly at: Date;
  /** The parsed JSON of the body, undefined where it is none. */
  readonly body: unknown;
  /** The HTTP status of the answer. */
  readonly status: number;
  /** The name of the error that was answered. */
  readonly errorName?: string;
}

export interface Emulator {
  /** `http://127.0.0.1:PORT`, for the `endpoint` option of a client or the AWS CLI's `--endpoint-url`. */
  readonly endpoint: string;
  readonly port: number;
  /** Every request so far, oldest first; the list grows as they come, for as long as the emulator runs. */
  readonly requests: readonly EmulatorRequest[];
  readonly account: {
    readonly customerAccountId: string;
    /** What a read would show now. */
    readonly accountStatus: "NOT_REGISTERED" | (string & {});
    /** How many calls of RegisterAccount were accepted. */
    readonly registrations: number;
  };
  /** Stops listening and ends every connection; may be called more than once. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts an emulator of the two registration operations on the loopback address. It keeps the process alive until it
 * is closed. Options that are wrong reject with a TypeError or a RangeError, a port that is taken with Node's error.
 *
 * @example
 * await using emulator = await startEmulator({ timeline: "registers", timeScale: 60 });
 * const client = createFleetWiseClient({ endpoint: emulator.endpoint, region: "us-east-1" });
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const resolved = resolveOptions(options);
  const account = createAccount(
    resolved.customerAccountId,
    resolved.timeline,
    resolved.timeScale,
    Date.now(),
  );
  const operations = registrationOperations(account);
  const guards = guardsOf(resolved);
  const requests: EmulatorRequest[] = [];

  const server = await listen(resolved.port, async (request) => {
    const now = Date.now();
    const { operation, input, answer, errorName } = await exchange(request, operations, guards, now);
    const record = { operation, at: new Date(now), body: input, status: answer.status };
    requests.push(deepFreeze(errorName === undefined ? record : { ...record, errorName }));
    return answer;
  });

  return Object.freeze({
    endpoint: `http://127.0.0.1:${server.port}`,
    port: server.port,
    requests,
    account: Object.freeze({
      customerAccountId: account.customerAccountId,
      get accountStatus() {
        return account.visible(Date.now())?.status ?? "NOT_REGISTERED";
      },
      get registrations() {
        return account.registrations;
      },
    }),
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  });
}

/** Who may call, then how often: a request that is not let in takes nothing from the quota. */
function guardsOf({ credentials, quota }: ResolvedOptions): Guard[] {
  const guards: Guard[] = [];
  if (credentials) guards.push((request, now) => verifySignature(request, credentials, now));
  if (quota) {
    const take = tokenBucket(quota.rate, quota.burst);
    guards.push((_request, now) => {
      if (!take(now)) throw throttled(quota.hint, quota.retryAfter, now);
    });
  }
  return guards;
}
