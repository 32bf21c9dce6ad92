// The CDK's own provider framework in this process. Only its three outgoing calls, its log and its waiter state machine are
// replaced.
import { createRequire } from "node:module";
import type { OnEventRequest, ProviderHandlers } from "../../../src/custom-resource/index.js";

const require = createRequire(import.meta.url);
const RUNTIME = "../../../node_modules/aws-cdk-lib/custom-resources/lib/provider-framework/runtime";

type Handler = (event: unknown) => Promise<unknown>;
interface Outbound {
  startExecution(request: { readonly input: string }): Promise<unknown>;
  invokeFunction(request: { readonly FunctionName: string; readonly Payload: string }): Promise<unknown>;
  httpRequest(options: { readonly path: string }, body: string): Promise<unknown>;
}

/** Response that CloudFormation receives. */
export interface Answer {
  readonly Status: "SUCCESS" | "FAILED";
  readonly Reason: string;
  readonly atMs: number;
}

export interface Framework extends Disposable {
  /** Delivers an event once. Resolves to the response to CloudFormation. */
  deliver(event: OnEventRequest, handlers: ProviderHandlers): Promise<Answer>;
}

/** Defaults of the Provider: `queryInterval` 5 s, `totalTimeout` 30 minutes. */
const QUERY_INTERVAL_MS = 5000;
const TOTAL_TIMEOUT_MS = 30 * 60_000;

export function startFramework(): Framework {
  const framework: Record<"onEvent" | "isComplete" | "onTimeout", Handler> = require(
    `${RUNTIME}/framework.js`,
  );
  const outbound: Outbound = require(`${RUNTIME}/outbound.js`);
  const util: { log: (...args: unknown[]) => void } = require(`${RUNTIME}/util.js`);
  const { log } = util;
  util.log = () => {};
  Object.assign(process.env, {
    USER_ON_EVENT_FUNCTION_ARN: "arn:aws:lambda:eu-central-1:123456789012:function:onEvent",
    USER_IS_COMPLETE_FUNCTION_ARN: "arn:aws:lambda:eu-central-1:123456789012:function:isComplete",
    WAITER_STATE_MACHINE_ARN: "arn:aws:states:eu-central-1:123456789012:stateMachine:waiter",
  });
  const deliveries = new Map<string, { handlers: ProviderHandlers; answered: (answer: Answer) => void }>();
  const deliveryOf = (url: string) => {
    const delivery = deliveries.get(new URL(url).searchParams.get("copy") ?? "");
    if (delivery === undefined) throw new Error(`No delivery has the URL ${url}`);
    return delivery;
  };

  outbound.invokeFunction = async ({ FunctionName, Payload }) => {
    const event = JSON.parse(Payload);
    const { handlers } = deliveryOf(event.ResponseURL);
    try {
      const result = FunctionName.endsWith("onEvent")
        ? await handlers.onEvent(event, lambdaContext())
        : await handlers.isComplete(event);
      return { Payload: JSON.stringify(result) };
    } catch (thrown) {
      const { name, message, stack = "" } = thrown as Error;
      const Payload = JSON.stringify({ errorType: name, errorMessage: message, trace: stack.split("\n") });
      return { Payload, FunctionError: "Unhandled" };
    }
  };
  outbound.startExecution = async ({ input }) => {
    void wait(JSON.parse(input));
    return {};
  };
  outbound.httpRequest = async ({ path }, body) => {
    const { answered } = deliveryOf(`https://host${path}`);
    answered({ ...JSON.parse(body), atMs: Date.now() });
    return undefined;
  };

  /** Polls `isComplete` like the Provider's state machine. */
  async function wait(input: unknown): Promise<void> {
    for (const startedAtMs = Date.now(); ; ) {
      try {
        await framework.isComplete(structuredClone(input));
        return;
      } catch (retry) {
        await new Promise((resolve) => setTimeout(resolve, QUERY_INTERVAL_MS));
        if (Date.now() < startedAtMs + TOTAL_TIMEOUT_MS) continue;
        const Cause = JSON.stringify({ errorMessage: (retry as Error).message });
        await framework.onTimeout({ Error: "Retry", Cause });
        return;
      }
    }
  }

  let copies = 0;
  return {
    deliver: (event, handlers) =>
      new Promise((answered) => {
        copies += 1;
        const copy = String(copies);
        deliveries.set(copy, { handlers, answered });
        void framework.onEvent({
          ...structuredClone(event),
          ResponseURL: `${event.ResponseURL}&copy=${copy}`,
        });
      }),
    [Symbol.dispose]() {
      util.log = log;
    },
  };
}

function lambdaContext() {
  const endsAtMs = Date.now() + 15 * 60_000;
  return { getRemainingTimeInMillis: () => endsAtMs - Date.now() };
}
