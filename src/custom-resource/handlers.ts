import { failureOf } from "./failure.js";
import type { RegistrationHandlersConfig } from "./handlers-config.js";
import { attributesOf, look } from "./is-complete.js";
import { handlerTimes } from "./names.js";
import { begin } from "./on-event.js";
import type { IsCompleteRequest, IsCompleteResponse, OnEventRequest, OnEventResponse } from "./protocol.js";
import { reregistering } from "./reregistering.js";

/** The two handlers of the CDK's provider framework: each a Lambda function's `handler`. */
export interface RegistrationHandlers {
  readonly onEvent: (request: OnEventRequest) => Promise<OnEventResponse>;
  readonly isComplete: (request: IsCompleteRequest) => Promise<IsCompleteResponse>;
}

/** What the handlers run on. */
export interface HandlerMachinery {
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
 * export const { onEvent, isComplete } = createRegistrationHandlers({ client: createFleetWiseClient() });
 */
export function createRegistrationHandlers(config: RegistrationHandlersConfig): RegistrationHandlers {
  return handlersOn({ times: handlerTimes, now: Date.now }, config);
}

export function handlersOn(
  { times, now }: HandlerMachinery,
  config: RegistrationHandlersConfig,
): RegistrationHandlers {
  const again = reregistering();

  return {
    onEvent: telling(async (request) => {
      const { PhysicalResourceId = "" } = request;
      if (request.RequestType === "Delete") return { PhysicalResourceId };
      const reregister = again.asks(request);
      const response = await begin(config, request, { time: times.onEvent, reregister, now });
      if (response.registeredAt !== undefined) again.done(request);
      return response;
    }),
    isComplete: telling(async (request) =>
      request.RequestType === "Delete"
        ? { IsComplete: true, Data: attributesOf({}) }
        : look(config, request, { time: times.isComplete, now }),
    ),
  };
}

function telling<Q extends OnEventRequest, A>(
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
