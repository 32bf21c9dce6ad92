import { ServiceException } from "@smithy/core/client";
import { loadJsonRpcErrorCode } from "@smithy/core/protocols";
import { textOf } from "../../text/sentence.js";
import { type Answer, attach } from "./answer.js";

/**
 * Returns the error of a response, with the members of an AWS SDK error: the error type as `name`, `$fault`, `$metadata`, the body's
 * members, and `$response` as a hidden member.
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
    // The body must not replace the error's own members: its name, its stack, its cause, its prototype.
    if (!(member in error) && member !== "cause" && member !== "__type" && member !== "Message") {
      Object.assign(error, { [member]: value });
    }
  }
  return attach(error, answer);
}

/** Returns the error type from `__type`, `code` or the header, without the namespace before it and the URI after it. */
function nameOf({ members, $response }: Answer): string {
  const texts = Object.fromEntries(Object.entries(members).filter(([, value]) => textOf(value)));
  return loadJsonRpcErrorCode($response, texts) || "Unknown";
}
