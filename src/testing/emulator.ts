/// <reference lib="esnext.disposable" preserve="true" />
import { createAccount } from "./account/account.js";
import { registrationOperations } from "./account/operations.js";
import type { FaultKind } from "./faults/faults.js";
import { meet, serverTime } from "./faults/meeting.js";
import { checkPlan, type FaultPlan, play } from "./faults/plan.js";
import { deepFreeze } from "./frozen.js";
import { type Call, type Guard, perform, type Reply, readCall } from "./http/protocol.js";
import { throttled, tokenBucket } from "./http/quota.js";
import { listen } from "./http/server.js";
import { verifySignature } from "./http/signature.js";
import { type EmulatorOptions, type ResolvedOptions, resolveOptions } from "./options.js";

/** One request that came: no headers, no signature. */
export interface EmulatorRequest {
  /** The operation's name as the request gave it, or the empty string. */
  readonly operation: string;
  /** When it came, by the clock of the emulator. */
  readonly at: Date;
  /** The parsed JSON of the body, undefined where it is none. */
  readonly body: unknown;
  /** The HTTP status of the answer, 0 where a fault left the request without one. */
  readonly status: number;
  /** The name of the error that was answered. */
  readonly errorName?: string;
  /** What it met of the faults that were planned. */
  readonly fault?: FaultKind;
}

/** A running emulator. `close()` it, or hold it by `await using`. */
export interface Emulator extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, for the `endpoint` option of a client or the AWS CLI's `--endpoint-url`. */
  readonly endpoint: string;
  /** The port that it listens on. */
  readonly port: number;
  /**
   * Every request so far that came whole, oldest first; the list grows as they come, for as long as the emulator runs. What
   * is no HTTP, too large or not there in time is refused before it is a request of the service, and meets no fault.
   */
  readonly requests: readonly EmulatorRequest[];
  /** The account as it is now. */
  readonly account: {
    /** Its id. */
    readonly customerAccountId: string;
    /** What a read would show now. */
    readonly accountStatus: "NOT_REGISTERED" | (string & {});
    /** How many calls of RegisterAccount were accepted. */
    readonly registrations: number;
  };
  /**
   * Makes the requests from the next one on go wrong by this plan, in place of the one before; without one they pass.
   * Throws a TypeError or a RangeError where it is wrong.
   */
  inject(plan?: FaultPlan): void;
  /** Stops listening and ends every connection; may be called more than once. */
  close(): Promise<void>;
  /** The same, at the end of a block that holds it by `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts an emulator of the two registration operations on the loopback addresses. It keeps the process alive until it
 * is closed. Options that are wrong, or misspelt, reject with a TypeError or a RangeError, a port that is taken with Node's
 * error.
 *
 * @example
 * await using emulator = await startEmulator({ timeline: "registers", timeScale: 60 });
 * const client = createFleetWiseClient({ endpoint: emulator.endpoint, region: "us-east-1" });
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const resolved = resolveOptions(options);
  const { customerAccountId, timeline, timeScale, now } = resolved;
  const account = createAccount(customerAccountId, timeline, timeScale, now());
  const operations = registrationOperations(account);
  const guards = guardsOf(resolved);
  const requests: EmulatorRequest[] = [];
  let nextFault = play(resolved.faults);

  const server = await listen(resolved.port, async (request) => {
    const fault = nextFault();
    const call = readCall(request, now(), serverTime(fault, Date.now()));
    const reply = await meet(fault, call, () => perform(call, operations, guards));
    requests.push(recordOf(call, reply, fault?.kind));
    return reply.answer;
  });

  return Object.freeze({
    endpoint: `http://127.0.0.1:${server.port}`,
    port: server.port,
    requests,
    account: Object.freeze({
      customerAccountId,
      get accountStatus() {
        return account.visible(now())?.status ?? "NOT_REGISTERED";
      },
      get registrations() {
        return account.registrations;
      },
    }),
    inject(plan = []) {
      nextFault = play(checkPlan(plan));
    },
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  });
}

function recordOf(
  { operation, now, input }: Call,
  { answer, errorName }: Reply,
  fault: FaultKind | undefined,
) {
  return deepFreeze<EmulatorRequest>({
    operation,
    at: new Date(now),
    body: input,
    status: answer.status,
    ...(errorName !== undefined && { errorName }),
    ...(fault !== undefined && { fault }),
  });
}

/** Who may call, then how often: a request that is not let in takes nothing from the quota. */
function guardsOf({ credentials, quota }: ResolvedOptions): Guard[] {
  const guards: Guard[] = [];
  if (credentials) guards.push((call) => verifySignature(call.request, credentials, call.serverTime));
  if (quota) {
    const take = tokenBucket(quota);
    guards.push((call) => {
      if (!take(call.now)) throw throttled(quota.hint, quota.retryAfter, call.serverTime);
    });
  }
  return guards;
}
