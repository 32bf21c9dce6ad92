// A local deployment: CloudFormation's part of a custom resource, the CDK's own provider framework and waiter state machine, and
// a Lambda service that runs the handlers. AWS's own services are emulated, and the framework's function that sends to
// CloudFormation is replaced.
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import { FleetWiseRegistration } from "../../../src/cdk/index.js";
import type { OnEventRequest, ProviderHandlers } from "../../../src/custom-resource/index.js";

/** A response to CloudFormation. */
interface Answer {
  readonly headers: IncomingMessage["headers"];
  readonly bytes: number;
  readonly Status: "SUCCESS" | "FAILED";
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

type Event = OnEventRequest & { readonly ResponseURL: string };

/** A function that Lambda invokes with an event. */
type Invoke = (event: Event) => Promise<unknown>;

type Properties = Readonly<Record<string, unknown>>;

/** A stack with the resource, as CloudFormation handles it from the first deployment to the last. */
interface Deployed {
  /** Sends a lifecycle event, and resolves to the response to CloudFormation. */
  send(type: OnEventRequest["RequestType"], fields?: Partial<OnEventRequest>): Promise<Answer>;
  /** Creates the resource, and deletes it if that fails. */
  create(properties?: Properties): Promise<Deployment>;
  /** Updates the resource, and rolls it back if that fails. Deletes a former id afterwards. */
  update(properties: Properties): Promise<Deployment>;
  /** Rolls the latest update back, because another resource of the stack failed. */
  rollBack(): Promise<Answer>;
  /** Sends an earlier event again, by its index. */
  redeliver(index: number): Promise<Answer>;
  /** Number of invocations of each function; concurrent copies count once. */
  readonly invocations: { onEvent: number; isComplete: number };
}

/** The responses to the requests of one deployment. */
interface Deployment {
  readonly answer: Answer;
  /** The response to the rollback, if the deployment failed. */
  readonly rollback?: Answer;
}

export interface Cloud extends AsyncDisposable {
  /** @param options.copies - How many times Lambda runs `onEvent` for each event, all at once. */
  deploy(handlers: ProviderHandlers, options?: { readonly copies?: number }): Deployed;
}

const REGION = "eu-central-1";
const ACCOUNT = "123456789012";
const require = createRequire(import.meta.url);

/**
 * Starts the services of a local deployment.
 *
 * @param intervalMs - Time between two calls of `isComplete`, in place of the Provider's `queryInterval`.
 * @param library - Folder of the CDK that provides the framework.
 */
export async function startCloud(intervalMs: number, library: string = installedLibrary()): Promise<Cloud> {
  const { framework, outbound } = runtimeOf(library);
  const functions = new Map<string, Invoke>();
  const answers = new Map<string, (answer: Answer) => void>();

  // Lambda, as the framework's own client calls it.
  const lambda = await listen(async (message, response) => {
    const event = JSON.parse(await bodyOf(message));
    const name = decodeURIComponent(String(message.url)).match(/function:([^/]+)/)?.[1];
    try {
      const result = await functions.get(`${event.StackId} ${name}`)?.(event);
      response.end(JSON.stringify(result));
    } catch (thrown) {
      const { name, message, stack = "" } = thrown as Error;
      response.setHeader("X-Amz-Function-Error", "Unhandled");
      response.end(JSON.stringify({ errorType: name, errorMessage: message, trace: stack.split("\n") }));
    }
  });

  // Step Functions, as the framework's own client calls it.
  const machine = new StateMachine(waiterOf(), { validationOptions: { checkPaths: false } });
  const states = await listen(async (message, response) => {
    const { input } = JSON.parse(await bodyOf(message));
    const execution = machine.run(JSON.parse(input), {
      overrides: {
        taskResourceLocalHandlers: {
          "framework-isComplete-task": asLambda(framework.isComplete),
          "framework-onTimeout-task": asLambda(framework.onTimeout),
        },
        retryIntervalOverrides: { "framework-isComplete-task": intervalMs },
      },
    });
    execution.result.catch(() => {});
    response.end(
      JSON.stringify({ executionArn: "arn:aws:states:::execution", startDate: Date.now() / 1000 }),
    );
  });

  // Receives the responses to CloudFormation.
  const responses = await listen(async (message, response) => {
    const body = await bodyOf(message);
    response.end();
    const { headers, url } = message;
    answers.get(String(url))?.({ headers, bytes: Buffer.byteLength(body), ...JSON.parse(body) });
  });

  Object.assign(process.env, {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    AWS_ENDPOINT_URL_SFN: states.url,
    USER_ON_EVENT_FUNCTION_ARN: functionArn("onEvent"),
    USER_IS_COMPLETE_FUNCTION_ARN: functionArn("isComplete"),
    WAITER_STATE_MACHINE_ARN: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:waiter`,
  });
  // The framework's own function always sends HTTPS requests to port 443, even if the URL has another port.
  outbound.httpRequest = (options, body) =>
    new Promise((resolve, reject) => {
      const sent = request({ ...options, port: responses.port }, (response) => {
        response.resume();
        response.once("end", resolve);
      });
      sent.once("error", reject);
      sent.end(body);
    });

  let stacks = 0;
  return {
    deploy: (handlers, { copies = 1 } = {}) => {
      stacks += 1;
      const StackId = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/fleet/${stacks}`;
      const invocations = { onEvent: 0, isComplete: 0 };
      functions.set(`${StackId} onEvent`, async (event) => {
        invocations.onEvent += 1;
        const runs = Array.from({ length: copies }, () => handlers.onEvent(event));
        await Promise.allSettled(runs);
        return runs[0];
      });
      functions.set(`${StackId} isComplete`, (event) => {
        invocations.isComplete += 1;
        return handlers.isComplete(event);
      });

      const events: Event[] = [];
      const deliver = (event: Event): Promise<Answer> =>
        new Promise((resolve) => {
          answers.set(event.ResponseURL.replace("http://127.0.0.1", ""), resolve);
          void framework.onEvent(structuredClone(event));
        });
      const send: Deployed["send"] = (RequestType, fields = {}) => {
        const n = events.length + 1;
        const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
        const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=${date}&X-Amz-Expires=7200&X-Amz-Signature=secret`;
        const event = {
          RequestType,
          StackId,
          RequestId: `request-${n}`,
          LogicalResourceId: "Registration",
          ResourceProperties: {},
          ...fields,
          ResponseURL: `http://127.0.0.1/${stacks}/${n}?${query}`,
        };
        events.push(event);
        return deliver(event);
      };
      return { send, invocations, redeliver: (n) => deliver(events[n] as Event), ...resourceOf(send) };
    },
    [Symbol.asyncDispose]: async () => {
      for (const { server } of [lambda, states, responses]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

/** Returns the waiter's definition as the construct synthesizes it, with a name in place of each reference to a function. */
function waiterOf(): StateMachineDefinition {
  const stack = new Stack(new App({ stackTraces: false }), "Fleet", {
    env: { region: REGION, account: ACCOUNT },
  });
  new FleetWiseRegistration(stack, "Registration");
  const [machine] = Object.values(
    Template.fromStack(stack).findResources("AWS::StepFunctions::StateMachine"),
  );
  const parts: readonly unknown[] = machine?.["Properties"].DefinitionString["Fn::Join"][1];
  return JSON.parse(
    parts.map((part) => (typeof part === "string" ? part : functionArn("framework"))).join(""),
  );
}

const functionArn = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;

/** Wraps a handler, so that its error becomes the one that Step Functions reports for a Lambda function. */
function asLambda<I, O>(run: (input: I) => Promise<O>) {
  return async (input: unknown) => {
    try {
      return ((await run(input as I)) ?? null) as never;
    } catch (thrown) {
      const { name, message } = thrown as Error;
      throw new Error(JSON.stringify({ errorType: name, errorMessage: message }));
    }
  };
}

/** Returns a resource that is created and updated as CloudFormation does it. */
function resourceOf(send: Deployed["send"]): Pick<Deployed, "create" | "update" | "rollBack"> {
  let PhysicalResourceId: string | undefined;
  let properties: Properties = {};
  let former: Properties = {};

  const updateTo = async (ResourceProperties: Properties): Promise<Answer> => {
    const fields = { PhysicalResourceId, ResourceProperties, OldResourceProperties: properties };
    const answer = await send("Update", fields);
    // CloudFormation does not document which id it records for a failed update, so the handlers must accept both.
    if (answer.Status === "FAILED") return answer;
    if (answer.PhysicalResourceId !== PhysicalResourceId)
      await send("Delete", { PhysicalResourceId, ResourceProperties: properties });
    [former, properties] = [properties, ResourceProperties];
    PhysicalResourceId = answer.PhysicalResourceId;
    return answer;
  };
  return {
    create: async (ResourceProperties = {}) => {
      const answer = await send("Create", { ResourceProperties });
      ({ PhysicalResourceId } = answer);
      properties = ResourceProperties;
      return answer.Status === "SUCCESS"
        ? { answer }
        : { answer, rollback: await send("Delete", { PhysicalResourceId, ResourceProperties }) };
    },
    update: async (ResourceProperties) => {
      const before = properties;
      const answer = await updateTo(ResourceProperties);
      if (answer.Status === "SUCCESS") return { answer };
      properties = ResourceProperties;
      return { answer, rollback: await updateTo(before) };
    },
    rollBack: () => updateTo(former),
  };
}

/** Folder of the Provider's functions in the CDK, as they are deployed. */
const RUNTIME = "custom-resources/lib/provider-framework/runtime";

interface Runtime {
  readonly framework: Record<"onEvent" | "isComplete" | "onTimeout", (event: unknown) => Promise<unknown>>;
  readonly outbound: { httpRequest: (options: object, body: string) => Promise<unknown> };
}

/** Loads the Provider's functions by path, because the package does not export them. */
function runtimeOf(library: string): Runtime {
  return {
    framework: require(join(library, RUNTIME, "framework.js")),
    outbound: require(join(library, RUNTIME, "outbound.js")),
  };
}

function installedLibrary(): string {
  return dirname(require.resolve("aws-cdk-lib/package.json"));
}

async function listen(answer: (message: IncomingMessage, response: ServerResponse) => Promise<void>) {
  const server = createServer((message, response) => void answer(message, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { server, port, url: `http://127.0.0.1:${port}` };
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  return Buffer.concat(await message.toArray()).toString();
}
