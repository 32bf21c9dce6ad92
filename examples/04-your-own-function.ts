// A function that returns the status is a client for waiting: here it calls the AWS CLI, with its credentials and region. Its
// error has AWS's name, so the wait retries throttling and recognizes "not registered".
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describeRegistration, waitUntilRegistered } from "fleetwise-registration";

const run = promisify(execFile);

/**
 * Returns the error that the AWS CLI prints as "An error occurred (ThrottlingException) when calling the ... operation: Rate
 * exceeded", with a status such as (503) if the service gave no name.
 */
function named(failure: Error & { readonly stderr?: string }): Error {
  const { stderr = "" } = failure;
  const [, what = "", message] = /An error occurred \((\w+)\).*?operation.*?: (.*)/.exec(stderr) ?? [];
  if (/^\d+$/.test(what)) return Object.assign(new Error(message), { status: Number(what) });
  if (what !== "") return Object.assign(new Error(message), { name: what });
  if (/endpoint URL|Connection was closed/.test(stderr))
    return Object.assign(new Error(stderr.trim()), { code: "ECONNRESET" });
  return new Error(stderr.trim() || failure.message, { cause: failure });
}

const snapshot = await waitUntilRegistered({
  client: async ({ abortSignal }) => {
    const args = ["iotfleetwise", "get-register-account-status", "--output", "json"];
    // One attempt, because the wait retries by itself.
    const env = { ...process.env, AWS_MAX_ATTEMPTS: "1" };
    const { stdout } = await run("aws", args, { env, signal: abortSignal }).catch((failure) => {
      throw named(failure);
    });
    return JSON.parse(stdout);
  },
});
console.log(describeRegistration(snapshot));
