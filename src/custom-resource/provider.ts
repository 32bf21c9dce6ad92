import { type HandlerConfig, maxWaitMs, resolveConfig } from "./config.js";
import { failureOf } from "./failure.js";
import { handOn } from "./handed-on.js";
import { attributesOf, checkCompletion, currentAttributes } from "./is-complete.js";
import { type RequestLog, requestLog } from "./log.js";
import { nextPhysicalId } from "./physical-id.js";
import type {
  IsCompleteRequest,
  IsCompleteResponse,
  LambdaContext,
  OnEventRequest,
  OnEventResponse,
} from "./protocol.js";
import { type HandlerRuntime, lambdaRuntime, reconcile } from "./reconcile.js";
import { taskOf } from "./task.js";
import { usableMs } from "./time-left.js";

/** The two handlers of the CDK's provider framework: each a Lambda function's `handler`. */
export interface ProviderHandlers {
  /** Registers where needed, and waits for as long as it may. */
  readonly onEvent: (request: OnEventRequest, context?: LambdaContext) => Promise<OnEventResponse>;
  /** Looks once, and says whether the registration is done. */
  readonly isComplete: (request: IsCompleteRequest) => Promise<IsCompleteResponse>;
}

/**
 * The handlers of a custom resource that is complete when the account is registered, for the Provider framework of the CDK.
 *
 * Create and Update register the account where needed (`ensureRegistered` tells how), and fail with the service's own reason.
 * An account that is registered is left alone, unless an Update brings another `reregisterToken`. Delete does nothing, as AWS
 * IoT FleetWise knows no way to undo a registration; an Update to what the resource has been set to before changes nothing
 * either, as that is what a rollback does.
 *
 * `onEvent` works for up to 14 minutes, or until 10 s before its function's timeout: give that 870 s. `isComplete` takes 10 s.
 * Both reject with the reason, cut so that CloudFormation takes it.
 *
 * @throws TypeError or RangeError that names a wrong option, when the handlers are made.
 * @example
 * export const { onEvent, isComplete } = createProviderHandlers();
 */
export function createProviderHandlers(config: HandlerConfig = {}): ProviderHandlers {
  return providerHandlers(lambdaRuntime, config);
}

/** Of the function's time, so much is left when its work ends. */
const LEFT_MS = 10_000;

export function providerHandlers(runtime: HandlerRuntime, config: HandlerConfig): ProviderHandlers {
  const { times, now } = runtime;
  const resolved = resolveConfig(config);
  return {
    onEvent: logged(config, async (request: OnEventRequest, log, context?: LambdaContext) => {
      const startedAtMs = now();
      const startedAt = new Date(startedAtMs).toISOString();
      const { PhysicalResourceId = await nextPhysicalId(request) } = request;
      if (request.RequestType === "Delete") {
        log.entry("INFO", "outcome", { outcome: "nothing to do" });
        return { PhysicalResourceId };
      }
      const task = await taskOf(request, config, new Date(startedAtMs));
      if (task.kind !== "registration") {
        log.entry("INFO", "outcome", { outcome: "goes back: nothing is changed" });
        return { PhysicalResourceId, startedAt };
      }
      const timeMs = Math.min(1000 * times.onEvent, maxWaitMs(config), usableMs(context, LEFT_MS));
      const job = { ...runtime, request, task, config: resolved, log, startedAtMs, timeMs };
      const { snapshot, progress } = await reconcile(job);
      const handedOn = handOn(progress, startedAtMs);
      log.entry("INFO", "outcome", { outcome: snapshot ? "registered" : "handed on", ...handedOn });
      return { PhysicalResourceId, ...handedOn };
    }),

    isComplete: logged(config, async (request: IsCompleteRequest, log) => {
      if (request.RequestType === "Delete") return { IsComplete: true, Data: attributesOf({}) };
      const task = await taskOf(request, config, new Date(request.startedAt ?? now()));
      if (task.kind !== "registration") {
        const Data = await currentAttributes(resolved, request, runtime);
        log.entry("INFO", "outcome", { outcome: "complete: nothing was changed", ...Data });
        return { IsComplete: true, Data };
      }
      const look = await checkCompletion(resolved, request, task, runtime);
      if ("complete" in look) {
        const { complete: Data } = look;
        log.entry("INFO", "outcome", { outcome: "complete", ...Data });
        const PhysicalResourceId = await nextPhysicalId(request);
        const changed = PhysicalResourceId !== request.PhysicalResourceId && { PhysicalResourceId };
        return { IsComplete: true, Data, ...changed };
      }
      const { lastSeen, lastError } = look.notYet;
      log.entry("INFO", "outcome", { outcome: "not complete", lastSeen, lastError });
      return { IsComplete: false, lastSeen };
    }),
  };
}

/** A handler that fails with a reason that is short enough, and logs it. */
function logged<Q extends OnEventRequest, R extends unknown[], A>(
  config: HandlerConfig,
  handle: (request: Q, log: RequestLog, ...rest: R) => Promise<A>,
): (request: Q, ...rest: R) => Promise<A> {
  return async (request, ...rest) => {
    const log = requestLog(request, config?.log);
    try {
      return await handle(request, log, ...rest);
    } catch (error) {
      const failure = failureOf(error, request);
      log.entry("ERROR", "outcome", { outcome: "failed", reason: failure.message });
      throw failure;
    }
  };
}
