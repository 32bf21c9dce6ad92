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
  /** Tells how far the registration of the account is. Sends one request; nothing but the caller's signal ends it early. */
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
  /** Ends the call at once, in any phase, with the signal's own reason, and closes its connection. */
  readonly abortSignal?: AbortSignal | undefined;
}

/**
 * A client of AWS IoT FleetWise for registration, over HTTPS, signed with the AWS SDK's own signer and credential chain.
 * Needs no service package. Making one does nothing yet: region, endpoint and credentials are looked up by the first call.
 *
 * Errors have the form of the AWS SDK's: `name` tells which, `$metadata` has `httpStatusCode`, `requestId` and `attempts`.
 * A failed call is not tried again, apart from an expired token and a wrong clock, which are mended once.
 *
 * @throws TypeError where an option is plainly wrong.
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
  // Raced, so that an abort also cuts a credential provider that hangs.
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

/** An answer as the SDK gives it: epoch seconds become a `Date`, and nothing else is looked at. */
function output(answer: Answer): GetRegisterAccountStatusOutput & RegisterAccountOutput {
  const { members, $metadata } = answer;
  const times = Object.fromEntries(
    ["creationTime", "lastModificationTime"]
      .filter((member) => members[member] !== undefined)
      .map((member) => [member, timeOf(member, answer)]),
  );
  return { ...members, ...times, $metadata };
}

/** The SDK's own complaint says neither which member it is, nor what came. */
function timeOf(member: string, answer: Answer): Date | undefined {
  const value = answer.members[member];
  try {
    return parseEpochTimestamp(value);
  } catch {
    throw attach(malformed(`\`${member}\` of the answer`, "epoch seconds", value), answer);
  }
}
