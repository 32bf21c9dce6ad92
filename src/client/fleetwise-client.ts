import { firstValueFrom, race } from "rxjs";
import type { RegisterAccountInput } from "../registration/register-account.js";
import { abortable, aborted } from "../rx/abort.js";
import { checkClientConfig, type FleetWiseClientConfig } from "./built-in/client-config.js";
import type { Operations } from "./built-in/operations.js";
import type { GetRegisterAccountStatusOutput, RegisterAccountOutput } from "./built-in/shapes.js";

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
  let operations: Operations | undefined;
  const send = async (operation: string, input: object, signal: AbortSignal) => {
    if (operations === undefined) {
      const { operationsOf } = await import("./built-in/operations.js");
      // Requests that waited for the module at the same time share its credentials.
      operations ??= operationsOf(config);
    }
    return operations(operation, input, signal);
  };
  // Raced, so that an abort also cuts a credential provider that hangs.
  const run = (operation: string, input: object, options: FleetWiseCallOptions | undefined) =>
    firstValueFrom(
      race(
        aborted(options?.abortSignal),
        abortable(({ abortSignal }) => send(operation, input, abortSignal)),
      ),
    );
  return {
    getRegisterAccountStatus: async (_input, options) => run("GetRegisterAccountStatus", {}, options),
    registerAccount: async ({ timestreamResources, iamResources } = {}, options) =>
      run("RegisterAccount", { timestreamResources, iamResources }, options),
  };
}
