// What a deployment meets, on this machine: CloudFormation's side of a custom resource, the CDK's own provider framework and
// its own waiter state machine, and a Lambda service that runs our handlers. Only what AWS alone has is played here.
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import { FleetWiseRegistration } from "../../src/cdk/index.js";
import type { OnEventRequest, ProviderHandlers } from "../../src/custom-resource/index.js";

/** What CloudFormation was told. */
interface Answer {
  readonly headers: IncomingMessage["headers"];
  readonly bytes: number;
  readonly Status: "SUCCESS" | "FAILED";
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

type Event = OnEventRequest & { readonly ResponseURL: string };

/** Invocations of a function that is named so. */
type Invoke = (event: Event) => Promise<unknown>;

/** A stack with the resource in it. */
interface Deployed {
  /** Sends a lifecycle event, and resolves to what CloudFormation is answered. */
  send(type: OnEventRequest["RequestType"], fields?: Partial<OnEventRequest>): Promise<Answer>;
  /** How often each handler was invoked. */
  readonly invocations: { onEvent: number; isComplete: number };
}

export interface Cloud extends AsyncDisposable {
  /** @param options.twice - Whether Lambda delivers each event of `onEvent` twice. */
  deploy(handlers: ProviderHandlers, options?: { readonly twice?: boolean }): Deployed;
}

const REGION = "eu-central-1";
const ACCOUNT = "123456789012";
const require = createRequire(import.meta.url);

/** @param intervalMs - What stands for the Provider's `queryInterval`. */
export async function startCloud(intervalMs: number): Promise<Cloud> {
  const functions = new Map<string, Invoke>();
  const answers = new Map<string, (answer: Answer) => void>();

  // Lambda, for the framework's own client.
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

  // Step Functions, likewise.
  const machine = new StateMachine(waiterOf(), { validationOptions: { checkPaths: false } });
  const states = await listen(async (message, response) => {
    const { input } = JSON.parse(await bodyOf(message));
    const execution = machine.run(JSON.parse(input), {
      overrides: {
        taskResourceLocalHandlers: {
          "framework-isComplete-task": asLambda(framework().isComplete),
          "framework-onTimeout-task": asLambda(framework().onTimeout),
        },
        retryIntervalOverrides: { "framework-isComplete-task": intervalMs },
      },
    });
    execution.result.catch(() => {});
    response.end(
      JSON.stringify({ executionArn: "arn:aws:states:::execution", startDate: Date.now() / 1000 }),
    );
  });

  // Where CloudFormation is answered.
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
  // The framework's own is HTTPS to port 443, whatever the URL says.
  outbound().httpRequest = (options, body) =>
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
    deploy: (handlers, { twice = false } = {}) => {
      stacks += 1;
      const StackId = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/fleet/${stacks}`;
      const invocations = { onEvent: 0, isComplete: 0 };
      functions.set(`${StackId} onEvent`, async (event) => {
        invocations.onEvent += 1;
        const [response] = await Promise.all([handlers.onEvent(event), twice && handlers.onEvent(event)]);
        return response;
      });
      functions.set(`${StackId} isComplete`, (event) => {
        invocations.isComplete += 1;
        return handlers.isComplete(event);
      });
      let requests = 0;
      const send: Deployed["send"] = (RequestType, fields = {}) => {
        requests += 1;
        const path = `/${stacks}/${requests}?X-Amz-Signature=secret`;
        return new Promise((resolve) => {
          answers.set(path, resolve);
          void framework().onEvent({
            RequestType,
            ResponseURL: `http://127.0.0.1${path}`,
            StackId,
            RequestId: `request-${requests}`,
            LogicalResourceId: "Registration",
            ResourceProperties: {},
            ...fields,
          });
        });
      };
      return { send, invocations };
    },
    [Symbol.asyncDispose]: async () => {
      for (const { server } of [lambda, states, responses]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

/** The waiter's definition as the construct synthesizes it, with the names of the functions put in. */
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

/** As Step Functions tells of a Lambda function that throws. */
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

/** The Provider's runtime, as it is deployed. */
const RUNTIME = "aws-cdk-lib/custom-resources/lib/provider-framework/runtime";

function framework(): Record<"onEvent" | "isComplete" | "onTimeout", (event: unknown) => Promise<unknown>> {
  return require(`${folderOf()}/framework.js`);
}

interface Outbound {
  httpRequest: (options: object, body: string) => Promise<unknown>;
}

function outbound(): Outbound {
  return require(`${folderOf()}/outbound.js`);
}

/** By path, as the package does not export it. */
function folderOf(): string {
  const [name, ...path] = RUNTIME.split("/");
  return require.resolve(`${name}/package.json`).replace("package.json", path.join("/"));
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
