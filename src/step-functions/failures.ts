// The meaning of a failed request, as `parseFailure` finds it, by the names that Step Functions gives the errors of an SDK
// integration. An error that the service's model does not name, such as a load balancer's 503, is the SDK's base exception, and only
// its text contains the status.
import type { AdviceTopic } from "../failures/advice.js";
import type { RegistrationOperation } from "../registration/operation.js";
import { machineAdvice } from "./advice.js";
import { literal } from "./expressions.js";

export const NOT_FOUND = "IoTFleetWise.ResourceNotFoundException";

const ROLE =
  "Check the role that sends the request: it must exist, and the role of the state machine must be allowed to assume it.";

/**
 * `$failure`: the error that a task's `Catch` has caught. Its `Kind` is a `FailureKind` of the library, where `unreachable` is a
 * request that was not sent; `Sent` is whether it may have been carried out.
 */
export function caught(operation: RegistrationOperation): string {
  const registers = operation === "RegisterAccount";
  const advice = (topic: AdviceTopic) => literal(machineAdvice(topic, { operation }));
  return `
    $text := function($of) { $exists($of) ? $string($of) : '' };
    $name := $text($states.errorOutput.Error);
    $said := $text($states.errorOutput.Cause);
    $fault := $contains($said, /Status Code: 5[0-9][0-9]/) ? true : $contains($name, /InternalServer|InternalFailure|ServiceUnavailable/);
    $kind :=
      $contains($name, /Throttl|LimitExceeded|TooManyRequests|SlowDown/) ? 'throttled'
      : $contains($said, /Status Code: 429/) ? 'throttled'
      ${registers ? ": $contains($name, 'ConflictException') ? 'conflict'" : ""}
      : $contains($said, /Connection refused|UnknownHost|Name or service not known|Connect to .* failed/) ? 'unreachable'
      : $fault ? 'transient'
      : $contains($name, /RequestTimeout|SdkClient|^States.Timeout$/) ? 'transient'
      : 'fatal';
    $failure := {
      'Operation': '${operation}',
      'Error': $name,
      'Cause': $said,
      'Kind': $kind,
      'Sent': $kind = 'transient' ? true
        : $kind = 'fatal' ? $contains($name, 'IoTFleetWise.') and $not($contains($said, /Status Code: 4[0-9][0-9]/))
        : false,
      'Advice': $kind = 'throttled' ? ${advice("throttled")}
        ${registers ? `: $kind = 'conflict' ? ${advice("conflict")}` : ""}
        : $kind = 'unreachable' ? ${advice("unreachable")}
        : $fault ? ${advice("service-fault")}
        : $kind = 'transient' ? ''
        : $contains($name, 'AccessDenied') ? ${advice("access-denied")}
        ${registers ? `: $contains($name, 'Validation') ? ${advice("validation")}` : ""}
        : $contains($name, 'IoTFleetWise.') ? '' : ${literal(ROLE)}
    };`;
}
