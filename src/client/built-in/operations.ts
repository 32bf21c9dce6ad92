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
 * Everything of the client that needs the AWS SDK's parts: its signer, protocols and serializers. They take longer to load
 * than the rest of this library, and a program with a source of its own never needs them, so the first request loads this module.
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
