import { parseEpochTimestamp } from "@smithy/core/serde";
import { firstValueFrom, race } from "rxjs";
import { malformed } from "../registration/members.js";
import type { RegisterAccountInput } from "../registration/register-account.js";
import { abortable, aborted } from "../rx/abort.js";
import { type Answer, attach } from "./built-in/answer.js";
import { checkClientConfig, type FleetWiseClientConfig } from "./built-in/client-config.js";
import { credentialsOf } from "./built-in/credentials.js";
import { handlerOf } from "./built-in/request-handler.js";
import { settingsOf } from "./built-in/settings.js";
import type { GetRegisterAccountStatusOutput, RegisterAccountOutput } from "./built-in/shapes.js";
import { signedCall } from "./built-in/signed-call.js";

/** The two operations of registration, with the methods of the AWS SDK's aggregated client. */
export interface FleetWiseClient {
  /** Gets the status of the account's registration. Sends one request, which only the caller's signal ends early. */
  getRegisterAccountStatus(
    input?: Record<string, never>,
    options?: FleetWiseCallOptions,
  ): Promise<GetRegisterAccountStatusOutput>;
  /** Registers the account. Without `timestreamResources`, the service removes the Timestream metadata that it has stored. */
  registerAccount(
    input?: RegisterAccountInput,
    options?: FleetWiseCallOptions,
  ): Promise<RegisterAccountOutput>;
}

/** Options of one call. */
export interface FleetWiseCallOptions {
  /** Ends the call immediately, in any phase, with the signal's reason, and closes its connection. */
  readonly abortSignal?: AbortSignal | undefined;
}

/**
 * Creates a client for the two registration operations, over HTTPS, with the AWS SDK's signer and credential chain. It needs no
 * service package. Creating it sends nothing: region, endpoint and credentials are resolved on the first call.
 *
 * Errors have the members of the AWS SDK's errors: `name`, and `$metadata` with `httpStatusCode`, `requestId` and `attempts`. The
 * client does not retry, except once for an expired token and once for clock skew.
 *
 * @throws TypeError if an option is invalid.
 * @example
 * const client = createFleetWiseClient({ region: "eu-central-1" });
 * const { accountStatus } = await client.getRegisterAccountStatus({});
 */
export function createFleetWiseClient(config: FleetWiseClientConfig = {}): FleetWiseClient {
  checkClientConfig(config);
  const settings = settingsOf(config);
  const handler = handlerOf(config);
  const credentials = credentialsOf(config, async () => (await settings()).region, handler);
  const call = signedCall(settings, credentials, handler);
  // A race, so that an abort also ends a call whose credential provider hangs.
  const run = (operation: string, input: object, options: FleetWiseCallOptions | undefined) =>
    firstValueFrom(
      race(
        aborted(options?.abortSignal),
        abortable(async ({ abortSignal }) => output(await call(operation, input, abortSignal))),
      ),
    );
  return {
    getRegisterAccountStatus: async (_input, options) => run("GetRegisterAccountStatus", {}, options),
    registerAccount: async ({ timestreamResources, iamResources } = {}, options) =>
      run("RegisterAccount", { timestreamResources, iamResources }, options),
  };
}

/** Converts a response as the SDK does: epoch seconds become a `Date`, and nothing else is checked. */
function output(answer: Answer): GetRegisterAccountStatusOutput & RegisterAccountOutput {
  const { members, $metadata } = answer;
  const times = Object.fromEntries(
    ["creationTime", "lastModificationTime"]
      .filter((member) => members[member] !== undefined)
      .map((member) => [member, timeOf(member, answer)]),
  );
  return { ...members, ...times, $metadata };
}

/** Parses a time. The SDK's own error names neither the member nor its value. */
function timeOf(member: string, answer: Answer): Date | undefined {
  const value = answer.members[member];
  try {
    return parseEpochTimestamp(value);
  } catch {
    throw attach(malformed(`\`${member}\` of the response`, "epoch seconds", value), answer);
  }
}
