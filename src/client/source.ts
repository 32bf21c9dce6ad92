import { mayBeCut } from "../failures/response.js";
import type { RegistrationClient, StatusSource } from "../options/source.js";
import type { RegistrationOperation } from "../registration/operation.js";
import {
  parseReceipt,
  type RegisterAccountInput,
  type RegistrationReceipt,
} from "../registration/register-account.js";
import { parseRegistration, type RegistrationSnapshot } from "../registration/snapshot.js";
import { type Aborting, type Call, calling, type TimeLimit } from "../rx/abort.js";
import { platformTimers, type Timers } from "../rx/timers.js";
import { isSdkClient, sendOnce, withoutRetries } from "./sdk-client.js";

/** Returns a call that requests the status once. Reports the error that the source throws; canceling aborts the request. */
export function readStatus(
  source: StatusSource,
  requestTimeoutMs: number,
  timers: Timers = platformTimers,
): Call<RegistrationSnapshot> {
  return calling(
    async (aborting) =>
      parseRegistration(whole(await call(source, "GetRegisterAccountStatus", {}, aborting))),
    limitOf(requestTimeoutMs, timers),
  );
}

/** Returns a call that sends RegisterAccount once, like {@link readStatus}. */
export function register(
  client: RegistrationClient,
  input: RegisterAccountInput,
  requestTimeoutMs: number,
  timers: Timers = platformTimers,
): Call<RegistrationReceipt> {
  return calling(
    async (aborting) => parseReceipt(whole(await call(client, "RegisterAccount", input, aborting))),
    limitOf(requestTimeoutMs, timers),
  );
}

/** Returns the response unchanged. axios returns a body that was cut in transit as text, which is an error here. */
function whole(response: unknown): unknown {
  if (typeof response !== "string" || !mayBeCut(response)) return response;
  const error = new Error(`The response broke off after ${response.length} characters`);
  throw Object.assign(error, { name: "IncompleteAnswerError" });
}

function limitOf(ms: number, timers: Timers): TimeLimit {
  const error = () => {
    const message = `The service did not respond within \`requestTimeout\` (${ms / 1000} s)`;
    return Object.assign(new Error(message), { name: "RequestTimeout" });
  };
  return { ms, timers, error };
}

const METHODS = {
  GetRegisterAccountStatus: "getRegisterAccountStatus",
  RegisterAccount: "registerAccount",
} as const;

type Method = (input: object, options: Aborting) => PromiseLike<unknown>;

/**
 * Sends one request and returns its raw response. A client is called by its own method if it has one, and by command if it is bare.
 *
 * @throws The error of a source that throws, when its members are read or when it is called.
 */
function call(
  source: StatusSource | RegistrationClient,
  operation: RegistrationOperation,
  input: object,
  aborting: Aborting,
): PromiseLike<unknown> {
  const method = METHODS[operation];
  if (typeof (source as Partial<Record<typeof method, unknown>>)[method] === "function")
    return (withoutRetries(source) as Record<typeof method, Method>)[method](input, aborting);
  if (isSdkClient(source)) return sendOnce(source, operation, input, aborting.abortSignal);
  return (source as Extract<StatusSource, (...args: never) => unknown>)(aborting);
}
