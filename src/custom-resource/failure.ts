import { oneLine } from "../text/one-line.js";
import { NO_MESSAGE, wordsOf } from "../text/sentence.js";
import { stackMessage } from "./advice.js";
import type { OnEventRequest } from "./protocol.js";

/** CloudFormation drops longer responses. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
export const MAX_RESPONSE_BYTES = 4096;

/** The text that the provider framework adds to the reason, with the longest name and qualifier of a function. */
const LOGS = `\n\nLogs: /aws/lambda/${"x".repeat(64 + 128)}\n`;

/** The framework's physical id of a resource that could not be created. */
const CREATE_FAILED = "AWSCDK::CustomResourceProviderFramework::CREATE_FAILED";

/**
 * Returns the error that a handler throws. Its message and stack are one line, short enough for the framework's response: the
 * framework uses the whole stack as the reason, and CloudFormation drops a response that is too long. The CloudFormation stack would
 * then hang until its timeout, without a reason.
 */
export function failureOf(error: unknown, request: OnEventRequest): Error {
  const { name, message } = wordsOf(error);
  const text = stackMessage(error) ?? (message || name || NO_MESSAGE);
  const reason = cut(text, MAX_RESPONSE_BYTES - jsonBytes(responseOf(request)) - stringBytes(LOGS));
  const failure = new Error(reason, { cause: error });
  failure.name = name || "Error";
  failure.stack = `${failure.name}: ${reason}`;
  return failure;
}

/** Returns the framework's response with an empty reason. The response repeats the request's fields. */
function responseOf(request: OnEventRequest & { readonly Data?: unknown }): object {
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

/** Truncates text to one line of at most `maxBytes` bytes of JSON, never inside a character. */
export function cut(text: string, maxBytes: number): string {
  // A line break would look like a stack frame.
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

/** Returns the bytes of text in a JSON string: quotes are escaped, and half a surrogate pair takes six bytes. */
function stringBytes(text: string): number {
  return jsonBytes(text) - 2;
}

function jsonBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
