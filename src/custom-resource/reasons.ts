// Why a resource fails, where the library has no error for it: what happened, what was seen, what to do next.
import { describeRegistration, type RegistrationSnapshot, type TimestreamResources } from "../index.js";
import { inOneSentence, seconds } from "../text/sentence.js";
import type { HandedOn } from "./protocol.js";

/** The deadline is over, and the account is not registered. */
export function timedOut(
  elapsedMs: number,
  { lastSeen = "no status", lastError }: HandedOn,
  cause?: unknown,
): Error {
  const message =
    `AWS IoT FleetWise registration did not finish within ${seconds(1000 * Math.round(elapsedMs / 1000))}. ` +
    `Last seen: ${lastSeen}.${lastError === undefined ? "" : ` The last call failed: ${lastError}`} ` +
    "It goes on in the background: deploy again, or give it longer.";
  return named("TimeoutError", message, cause);
}

/** The account was to be registered, and nobody did it in time. */
export function notRegistered({ lastSeen = "no status", lastError }: HandedOn, cause?: unknown): Error {
  const message =
    "RegisterAccount was not carried out in time, and so the account is not registered as this resource asks. " +
    `Last seen: ${lastSeen}.${lastError === undefined ? "" : ` The last call failed: ${lastError}`} Deploy again.`;
  return named("AccountNotRegisteredError", message, cause);
}

/** The account is registered with other Timestream resources than the resource asks for. */
export function differentResources(
  snapshot: RegistrationSnapshot,
  asked: TimestreamResources,
  tried: boolean,
): Error {
  const { timestreamRegistrationResponse: has } = snapshot;
  const message =
    `The account is registered ${has ? `with ${inWords(has)}` : "without Timestream resources"}, not with ${inWords(asked)} as ` +
    "`timestreamResources` asks for. " +
    (tried
      ? "RegisterAccount was called with them: AWS IoT FleetWise takes them only in its older mode. Remove them, or ask AWS."
      : "It was left alone, as it is in use: to register it once more with them, give `reregisterToken` another value too.");
  return named("TimestreamResourcesError", message);
}

function inWords({ timestreamDatabaseName, timestreamTableName }: TimestreamResources): string {
  return `database ${timestreamDatabaseName} and table ${timestreamTableName}`;
}

/** What was last seen, and what fails, of a read: an answer, or the error that it ended with. */
export function seenBy(
  read: RegistrationSnapshot | { readonly code: string; readonly cause?: unknown },
): HandedOn {
  if ("customerAccountId" in read) return { lastSeen: describeRegistration(read), lastError: undefined };
  if (read.code === "NOT_REGISTERED") return { lastSeen: "not registered", lastError: undefined };
  const { cause } = read;
  return { lastError: cause === undefined ? "the service did not answer in time." : inOneSentence(cause) };
}

function named(name: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, cause === undefined ? {} : { cause }), { name });
}
