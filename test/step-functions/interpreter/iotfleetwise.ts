// AWS IoT FleetWise as Step Functions' SDK integration shows it: members in PascalCase, errors by the SDK for Java's names. What
// AWS does not document is said in docs/scale.md: the format of times, and what an AssumeRole that fails is called.
import { createFleetWiseClient, type FleetWiseClient } from "../../../src/index.js";
import type { Clock } from "./clock.js";
import { StateFailure } from "./failure.js";
import type { Fields } from "./fields.js";
import type { SdkCall, SdkIntegration } from "./run.js";

/** Where an account's service answers, and as whom it is called. */
export interface Account {
  readonly endpoint: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Whether the service holds a request of this account's and will not answer it. */
  readonly hangs?: () => boolean;
}

/** How a time is written in a result. */
export type TimeFormat = (epochMs: number) => unknown;
export const TIME_FORMATS: Readonly<Record<"text" | "seconds" | "milliseconds", TimeFormat>> = {
  text: (epochMs) => new Date(epochMs).toISOString(),
  seconds: (epochMs) => epochMs / 1000,
  milliseconds: (epochMs) => epochMs,
};

/** The errors that the service's model names. */
const MODELED = [
  "AccessDeniedException",
  "ConflictException",
  "InternalServerException",
  "ResourceNotFoundException",
  "ThrottlingException",
  "ValidationException",
];

/**
 * @param accountOf - By the role's ARN; `undefined` is the state machine's own account.
 * @throws StateFailure of that name where `accountOf` knows no account: the role can't be assumed.
 */
export function iotFleetWise(
  clock: Clock,
  accountOf: (roleArn: string | undefined) => Account | undefined,
  timeFormat: TimeFormat = TIME_FORMATS.text,
): SdkIntegration {
  const clientOf = clients();
  return async (call) => {
    const account = accountOf(call.roleArn);
    if (account === undefined)
      throw new StateFailure("States.TaskFailed", `The role ${call.roleArn} could not be assumed`);
    const answer = await answerOf(call, clientOf(account), account, clock);
    return pascalCase(answer, (date) => timeFormat(clock.at(date.getTime())));
  };
}

/** One client an account: making one for every call takes longer than the call. */
function clients() {
  const made = new Map<string, FleetWiseClient>();
  return ({ endpoint, credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" } }: Account) => {
    const client =
      made.get(endpoint) ?? createFleetWiseClient({ endpoint, region: "eu-central-1", credentials });
    made.set(endpoint, client);
    return client;
  };
}

async function answerOf(
  call: SdkCall,
  client: FleetWiseClient,
  account: Account,
  clock: Clock,
): Promise<unknown> {
  const leaving = new AbortController();
  const operations: Readonly<Record<string, () => Promise<unknown>>> = {
    "iotfleetwise:getRegisterAccountStatus": () =>
      client.getRegisterAccountStatus({}, { abortSignal: leaving.signal }),
    "iotfleetwise:registerAccount": () =>
      client.registerAccount(camelCase(call.input), { abortSignal: leaving.signal }),
  };
  const operation = operations[call.action];
  if (operation === undefined) throw new Error(`The service has no action ${call.action}`);
  try {
    return await Promise.race([
      operation(),
      ...(account.hangs ? [timedOut(call, account.hangs, clock, leaving.signal)] : []),
    ]);
  } catch (thrown) {
    throw thrown instanceof StateFailure ? thrown : failureOf(thrown);
  } finally {
    leaving.abort();
  }
}

/** Rejects when the task's time is up, in the time of the executions: which goes on only where nobody is at work. */
async function timedOut(
  call: SdkCall,
  hangs: () => boolean,
  clock: Clock,
  left: AbortSignal,
): Promise<never> {
  while (!hangs()) {
    if (left.aborted) return await new Promise<never>(() => {});
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await clock.sleep(1000 * call.timeoutSeconds);
  throw new StateFailure("States.Timeout", "");
}

/** The error by which Step Functions reports what a client for Node has thrown. */
export function failureOf(thrown: unknown): StateFailure {
  const { name, message, code, $metadata } = thrown as Error & {
    code?: string;
    $metadata?: { httpStatusCode?: number; requestId?: string };
  };
  const status = $metadata?.httpStatusCode;
  if (code === "ECONNREFUSED")
    return new StateFailure(
      "IoTFleetWise.SdkClientException",
      "Unable to execute HTTP request: Connect to iotfleetwise.eu-central-1.amazonaws.com:443 failed: Connection refused",
    );
  if (status === undefined || status < 300)
    return new StateFailure("IoTFleetWise.SdkClientException", `Unable to execute HTTP request: ${message}`);
  const type = MODELED.includes(name) ? name : "IoTFleetWiseException";
  const service = `Service: IoTFleetWise, Status Code: ${status}, Request ID: ${$metadata?.requestId}`;
  return new StateFailure(`IoTFleetWise.${type}`, `${message} (${service})`);
}

export function pascalCase(value: unknown, time: (date: Date) => unknown): unknown {
  if (value instanceof Date) return time(value);
  if (Array.isArray(value)) return value.map((item) => pascalCase(item, time));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([name]) => name !== "$metadata");
  return Object.fromEntries(
    members.map(([name, member]) => [name.charAt(0).toUpperCase() + name.slice(1), pascalCase(member, time)]),
  );
}

export function camelCase(input: Fields): Record<string, never> {
  const renamed = (value: unknown): unknown =>
    typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value).map(([name, member]) => [
            name.charAt(0).toLowerCase() + name.slice(1),
            renamed(member),
          ]),
        )
      : value;
  return renamed(input) as Record<string, never>;
}
