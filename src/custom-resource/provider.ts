import type { HandlerConfig } from "./config.js";
import { failureOf } from "./failure.js";
import { attributesOf, readOnce } from "./is-complete.js";
import { handlerTimes } from "./names.js";
import { startRegistration } from "./on-event.js";
import type { IsCompleteRequest, IsCompleteResponse, OnEventRequest, OnEventResponse } from "./protocol.js";
import { reregistering } from "./reregistering.js";

/** The two handlers of the CDK's provider framework: each a Lambda function's `handler`. */
export interface ProviderHandlers {
  readonly onEvent: (request: OnEventRequest) => Promise<OnEventResponse>;
  readonly isComplete: (request: IsCompleteRequest) => Promise<IsCompleteResponse>;
}

/** What the handlers run on. */
export interface HandlerRuntime {
  /** Seconds that each may take. */
  readonly times: typeof handlerTimes;
  /** The wall clock, which several invocations share; in milliseconds. */
  readonly now: () => number;
}

/**
 * The handlers of a custom resource that is complete when the account is registered, for the Provider framework of the CDK.
 *
 * Create and Update register the account where needed (`ensureRegistered` tells how), and fail with the service's own reason.
 * An account that is registered is left alone, unless an Update brings another `reregisterToken`. Delete does nothing, as AWS
 * IoT FleetWise knows no way to undo a registration. `onEvent` takes at most 60 s, `isComplete` hardly more than 10 s.
 *
 * Both reject with the reason, cut so that CloudFormation takes it; wrong options reject with a `TypeError` or `RangeError`.
 *
 * @example
 * export const { onEvent, isComplete } = createProviderHandlers({ client: createFleetWiseClient() });
 */
export function createProviderHandlers(config: HandlerConfig): ProviderHandlers {
  return providerHandlers({ times: handlerTimes, now: Date.now }, config);
}

export function providerHandlers({ times, now }: HandlerRuntime, config: HandlerConfig): ProviderHandlers {
  const repeats = reregistering();

  return {
    onEvent: withShortReason(async (request) => {
      const { PhysicalResourceId = "" } = request;
      if (request.RequestType === "Delete") return { PhysicalResourceId };
      const reregister = repeats.asks(request);
      const response = await startRegistration(config, request, { time: times.onEvent, reregister, now });
      if (response.registeredAt !== undefined) repeats.done(request);
      return response;
    }),
    isComplete: withShortReason(async (request) =>
      request.RequestType === "Delete"
        ? { IsComplete: true, Data: attributesOf({}) }
        : readOnce(config, request, { time: times.isComplete, now }),
    ),
  };
}

function withShortReason<Q extends OnEventRequest, A>(
  handle: (request: Q) => Promise<A>,
): (request: Q) => Promise<A> {
  return async (request) => {
    try {
      return await handle(request);
    } catch (error) {
      throw failureOf(error, request);
    }
  };
}
