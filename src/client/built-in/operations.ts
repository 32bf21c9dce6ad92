import { time } from "../../registration/members.js";
import { type Answer, attach } from "./answer.js";
import type { FleetWiseClientConfig } from "./client-config.js";
import { credentialsOf } from "./credentials.js";
import { handlerOf } from "./request-handler.js";
import { settingsOf } from "./settings.js";
import type { GetRegisterAccountStatusOutput, RegisterAccountOutput } from "./shapes.js";
import { signedCall } from "./signed-call.js";

/** Calls an operation and returns its output. */
export type Operations = (
  operation: string,
  input: object,
  signal: AbortSignal,
) => Promise<GetRegisterAccountStatusOutput & RegisterAccountOutput>;

/**
 * Returns the function that calls the operations. The first request loads this module, because it needs the AWS SDK's signer,
 * protocols and serializers: they take longer to load than the rest of this library, and many programs never need them.
 */
export function operationsOf(config: FleetWiseClientConfig): Operations {
  const settings = settingsOf(config);
  const handler = handlerOf(config);
  const credentials = credentialsOf(config, async () => (await settings()).region, handler);
  const call = signedCall(settings, credentials, handler);
  return async (operation, input, signal) => output(await call(operation, input, signal));
}

/** Returns the output in the AWS SDK's form: times become a `Date`, and nothing else is checked. */
function output(answer: Answer): GetRegisterAccountStatusOutput & RegisterAccountOutput {
  const { members, $metadata } = answer;
  const times = Object.fromEntries(
    ["creationTime", "lastModificationTime"]
      .filter((member) => members[member] !== undefined)
      .map((member) => [member, timeOf(member, answer)]),
  );
  return { ...members, ...times, $metadata };
}

function timeOf(member: string, answer: Answer): Date | undefined {
  try {
    return time(answer.members, member);
  } catch (error) {
    throw attach(error as TypeError, answer);
  }
}
