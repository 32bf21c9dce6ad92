import { oneLine } from "../text/one-line.js";
import { stackMessage } from "./advice.js";
import type { OnEventRequest } from "./protocol.js";

/** CloudFormation takes no answer that is longer. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
export const MAX_ANSWER_BYTES = 4096;

/** What the provider framework puts under the reason, with the longest name and qualifier that a function can have. */
const LOGS = `\n\nLogs: /aws/lambda/${"x".repeat(64 + 128)}\n`;

/** What the framework calls a resource that could not be created. */
const CREATE_FAILED = "AWSCDK::CustomResourceProviderFramework::CREATE_FAILED";

/**
 * What a handler throws: an error whose message and stack are one line, short enough for the answer that the framework makes
 * of it. The framework takes the whole stack for the reason, and CloudFormation drops an answer that is too long: the stack
 * then hangs until its timeout, without any reason.
 */
export function failureOf(error: unknown, request: OnEventRequest): Error {
  const { name, message } = Object(error) as { readonly name?: unknown; readonly message?: unknown };
  const text =
    stackMessage(error) ?? (typeof message === "string" && message !== "" ? message : String(error));
  const reason = cut(text, MAX_ANSWER_BYTES - jsonBytes(answerOf(request)) - stringBytes(LOGS));
  const failure = new Error(reason, { cause: error });
  failure.name = typeof name === "string" && name !== "" ? name : "Error";
  failure.stack = `${failure.name}: ${reason}`;
  return failure;
}

/** The answer without its reason. Of the request's own fields, as the framework gives them back. */
function answerOf(request: OnEventRequest & { readonly Data?: unknown }): object {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = CREATE_FAILED, Data } = request;
  return {
    Status: "FAILED",
    Reason: "",
    StackId,
    RequestId,
    PhysicalResourceId,
    LogicalResourceId,
    NoEcho: true,
    Data,
  };
}

const ELLIPSIS = "...";

/** A text on one line, cut between characters so that it takes at most so many bytes in JSON. */
export function cut(text: string, maxBytes: number): string {
  // A line break would be a frame of the stack.
  const line = oneLine(text);
  if (stringBytes(line) <= maxBytes) return line;
  let bytes = ELLIPSIS.length;
  let kept = "";
  for (const character of line) {
    bytes += stringBytes(character);
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept + ELLIPSIS;
}

/** What a text takes inside a JSON string: quotes are escaped, and half a surrogate pair becomes six bytes. */
function stringBytes(text: string): number {
  return jsonBytes(text) - 2;
}

function jsonBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
