// Any function that returns the status will do: here the AWS CLI, with the credentials and the region that it finds.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describeRegistration, waitUntilRegistered } from "fleetwise-registration";

const run = promisify(execFile);

const snapshot = await waitUntilRegistered({
  client: async ({ abortSignal }) => {
    const args = ["iotfleetwise", "get-register-account-status", "--output", "json"];
    const { stdout } = await run("aws", args, { signal: abortSignal });
    return JSON.parse(stdout);
  },
});
console.log(describeRegistration(snapshot));
