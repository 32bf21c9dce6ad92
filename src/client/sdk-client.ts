// Clients of the AWS SDK have retries of their own, which are removed from each command that a wait sends.
import type { RegistrationOperation } from "../registration/operation.js";
import { member } from "../text/sentence.js";

/** A client of the AWS SDK, bare or aggregated, or an object with the same `send`. */
export interface Sender {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's generic `send` is assignable to nothing narrower
  send(command: any, options?: any): Promise<any>;
}

export function isSender(source: object): source is Sender {
  return typeof (source as Partial<Sender>).send === "function";
}

/**
 * Returns the object on which to call a method of the client. For an aggregated client of the AWS SDK, that is an object that
 * inherits everything from it but `send`, so that an overridden or mocked method runs, with the commands of the client's own
 * version and without the SDK's retries. Any other client is returned as it is: its `send` may have another meaning.
 */
export function withoutRetries(client: object): object {
  if (!isSender(client) || !("middlewareStack" in client)) return client;
  const send: Sender["send"] = (command, options) => client.send(once(command), options);
  return Object.create(client, { send: { value: send } });
}

/**
 * Sends one request through a bare client.
 *
 * @throws OfficialPackageError if the package with the commands cannot be loaded, or is of another version than the client.
 */
export async function sendOnce(
  client: Sender,
  operation: RegistrationOperation,
  input: object,
  abortSignal: AbortSignal,
): Promise<unknown> {
  const official = await officialClient();
  // The poll may have been canceled while the package was loading.
  abortSignal.throwIfAborted();
  const command = new official[`${operation}Command`](input);
  try {
    return await client.send(once(command), { abortSignal });
  } catch (error) {
    if (!DOES_NOT_FIT.test(String(member(error, "message")))) throw error;
    throw unusable("is of another version than the client. Install the same version of both", error);
  }
}

/** The SDK's error if a command relies on the client to serialize it, and the client's version does not. */
const DOES_NOT_FIT = /^serializerMiddleware is not found /;

/** The official package. The specifier is a literal, because bundlers find no other. */
async function officialClient() {
  try {
    return await import("@aws-sdk/client-iotfleetwise");
  } catch (cause) {
    throw unusable("could not be loaded. Install it beside fleetwise-registration", cause);
  }
}

function unusable(problem: string, cause: unknown): Error {
  const message =
    `\`client\` is a bare SDK client. It needs the commands of @aws-sdk/client-iotfleetwise, and that package ${problem}, ` +
    "or pass a client that needs no commands: an `IoTFleetWise`, or `createFleetWiseClient()`.";
  return Object.assign(new Error(message, { cause }), { name: "OfficialPackageError" });
}

/** The part of the SDK's middleware stack that is used here. Every command has a stack of its own. */
interface Command {
  readonly middlewareStack?: {
    add(middleware: <N>(next: N) => N, options: Readonly<Record<string, unknown>>): void;
  };
}

/**
 * Returns the command without the SDK's retries. They would hide failures from the wait, and so from its events, its backoff and its
 * respect for `Retry-After`. They would also repeat a RegisterAccount whose response was lost.
 */
function once<C>(command: C): C {
  (command as Command).middlewareStack?.add((next) => next, {
    name: "retryMiddleware",
    step: "finalizeRequest",
    priority: "high",
    override: true,
  });
  return command;
}
