import { type HandlerOptions, maxWaitMs, resolveConfig } from "./config.js";
import { failureOf } from "./failure.js";
import { handOn } from "./handed-on.js";
import { attributesOf, checkCompletion, currentAttributes, pollSeconds } from "./is-complete.js";
import { type RequestLog, requestLog } from "./log.js";
import { nextPhysicalId, physicalIdOf } from "./physical-id.js";
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

/** The two handlers of the CDK's provider framework, each for a Lambda function. */
export interface ProviderHandlers {
  /** Registers the account if needed, and waits within its time limit. */
  readonly onEvent: (request: OnEventRequest, context?: LambdaContext) => Promise<OnEventResponse>;
  /** Polls once, and returns whether the account is registered. */
  readonly isComplete: (request: IsCompleteRequest, context?: LambdaContext) => Promise<IsCompleteResponse>;
}

/**
 * Creates the handlers of a custom resource that is complete when the account is registered, for the CDK's provider framework.
 *
 * Create and Update register the account if needed, like `ensureRegistered`, or fail with the reason. A registered account is
 * left unchanged, unless an Update has another `reregisterToken`, or a Create has a token and the account has other Timestream
 * resources than `registration`. Delete does nothing, because no operation of AWS IoT FleetWise undoes a registration. An Update
 * to one of the latest 16 settings changes nothing either, because it may be a rollback.
 *
 * `onEvent` takes at most 14 minutes, and `isComplete` 10 s, or until 10 s (or a third of the remaining time, if that is less)
 * before the function's timeout: set the timeouts to 870 s and 40 s. Both reject with the reason, truncated to the length that
 * CloudFormation accepts.
 *
 * @throws TypeError or RangeError that names an invalid option, when the handlers are created.
 * @example
 * export const { onEvent, isComplete } = createProviderHandlers();
 */
export function createProviderHandlers(config: HandlerOptions = {}): ProviderHandlers {
  return providerHandlers(lambdaRuntime, config);
}

/** Time reserved at the end of either function, in milliseconds. */
const LEFT_MS = 10_000;

export function providerHandlers(runtime: HandlerRuntime, config: HandlerOptions): ProviderHandlers {
  const { times, now } = runtime;
  const resolved = resolveConfig(config);
  return {
    onEvent: logged(config, async (request: OnEventRequest, log, context?: LambdaContext) => {
      const startedAtMs = now();
      const startedAt = new Date(startedAtMs).toISOString();
      const PhysicalResourceId = physicalIdOf(request) ?? (await nextPhysicalId(request));
      if (request.RequestType === "Delete") {
        log.entry("INFO", "outcome", { outcome: "nothing to do" });
        return { PhysicalResourceId };
      }
      const task = await taskOf(request, config, new Date(startedAtMs));
      if (task === undefined) {
        log.entry("INFO", "outcome", { outcome: "rollback: nothing is changed" });
        return { PhysicalResourceId, startedAt };
      }
      const timeMs = Math.min(1000 * times.onEvent, maxWaitMs(config), usableMs(context, LEFT_MS));
      const job = { ...runtime, request, task, config: resolved, log, startedAtMs, timeMs };
      const { snapshot, progress } = await reconcile(job);
      const handedOn = handOn(progress, startedAtMs);
      log.entry("INFO", "outcome", { outcome: snapshot ? "registered" : "not complete", ...handedOn });
      return { PhysicalResourceId, ...handedOn };
    }),

    isComplete: logged(config, async (request: IsCompleteRequest, log, context?: LambdaContext) => {
      if (request.RequestType === "Delete") return { IsComplete: true, Data: attributesOf({}) };
      const task = await taskOf(request, config, new Date(request.startedAt ?? now()));
      const pollsFor = pollSeconds(runtime, context, LEFT_MS);
      if (task === undefined) {
        const Data = await currentAttributes(resolved, request, pollsFor);
        log.entry("INFO", "outcome", { outcome: "complete: nothing was changed", ...Data });
        return { IsComplete: true, Data };
      }
      const check = await checkCompletion(resolved, request, task, runtime, pollsFor);
      if ("complete" in check) {
        const { complete: Data } = check;
        log.entry("INFO", "outcome", { outcome: "complete", ...Data });
        const PhysicalResourceId = await nextPhysicalId(request);
        const changed = PhysicalResourceId !== request.PhysicalResourceId && { PhysicalResourceId };
        return { IsComplete: true, Data, ...changed };
      }
      const { lastSeen, lastError } = check.notYet;
      log.entry("INFO", "outcome", { outcome: "not complete", lastSeen, lastError });
      return { IsComplete: false, lastSeen };
    }),
  };
}

/** Returns a handler that logs a failure, and rejects with a reason that is short enough for CloudFormation. */
function logged<Q extends OnEventRequest, R extends unknown[], A>(
  config: HandlerOptions,
  handle: (request: Q, log: RequestLog, ...rest: R) => Promise<A>,
): (request: Q, ...rest: R) => Promise<A> {
  return async (request, ...rest) => {
    const log = requestLog(request, config.log);
    try {
      return await handle(request, log, ...rest);
    } catch (error) {
      const failure = failureOf(error, request);
      log.entry("ERROR", "outcome", { outcome: "failed", reason: failure.message });
      throw failure;
    }
  };
}
