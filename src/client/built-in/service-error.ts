import { ServiceException } from "@smithy/core/client";
import { loadJsonRpcErrorCode } from "@smithy/core/protocols";
import { type Answer, attach } from "./answer.js";

/**
 * The error of an answer, in the form that the AWS SDK gives it: the error type as `name`, `$fault`, `$metadata`, the body's
 * members beside them, and `$response` hidden.
 */
export function serviceError(answer: Answer): ServiceException {
  const { members, $metadata, $response } = answer;
  const { httpStatusCode } = $metadata;
  const error = new ServiceException({
    name: nameOf(answer),
    message:
      textOf(members["message"]) ??
      textOf(members["Message"]) ??
      `The service gave no message (status ${httpStatusCode})`,
    $fault: httpStatusCode < 500 ? "client" : "server",
    $metadata,
    $response,
  });
  for (const [member, value] of Object.entries(members)) {
    // The body must not pass for what the error itself says: its name, its stack, what caused it, its prototype.
    if (!(member in error) && member !== "cause" && member !== "__type" && member !== "Message") {
      Object.assign(error, { [member]: value });
    }
  }
  return attach(error, answer);
}

/** `__type`, `code` or the header, with or without a namespace before and a URI behind. */
function nameOf({ members, $response }: Answer): string {
  const texts = Object.fromEntries(Object.entries(members).filter(([, value]) => textOf(value)));
  return loadJsonRpcErrorCode($response, texts) || "Unknown";
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
