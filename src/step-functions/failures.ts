// The meaning of a failed request, as `parseFailure` finds it. Step Functions reports the error of an SDK integration by the name
// that the SDK for Java gives it; an error that the service's model does not name, such as a load balancer's 503, is the SDK's
// base exception, and only its text contains the status.
import type { AdviceTopic } from "../failures/advice.js";
import { PERMANENT_STATUS, TRANSIENT_STATUS } from "../failures/failure.js";
import { type FailureKind, SERVICE_ERRORS } from "../failures/service-errors.js";
import type { RegistrationOperation } from "../registration/operation.js";
import { machineAdvice } from "./advice.js";
import { literal } from "./expressions.js";

export const NOT_FOUND = "IoTFleetWise.ResourceNotFoundException";

const SERVICE = "IoTFleetWise.";

/** The library's rows, without "not found" and without requests that a client cannot send, unless it cannot assume a role. */
const ROWS = SERVICE_ERRORS.filter(
  ({ kind, unsent, topic }) => kind !== "not-registered" && (!unsent || topic === "assume-role"),
);

/** The SDK for Java's texts if it could not connect, so that the request was not sent. */
const UNREACHABLE = /Connection refused|UnknownHost|Name or service not known|Connect to .* failed/;

/**
 * `$failure`: the error that a task's `Catch` has caught. Its `Kind` is a `FailureKind` of the library, where `unreachable` is a
 * request that was not sent; `Sent` is whether it may have been carried out.
 */
export function caught(operation: RegistrationOperation): string {
  const registers = operation === "RegisterAccount";
  const means = (kind: FailureKind, topic?: AdviceTopic) => {
    // RegisterAccount's quota changes only on request, and its conflict may be a registration in progress.
    const ends = kind === "throttled" ? registers && topic === "quota" : kind === "conflict" && !registers;
    const advice = topic === undefined ? "''" : literal(machineAdvice(topic, { operation }));
    return `{'Kind': '${ends ? "fatal" : kind}', 'Advice': ${advice}}`;
  };
  // A transient name comes after the statuses, which are more specific.
  const named = (last: boolean) =>
    ROWS.flatMap(({ names, kind, message, topic }) => {
      if (kind === undefined || (kind === "transient" && message === undefined) !== last) return [];
      const isNamed = `$name in ${list(names)}`;
      const condition = message ? `${isNamed} ? ${says(message)} : false` : isNamed;
      return [[condition, means(kind, topic)]];
    });
  const rules = [
    [says(status(429)), means("throttled", "throttled")],
    [says(status(...PERMANENT_STATUS)), means("fatal")],
    ...named(false),
    [says(status("5[0-9][0-9]")), means("transient", "service-fault")],
    [says(UNREACHABLE), means("unreachable", "unreachable")],
    ...named(true),
    [says(status(...TRANSIENT_STATUS)), means("transient")],
    [`$name in ${list(["SdkClientException", "States.Timeout"])}`, means("transient")],
    [`$contains($thrown, '${SERVICE}')`, means("fatal")],
  ];
  return `
    $text := function($of) { $exists($of) ? $string($of) : '' };
    $thrown := $text($states.errorOutput.Error);
    $name := $replace($thrown, '${SERVICE}', '');
    $message := $text($states.errorOutput.Cause);
    $meaning := ${rules.map(([condition, meaning]) => `(${condition}) ? ${meaning} : `).join("")}${means("fatal", "assume-role")};
    $kind := $meaning.Kind;
    $rejected := ${says(status("4[0-9][0-9]"))} and $not(${says(status(...TRANSIENT_STATUS))});
    $failure := $merge([$meaning, {
      'Operation': '${operation}',
      'Error': $name,
      'Cause': $message,
      'Sent': $rejected ? false : $kind = 'transient' ? true : $kind = 'fatal' and $contains($thrown, '${SERVICE}')
    }]);`;
}

function says(pattern: RegExp): string {
  return `$contains($message, ${pattern})`;
}

/** Returns a pattern of these statuses in the text of the SDK for Java. */
function status(...statuses: readonly (number | string)[]): RegExp {
  return new RegExp(`Status Code: (${statuses.join("|")})`);
}

function list(texts: readonly string[]): string {
  return `[${texts.map(literal).join(", ")}]`;
}
