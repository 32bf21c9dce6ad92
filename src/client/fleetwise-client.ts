import { signal } from "../options/checks.js";
import type { RegisterAccountInput } from "../registration/register-account.js";
import { abortedBy } from "../rx/abort.js";
import { checkedClientConfig, type FleetWiseClientConfig } from "./built-in/client-config.js";
import type { Operations } from "./built-in/operations.js";
import type { GetRegisterAccountStatusOutput, RegisterAccountOutput } from "./built-in/shapes.js";

/** The two operations of registration, with the methods of the AWS SDK's aggregated client. */
export interface FleetWiseClient {
  /** Gets the status of the account's registration. By default, a response has no time limit: pass an `abortSignal`. */
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
 * Creates a client for the two registration operations, with the AWS SDK's signer and the AWS CLI's order of credentials. It
 * needs no service package. Creating it sends nothing: region, endpoint and credentials are resolved on the first call.
 *
 * The service's errors have the members of the AWS SDK's: `name`, and `$metadata` with `httpStatusCode`, `requestId` and
 * `attempts`. The client does not retry, except once for expired or unknown keys and once for clock skew.
 *
 * @throws TypeError if an option is invalid.
 * @example
 * const client = createFleetWiseClient({ region: "eu-central-1" });
 * const { accountStatus } = await client.getRegisterAccountStatus({});
 */
export function createFleetWiseClient(config: FleetWiseClientConfig = {}): FleetWiseClient {
  const checked = checkedClientConfig(config);
  let operations: Operations | undefined;
  const send = async (operation: string, input: object, abortSignal: AbortSignal) => {
    if (operations === undefined) {
      const { operationsOf } = await import("./built-in/operations.js");
      // Concurrent first requests must share one set of operations, and with it the credentials.
      operations ??= operationsOf(checked);
    }
    return operations(operation, input, abortSignal);
  };
  const run = (operation: string, input: object, options: FleetWiseCallOptions | undefined) => {
    signal("abortSignal", options?.abortSignal);
    // An abort does not wait for the work, because a credential provider may hang.
    return abortedBy(options, ({ abortSignal }) => send(operation, input, abortSignal));
  };
  return {
    getRegisterAccountStatus: async (_input, options) => run("GetRegisterAccountStatus", {}, options),
    registerAccount: async ({ timestreamResources, iamResources } = {}, options) =>
      run("RegisterAccount", { timestreamResources, iamResources }, options),
  };
}
