import { filter, lastValueFrom, map, tap } from "rxjs";
import { DEFAULTS } from "../options/defaults.js";
import { answer, type CloudFormationAnswer } from "./answer.js";
import { checkConfig, type HandlerConfig } from "./config.js";
import { failureOf } from "./failure.js";
import { attributesOf } from "./is-complete.js";
import { lifecycleEvents, physicalIdOf } from "./on-event.js";
import type { CloudFormationRequest } from "./protocol.js";
import { type Reregistering, reregistering } from "./reregistering.js";

/** What is used of the context that Lambda gives to a function. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** Left of the function's time for the answer, and its retries. */
const ANSWER_MS = 15_000;

/**
 * The handler of a custom resource that is backed by one Lambda function, without the CDK's Provider. It does what the two
 * handlers of `createProviderHandlers()` do, and answers CloudFormation itself.
 *
 * It waits for `maxWaitTime`, or until 15 s before the function's own timeout, whichever comes first: give the function 15
 * minutes, the most that Lambda allows. Resolves once CloudFormation has taken the answer. Rejects where it has not, so that
 * Lambda invokes it repeats.
 *
 * @example
 * export const handler = createCloudFormationHandler({ client: createFleetWiseClient() });
 */
export function createCloudFormationHandler(
  config: HandlerConfig,
): (request: CloudFormationRequest, context: LambdaContext) => Promise<void> {
  const repeats = reregistering();
  return async (request, context) => {
    const { StackId, RequestId, LogicalResourceId } = request;
    const ids = { StackId, RequestId, LogicalResourceId };
    await answer(
      request.ResponseURL,
      { ...ids, ...(await outcome(config, request, context, repeats)) },
      config.random,
    );
  };
}

async function outcome(
  config: HandlerConfig,
  request: CloudFormationRequest,
  context: LambdaContext,
  repeats: Reregistering,
): Promise<Omit<CloudFormationAnswer, "StackId" | "RequestId" | "LogicalResourceId">> {
  const PhysicalResourceId = physicalIdOf(request);
  if (request.RequestType === "Delete") return { Status: "SUCCESS", PhysicalResourceId };
  try {
    checkConfig(config);
    const time = Math.min(
      config.maxWaitTime ?? DEFAULTS.maxWaitTime,
      Math.max(0.001, (context.getRemainingTimeInMillis() - ANSWER_MS) / 1000),
    );
    const snapshot = await lastValueFrom(
      lifecycleEvents(config, request, repeats.asks(request), time).pipe(
        tap((event) => event.type === "register" && repeats.done(request)),
        map((event) => (event.type === "poll" ? event.snapshot : undefined)),
        filter((answered) => answered !== undefined),
      ),
    );
    return { Status: "SUCCESS", PhysicalResourceId, Data: attributesOf(snapshot) };
  } catch (error) {
    return { Status: "FAILED", PhysicalResourceId, Reason: failureOf(error, request).message };
  }
}
