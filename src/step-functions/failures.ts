// What a failed call means, by the names that Step Functions gives the errors of an SDK integration. What the service's model
// does not name, a 503 of a load balancer say, is the SDK's base exception, and only its text tells the status.

const THROTTLING = "IoTFleetWise.ThrottlingException";

const TRANSIENT: readonly string[] = [
  "IoTFleetWise.InternalServerException",
  "IoTFleetWise.IoTFleetWiseException",
  "IoTFleetWise.SdkClientException",
];

export const NOT_FOUND = "IoTFleetWise.ResourceNotFoundException";
export const IN_PROGRESS = "IoTFleetWise.ConflictException";

/** A read is tried again whatever may pass. */
export const RETRY_READ: readonly object[] = [soon([THROTTLING, ...TRANSIENT])];

/** RegisterAccount takes no idempotency token: it is tried again without a look only where it has certainly not run. */
export const RETRY_REGISTER: readonly object[] = [soon([THROTTLING])];

/** Tried again twice within 3 s, with full jitter; then the state machine itself waits, by its own clock and deadline. */
function soon(errors: readonly string[]): object {
  return {
    ErrorEquals: errors,
    IntervalSeconds: 1,
    BackoffRate: 2,
    MaxAttempts: 2,
    MaxDelaySeconds: 20,
    JitterStrategy: "FULL",
  };
}

/** `$failure`, the error that a task's `Catch` has caught, and its `$kind`: `throttled`, `transient` or `fatal`. */
export function caught(operation: "GetRegisterAccountStatus" | "RegisterAccount"): string {
  return `
    $text := function($of) { $exists($of) ? $string($of) : '' };
    $failure := {
      'Operation': '${operation}',
      'Error': $text($states.errorOutput.Error),
      'Cause': $text($states.errorOutput.Cause)
    };
    $kind :=
      $contains($failure.Error, /Throttl|LimitExceeded|TooManyRequests|SlowDown/) ? 'throttled'
      : $contains($failure.Cause, /Status Code: 429/) ? 'throttled'
      : $contains($failure.Error, /InternalServer|InternalFailure|ServiceUnavailable|RequestTimeout|SdkClient|^States.Timeout$/)
        ? 'transient'
      : $contains($failure.Cause, /Status Code: 5[0-9][0-9]/) ? 'transient'
      : 'fatal';`;
}
