// Clients of the AWS SDK have retries of their own, which are removed from each command that a wait sends.
import { unsent } from "../failures/chain.js";
import type { SdkClient } from "../options/source.js";
import type { RegistrationOperation } from "../registration/operation.js";
import { wordsOf } from "../text/sentence.js";

/** Returns whether a source has the `send` of an SDK client, bare or aggregated. */
export function isSdkClient(source: object): source is SdkClient {
  return typeof (source as Partial<SdkClient>).send === "function";
}

/**
 * Returns the object on which to call a method of the client. For an aggregated client of the AWS SDK, that is an object that
 * inherits everything from it but `send`, so that an overridden or mocked method runs, with the commands of the client's own
 * version and without the SDK's retries. Any other client is returned as it is: its `send` may have another meaning.
 */
export function withoutRetries(client: object): object {
  if (!isSdkClient(client) || !("middlewareStack" in client)) return client;
  const send = (command: Command, options: unknown) => once(client, command, options);
  return Object.create(client, { send: { value: send } });
}

/**
 * Sends one request through a bare client.
 *
 * @throws OfficialPackageError if the package with the commands cannot be loaded, or is of another version than the client.
 */
export async function sendOnce(
  client: SdkClient,
  operation: RegistrationOperation,
  input: object,
  abortSignal: AbortSignal,
): Promise<unknown> {
  const official = await officialClient();
  // The poll may have been canceled while the package was loading.
  abortSignal.throwIfAborted();
  const command = new official[`${operation}Command`](input) as Command;
  try {
    return await once(client, command, { abortSignal });
  } catch (error) {
    if (!DOES_NOT_FIT.test(wordsOf(error).message)) throw error;
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
    add(middleware: (next: Handler) => Handler, options: Readonly<Record<string, unknown>>): void;
  };
}

type Handler = (args: unknown) => unknown;

/**
 * Sends a command without the SDK's retries. They would hide failures from the wait, and so from its events, its backoff and its
 * respect for `Retry-After`. They would also repeat a RegisterAccount whose response was lost.
 *
 * Marks an error of the steps before the request, such as a credential provider's. A mock of `send` runs no step, and its error may
 * stand for the service's.
 */
async function once(client: SdkClient, command: Command, options: unknown): Promise<unknown> {
  const { middlewareStack: stack } = command;
  let preparing = false;
  const prepares = (value: boolean) => (next: Handler) => (args: unknown) => {
    preparing = value;
    return next(args);
  };
  stack?.add(prepares(true), { step: "initialize", priority: "high" });
  stack?.add(prepares(false), { step: "deserialize", priority: "high" });
  stack?.add((next) => next, {
    name: "retryMiddleware",
    step: "finalizeRequest",
    priority: "high",
    override: true,
  });
  try {
    return await client.send(command, options);
  } catch (error) {
    throw preparing ? unsent(error) : error;
  }
}
