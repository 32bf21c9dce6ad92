import {
  describeRegistration,
  getRegistration,
  isRegistrationError,
  type RegistrationError,
  RegistrationFailedError,
  type RegistrationSnapshot,
  verdictOf,
} from "../index.js";
import { DEFAULTS } from "../options/defaults.js";
import { checkConfig, type HandlerConfig, mustBeVisible } from "./config.js";
import type { IsCompleteRequest, IsCompleteResponse, RegistrationAttributes } from "./protocol.js";

const NOT_YET: IsCompleteResponse = Object.freeze({ IsComplete: false });

/** Looks once whether a Create or an Update is complete. @throws The reason why it never will be. */
export async function readOnce(
  config: HandlerConfig,
  request: IsCompleteRequest,
  { time, now }: { readonly time: number; readonly now: () => number },
): Promise<IsCompleteResponse> {
  checkConfig(config);
  const { client, requestTimeout } = config;
  const read = await getRegistration({ client, requestTimeout, maxWaitTime: time }).catch(failedRead);
  const visible = mustBeVisible(config, request, now());
  const elapsedMs = request.startedAt === undefined ? 0 : now() - Date.parse(request.startedAt);

  if ("customerAccountId" in read) {
    const since = request.since === undefined || visible ? undefined : new Date(request.since);
    const verdict = verdictOf(read, since);
    if (verdict === "registered") return { IsComplete: true, Data: attributesOf(read) };
    if (verdict === "failed")
      throw new RegistrationFailedError(read, { lastSnapshot: read, attempts: 1, elapsedMs });
  } else if (read.code === "NOT_REGISTERED" && visible) {
    throw notRegistered(config, request, read);
  }
  if (elapsedMs >= 1000 * (config.maxWaitTime ?? DEFAULTS.maxWaitTime))
    throw timedOut(elapsedMs, request, read);
  return NOT_YET;
}

/** A read that may do better next time; anything else is thrown on. */
function failedRead(error: unknown): RegistrationError {
  if (isRegistrationError(error) && error.code !== "SERVICE_CALL_FAILED") return error;
  throw error;
}

/** The resource's attributes: those of an answer, or none. */
export function attributesOf(snapshot: Partial<RegistrationSnapshot>): RegistrationAttributes {
  const { timestreamRegistrationResponse: timestream, iamRegistrationResponse: iam } = snapshot;
  return {
    customerAccountId: snapshot.customerAccountId ?? "",
    accountStatus: snapshot.accountStatus ?? "",
    roleArn: iam?.roleArn ?? "",
    timestreamDatabaseName: timestream?.timestreamDatabaseName ?? "",
    timestreamTableName: timestream?.timestreamTableName ?? "",
  };
}

function notRegistered(
  { mode }: HandlerConfig,
  { registeredAt }: IsCompleteRequest,
  error: RegistrationError,
): Error {
  if (mode === "wait-only" || registeredAt !== undefined) return error;
  const message =
    "The account is not registered with AWS IoT FleetWise in this region, and RegisterAccount was not called, because the " +
    "service did not answer in time when this resource was begun: deploy again.";
  return named("AccountNotRegisteredError", message, error);
}

function timedOut(
  elapsedMs: number,
  { lastSeen }: IsCompleteRequest,
  read: RegistrationSnapshot | RegistrationError,
): Error {
  const answered = "customerAccountId" in read;
  const seen = answered
    ? describeRegistration(read)
    : read.code === "NOT_REGISTERED"
      ? "not registered"
      : (lastSeen ?? "no status");
  const { cause } = read as { readonly cause?: unknown };
  const failing =
    answered || read.code === "NOT_REGISTERED" ? "" : ` The last read failed: ${sentence(cause)}`;
  const message =
    `AWS IoT FleetWise registration did not finish within ${Math.round(elapsedMs / 1000)} s. Last seen: ${seen}.${failing} ` +
    "It goes on in the background: deploy again, or give it longer.";
  return named("TimeoutError", message, read);
}

function sentence(cause: unknown): string {
  const { name, message } = Object(cause) as Partial<Error>;
  return cause === undefined
    ? "the service did not answer in time."
    : [name, message]
        .filter(Boolean)
        .join(": ")
        .replace(/[^.!?]$/, "$&.");
}

function named(name: string, message: string, cause: unknown): Error {
  return Object.assign(new Error(message, { cause }), { name });
}
