/// <reference lib="esnext.disposable" preserve="true" />
import { createAccount } from "./account/account.js";
import { registrationOperations } from "./account/operations.js";
import { deepFreeze } from "./deep-freeze.js";
import { applyFault, serverTime } from "./faults/apply-fault.js";
import type { FaultKind } from "./faults/faults.js";
import { checkPlan, type FaultPlan, play } from "./faults/plan.js";
import { type Call, type Guard, perform, type Reply, readCall } from "./http/protocol.js";
import { throttled, tokenBucket } from "./http/quota.js";
import { listen } from "./http/server.js";
import { verifySignature } from "./http/signature.js";
import { type EmulatorOptions, type ResolvedOptions, resolveOptions } from "./options.js";

/** A request that the emulator received, without its headers and signature. */
export interface EmulatorRequest {
  /** Name of the operation as the request gave it, or the empty string. */
  readonly operation: string;
  /** Time of arrival, by the emulator's clock. */
  readonly at: Date;
  /** The parsed JSON body; undefined if the body is not JSON. */
  readonly body: unknown;
  /** HTTP status of the response; 0 if a fault prevented a response. */
  readonly status: number;
  /** Name of the error in the response, if it has one. */
  readonly errorName?: string;
  /** The injected fault that applied to the request. */
  readonly fault?: FaultKind;
}

/** A running emulator. Call `close()` when done, or declare it with `await using`. */
export interface Emulator extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, for the `endpoint` option of a client or the AWS CLI's `--endpoint-url`. */
  readonly endpoint: string;
  /** The port that it listens on. */
  readonly port: number;
  /**
   * All complete requests so far, oldest first. The list grows while the emulator runs. Requests that are not HTTP, are too
   * large or arrive too slowly are rejected first: they are not recorded, and no fault applies to them.
   */
  readonly requests: readonly EmulatorRequest[];
  /** The account as it is now. */
  readonly account: {
    /** Account ID. */
    readonly customerAccountId: string;
    /** Status that a poll would see now. */
    readonly accountStatus: "NOT_REGISTERED" | (string & {});
    /** Number of accepted RegisterAccount requests. */
    readonly registrations: number;
  };
  /**
   * Replaces the fault plan, from the next request on. Without a plan, no fault applies.
   *
   * @throws TypeError or RangeError if the plan is invalid.
   */
  inject(plan?: FaultPlan): void;
  /** Stops listening and closes every connection. May be called more than once. */
  close(): Promise<void>;
  /** Closes the emulator at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts an emulator of the two registration operations on the loopback addresses. It keeps the process alive until it
 * is closed.
 *
 * @throws TypeError or RangeError if an option is invalid or misspelled; Node's `EADDRINUSE` error if the port is taken.
 *
 * @example
 * await using emulator = await startEmulator({ timeline: "registers", timeScale: 60 });
 * const credentials = { accessKeyId: "any", secretAccessKey: "any" };
 * const client = createFleetWiseClient({ endpoint: emulator.endpoint, region: "us-east-1", credentials });
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
    const reply = await applyFault(fault, call, () => perform(call, operations, guards));
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

/** Returns the checks of a request. The signature comes before the quota: a rejected request must not use up quota. */
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
