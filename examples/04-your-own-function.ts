// Any function that returns the status will do: here the AWS CLI, with the credentials and the region that it finds. It says by
// name what went wrong, so that a throttle is waited out, and "not registered" is an answer.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describeRegistration, waitUntilRegistered } from "fleetwise-registration";

const run = promisify(execFile);

/** "An error occurred (ThrottlingException) when calling the ... operation: Rate exceeded", or (503) of who gave no name. */
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
    // One attempt: the wait tries again by itself, and knows better when.
    const env = { ...process.env, AWS_MAX_ATTEMPTS: "1" };
    const { stdout } = await run("aws", args, { env, signal: abortSignal }).catch((failure) => {
      throw named(failure);
    });
    return JSON.parse(stdout);
  },
});
console.log(describeRegistration(snapshot));
