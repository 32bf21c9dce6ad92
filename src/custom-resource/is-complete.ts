import { getRegistration, isRegistrationError, RegistrationFailedError, verdictOf } from "../index.js";
import { attributesOf } from "./attributes.js";
import type { HandlerRuntime } from "./carrying-out.js";
import { type ClientConfig, type HandlerConfig, maxWaitMs, mustBeVisible, resolveConfig } from "./config.js";
import { needOf } from "./need.js";
import { mayPass } from "./passing.js";
import { accountOf } from "./physical-id.js";
import type { HandedOn, IsCompleteRequest, RegistrationAttributes } from "./protocol.js";
import { notRegistered, seenBy, timedOut } from "./reasons.js";
import type { RegistrationTask } from "./task.js";

/** What a look at the account tells: the attributes of the resource where it is complete, otherwise how far it is. */
export type Look = { readonly complete: RegistrationAttributes } | { readonly notYet: HandedOn };

/** Looks once whether a Create or an Update is complete. @throws The reason why it never will be. */
export async function lookOnce(
  config: ClientConfig,
  request: IsCompleteRequest,
  task: RegistrationTask,
  { times, now }: HandlerRuntime,
): Promise<Look> {
  const { startedAt, since } = request;
  const elapsedMs = startedAt === undefined ? 0 : now() - Date.parse(startedAt);
  const inAccessGrace = startedAt !== undefined && elapsedMs < 1000 * times.accessGrace;
  const read = await readOnce(config, times.isComplete).catch((error: unknown) => {
    if (isRegistrationError(error) && error.code !== "SERVICE_CALL_FAILED") return error;
    if (mayPass(error, request, inAccessGrace))
      return error as typeof error & { code: "SERVICE_CALL_FAILED" };
    throw error;
  });
  const visible = mustBeVisible(config, request, now());
  const registered = request.registeredAt !== undefined;
  const seen: HandedOn = { ...request, ...seenBy(read) };

  if ("customerAccountId" in read) {
    const verdict = verdictOf(read, since === undefined || visible ? undefined : new Date(since));
    if (verdict === "failed")
      throw new RegistrationFailedError(read, { lastSnapshot: read, attempts: 1, elapsedMs });
    if (verdict === "registered") {
      if (needOf(read, task, { registered }) === "none") return { complete: attributesOf(read) };
      throw notRegistered(seenWith(request, read));
    }
  } else if (read.code === "NOT_REGISTERED" && visible) {
    throw config.mode === "wait-only" || registered ? read : notRegistered(seenWith(request, read), read);
  }
  if (elapsedMs >= maxWaitMs(config)) throw timedOut(elapsedMs, seen, read);
  return { notYet: seen };
}

/** What an Update that goes back ends with: with what is, whatever that is. It must not fail, and so never does. */
export async function lookBack(
  config: HandlerConfig,
  { StackId }: IsCompleteRequest,
  { times }: HandlerRuntime,
): Promise<RegistrationAttributes> {
  const nothingRead = { customerAccountId: accountOf(StackId) ?? "" };
  const read = async () => readOnce(resolveConfig(config), times.isComplete);
  return attributesOf(await read().catch(() => nothingRead));
}

/** What is seen now, with what `onEvent` could not do. */
function seenWith({ lastError }: HandedOn, read: Parameters<typeof seenBy>[0]): HandedOn {
  return { ...seenBy(read), lastError };
}

function readOnce({ client, requestTimeout }: ClientConfig, maxWaitTime: number) {
  return getRegistration({ client, requestTimeout, maxWaitTime });
}
