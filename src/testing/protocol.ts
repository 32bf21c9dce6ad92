import { randomUUID } from "node:crypto";
import type { HttpAnswer, HttpRequest } from "./server.js";
import { ServiceError } from "./service-error.js";

/** Turns an operation's input into its output, or throws a ServiceError. */
export type Operation = (input: Readonly<Record<string, unknown>>, now: number) => object;

/** Lets a request for a known operation pass, or throws a ServiceError. */
export type Guard = (request: HttpRequest, now: number) => void | Promise<void>;

/** A request as the protocol understood it, and its answer. */
export interface Exchange {
  /** The name after the dot of `x-amz-target`, or the empty string. */
  readonly operation: string;
  /** The JSON of the body, undefined if it is none. */
  readonly input: unknown;
  readonly answer: HttpAnswer;
  readonly errorName: string | undefined;
}

const targetPrefix = "IoTAutobahnControlPlane.";

/** The awsJson1_0 protocol around a service's operations (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html). */
export async function exchange(
  request: HttpRequest,
  operations: Readonly<Record<string, Operation>>,
  guards: readonly Guard[],
  now: number,
): Promise<Exchange> {
  const target = request.headers["x-amz-target"] ?? "";
  const operation = target.slice(target.indexOf(".") + 1);
  const input = parse(request.body);
  try {
    const operate = route(request, target, operations);
    for (const guard of guards) await guard(request, now);
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
      throw new ServiceError("SerializationException", "The body is not a JSON object.");
    }
    const output = operate(input as Record<string, unknown>, now);
    return { operation, input, answer: jsonAnswer(200, output), errorName: undefined };
  } catch (error) {
    const failure =
      error instanceof ServiceError ? error : new ServiceError("InternalServerException", String(error));
    return { operation, input, answer: errorAnswer(failure), errorName: failure.name };
  }
}

/** An error as awsJson1_0 puts it on the wire. */
function errorAnswer({ status, type, message, members, headers }: ServiceError): HttpAnswer {
  const answer = jsonAnswer(status, { __type: type, message, ...members });
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** A JSON body with the headers that every answer of the service carries. */
function jsonAnswer(status: number, body: object): HttpAnswer {
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": randomUUID() };
  return { status, headers, body: JSON.stringify(body) };
}

function route(
  request: HttpRequest,
  target: string,
  operations: Readonly<Record<string, Operation>>,
): Operation {
  if (request.method !== "POST") {
    throw new ServiceError(
      "MethodNotAllowedException",
      `The method ${request.method} is not allowed, only POST is.`,
      {
        headers: { allow: "POST" },
      },
    );
  }
  const name = target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : "";
  const operate = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (request.path !== "/" || operate === undefined) {
    throw new ServiceError(
      "UnknownOperationException",
      `No operation at ${request.path} for x-amz-target ${JSON.stringify(target)}; the emulator knows ${Object.keys(operations).join(", ")}.`,
    );
  }
  return operate;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
