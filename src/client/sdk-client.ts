// Clients of the AWS SDK are called by command, not by method: a command can have its retries taken out.
import type { RegistrationOperation } from "../registration/operation.js";

/** Whatever takes a command. */
export interface Sender {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's generic `send` is assignable to nothing narrower
  send(command: any, options?: any): Promise<any>;
}

export function isSender(source: object): source is Sender {
  return "send" in source && typeof source.send === "function";
}

/** Whether it is the SDK's own, bare or aggregated; another object with a `send` may mean anything by it. */
export function isSdkClient(source: object): source is Sender {
  return isSender(source) && "middlewareStack" in source;
}

/** Sends one request. @throws What the client throws; an `OfficialPackageError` where its package can't be loaded. */
export async function sendOnce(
  client: Sender,
  operation: RegistrationOperation,
  input: object,
  abortSignal: AbortSignal,
): Promise<unknown> {
  const official = await officialClient();
  // It may have been left while the package was loading.
  abortSignal.throwIfAborted();
  const command = new official[`${operation}Command`](input);
  takeOutRetries(command);
  return client.send(command, { abortSignal });
}

/** The name of the error if the official package cannot be loaded. */
export const OFFICIAL_PACKAGE_ERROR = "OfficialPackageError";

/** The official package. The specifier is a literal, because bundlers see no other. */
async function officialClient() {
  try {
    return await import("@aws-sdk/client-iotfleetwise");
  } catch (cause) {
    const message =
      "A bare client (one with `send`) needs the package @aws-sdk/client-iotfleetwise for its commands, and that could not be " +
      "loaded. Install it beside this one, or pass what needs no command: its aggregated `IoTFleetWise`, or " +
      "`createFleetWiseClient()`.";
    throw Object.assign(new Error(message, { cause }), { name: OFFICIAL_PACKAGE_ERROR });
  }
}

/** What is used of the SDK's middleware stack, which every command has of its own. */
interface Command {
  readonly middlewareStack?: {
    add(middleware: <N>(next: N) => N, options: Readonly<Record<string, unknown>>): void;
  };
}

/**
 * Puts nothing in the place of the SDK's retries, for this command only. They would hide from the wait what they go through: its
 * events, its pace, the service's hints. And they would send again a RegisterAccount whose answer was lost.
 */
function takeOutRetries(command: unknown): void {
  (command as Command).middlewareStack?.add((next) => next, {
    name: "retryMiddleware",
    step: "finalizeRequest",
    priority: "high",
    override: true,
  });
}
