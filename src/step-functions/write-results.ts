import type { AslState } from "./definition.js";
import { jsonata } from "./expressions.js";

/** Returns the start of the results' keys: the folder with a slash, or nothing. */
export function folderOf(prefix: string | undefined): string {
  return prefix === undefined || prefix === "" ? "" : `${prefix}/`;
}

/**
 * Returns a state that writes its input, the results of a group's accounts, to `$key` in S3, and outputs `$summary`. If the
 * request fails, the summary has the reason as `unwritten`, because the failure must not hide the accounts' results.
 */
export function writeResults(bucket: string, next: string): AslState {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:s3:putObject",
    Arguments: {
      Bucket: bucket,
      Key: jsonata("$key"),
      ContentType: "application/json",
      Body: jsonata("$states.input"),
    },
    TimeoutSeconds: 60,
    Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 4, JitterStrategy: "FULL" }],
    Output: jsonata("$summary"),
    Catch: [
      {
        ErrorEquals: ["States.ALL"],
        Output: jsonata(`$merge([$summary, {
          'unwritten': $substring($replace($states.errorOutput.Error & ': ' & $states.errorOutput.Cause, /[^ -~]/, '?'), 0, 500)
        }])`),
        Next: next,
      },
    ],
    Next: next,
  };
}
