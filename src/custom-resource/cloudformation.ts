import { type Answer, putAnswer } from "./answer.js";
import { type HandlerOptions, type HandlerOptionsWithClient, maxWaitMs, resolveConfig } from "./config.js";
import { failureOf } from "./failure.js";
import { attributesOf, currentAttributes, pollSeconds } from "./is-complete.js";
import { type RequestLog, requestLog } from "./log.js";
import { nextPhysicalId, physicalIdOf } from "./physical-id.js";
import type { CloudFormationRequest, LambdaContext } from "./protocol.js";
import { type HandlerRuntime, lambdaRuntime, reconcile } from "./reconcile.js";
import { taskOf } from "./task.js";
import { endMs, usableMs } from "./time-left.js";

/**
 * Creates the handler of a custom resource with one Lambda function, without the CDK's Provider. It combines the two handlers of
 * `createProviderHandlers()`, and sends the response to CloudFormation itself.
 *
 * It stops after `maxWaitTime`, or 15 s (or a third of the remaining time, if that is less) before the function's timeout,
 * whichever comes first: set the timeout to 15 minutes, the maximum of Lambda. It resolves once CloudFormation has accepted the
 * response. Otherwise it rejects, so that Lambda invokes it again.
 *
 * An invalid option is not thrown here, because a handler that cannot be loaded sends no response, and CloudFormation waits for
 * it. Instead, each Create and Update fails with a reason that names the option.
 *
 * @example
 * export const handler = createCloudFormationHandler();
 */
export function createCloudFormationHandler(
  config: HandlerOptions = {},
): (request: CloudFormationRequest, context?: LambdaContext) => Promise<void> {
  return cloudFormationHandler(lambdaRuntime, config);
}

export function cloudFormationHandler(
  runtime: HandlerRuntime,
  config: HandlerOptions,
): (request: CloudFormationRequest, context?: LambdaContext) => Promise<void> {
  const checked = checkedConfig(config);
  return async (request, context) => {
    const { StackId, RequestId, LogicalResourceId } = request;
    const log = requestLog(request, checked.config?.log);
    const outcome = await resultOf(runtime, checked, request, context, log);
    const { Status, Reason, Data } = outcome;
    const level = Status === "SUCCESS" ? "INFO" : "ERROR";
    log.entry(level, "outcome", { outcome: Status, reason: Reason, ...Data });
    await putAnswer(
      request.ResponseURL,
      { ...outcome, StackId, RequestId, LogicalResourceId },
      { withinMs: endMs(context, 1000 * runtime.times.answer), random: checked.config?.random },
    );
  };
}

/** A valid config, or the error of an invalid one. */
interface CheckedConfig {
  readonly config?: HandlerOptionsWithClient;
  readonly error?: unknown;
}

function checkedConfig(config: HandlerOptions): CheckedConfig {
  try {
    return { config: resolveConfig(config) };
  } catch (error) {
    return { error };
  }
}

/**
 * Returns the response without the ids that are copied from the request. Never rejects, because CloudFormation waits for a
 * response, by default for an hour.
 */
async function resultOf(
  runtime: HandlerRuntime,
  { config, error }: CheckedConfig,
  request: CloudFormationRequest,
  context: LambdaContext | undefined,
  log: RequestLog,
): Promise<Pick<Answer, "Status" | "Reason" | "PhysicalResourceId" | "Data">> {
  const { now, times } = runtime;
  const startedAtMs = now();
  const done = await nextPhysicalId(request);
  const PhysicalResourceId = physicalIdOf(request) ?? done;
  try {
    if (request.RequestType === "Delete") return { Status: "SUCCESS", PhysicalResourceId };
    const task = await taskOf(request, config ?? {}, new Date(startedAtMs));
    if (task === undefined)
      return {
        Status: "SUCCESS",
        PhysicalResourceId,
        Data: await currentAttributes(config, request, pollSeconds(runtime, context, 1000 * times.answer)),
      };
    if (config === undefined) throw error;
    const timeMs = Math.min(maxWaitMs(config), usableMs(context, 1000 * times.answer));
    const result = await reconcile({ ...runtime, request, task, config, log, startedAtMs, timeMs });
    if (result.snapshot === undefined) throw result.error;
    return { Status: "SUCCESS", PhysicalResourceId: done, Data: attributesOf(result.snapshot) };
  } catch (error) {
    return { Status: "FAILED", PhysicalResourceId, Reason: failureOf(error, request).message };
  }
}
