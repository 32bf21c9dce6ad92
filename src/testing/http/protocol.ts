import { randomUUID } from "node:crypto";
import { parseJson } from "../../text/json.js";
import { inOneSentence } from "../../text/sentence.js";
import type { HttpResponse } from "./response.js";
import type { HttpRequest } from "./server.js";
import { ServiceError } from "./service-error.js";

/** A parsed request; times are epoch milliseconds. */
export interface Call {
  readonly request: HttpRequest;
  /** Operation name after the dot of `x-amz-target`, or the empty string. */
  readonly operation: string;
  /** The parsed JSON body; undefined if the body is not JSON. */
  readonly input: unknown;
  readonly now: number;
  /** Time by the server's clock, for signatures and headers: the system's time, unless a fault makes the clock wrong. */
  readonly serverTime: number;
}

export interface Reply {
  readonly answer: HttpResponse;
  readonly errorName?: string;
}

/** Turns an operation's input into its output, or throws a ServiceError. */
export type Operation = (input: Readonly<Record<string, unknown>>, now: number) => object;

/** Accepts a request of a known operation, or throws a ServiceError. */
export type Guard = (call: Call) => void | Promise<void>;

const targetPrefix = "IoTAutobahnControlPlane.";

const targetOf = (request: HttpRequest) => request.headers["x-amz-target"] ?? "";

export function readCall(request: HttpRequest, now: number, serverTime: number = now): Call {
  const target = targetOf(request);
  const operation = target.slice(target.indexOf(".") + 1);
  return { request, operation, input: parseJson(new TextDecoder().decode(request.body)), now, serverTime };
}

/** Runs an operation by the awsJson1_0 protocol (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html). */
export async function perform(
  call: Call,
  operations: Readonly<Record<string, Operation>>,
  guards: readonly Guard[],
): Promise<Reply> {
  try {
    const operate = route(call.request, operations);
    for (const guard of guards) await guard(call);
    const { input, now } = call;
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
      throw new ServiceError("SerializationException", "The body is not a JSON object.");
    }
    return { answer: jsonResponse(200, operate(input as Record<string, unknown>, now)) };
  } catch (error) {
    if (error instanceof ServiceError) return errorReply(error);
    return errorReply(new ServiceError("InternalServerException", inOneSentence(error)));
  }
}

/** Returns the awsJson1_0 response for an error. */
export function errorReply({ name, status, type, message, members, headers }: ServiceError): Reply {
  const answer = jsonResponse(status, { __type: type, message, ...members });
  return { answer: { ...answer, headers: { ...answer.headers, ...headers } }, errorName: name };
}

/** Returns a JSON response with the headers that all of the service's responses have. */
export function jsonResponse(status: number, body: object): HttpResponse {
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": randomUUID() };
  return { status, headers, body: JSON.stringify(body) };
}

function route(request: HttpRequest, operations: Readonly<Record<string, Operation>>): Operation {
  if (request.method !== "POST") {
    const message = `The method ${request.method} is not allowed, only POST is.`;
    throw new ServiceError("MethodNotAllowedException", message, { headers: { allow: "POST" } });
  }
  const target = targetOf(request);
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
