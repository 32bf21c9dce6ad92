// AWS IoT FleetWise in an SDK integration of Step Functions: members in PascalCase, errors by the SDK for Java's names.
// docs/scale.md lists what AWS does not document: the format of times, and the error of a role that cannot be assumed.
import { createFleetWiseClient, type FleetWiseClient } from "../../../src/index.js";
import type { Clock } from "./clock.js";
import { StateFailure } from "./failure.js";
import type { Fields } from "./fields.js";
import type { SdkCall, SdkIntegration } from "./run.js";

/** The service's endpoint for an account, and the credentials of its role. */
export interface Account {
  readonly endpoint: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Whether a request of this account hangs. */
  readonly hangs?: () => boolean;
}

/** Format of a time in a result. */
export type TimeFormat = (epochMs: number) => unknown;
export const TIME_FORMATS: Readonly<Record<"text" | "seconds" | "milliseconds", TimeFormat>> = {
  text: (epochMs) => new Date(epochMs).toISOString(),
  seconds: (epochMs) => epochMs / 1000,
  milliseconds: (epochMs) => epochMs,
};

/** The errors in the service's model. */
const MODELED = [
  "AccessDeniedException",
  "ConflictException",
  "InternalServerException",
  "LimitExceededException",
  "ResourceNotFoundException",
  "ThrottlingException",
  "ValidationException",
];

/**
 * Returns an SDK integration that sends each request to an account's endpoint. It throws a StateFailure if `accountOf` knows no
 * account, because the role cannot be assumed.
 *
 * @param accountOf - Returns the account of a role by its ARN; for `undefined`, the state machine's own account.
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

/** Returns a function that keeps one client per account, because creating a client takes longer than a request. */
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

/** Rejects after the task's time limit, in the time of the executions, if the request hangs; otherwise never settles. */
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

/** Returns the error by which Step Functions reports an error of a client for Node. */
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
