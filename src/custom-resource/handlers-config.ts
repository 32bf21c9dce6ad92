import type { EnsureConfig, RegistrationClient, StatusSource } from "../index.js";
import { modes } from "./names.js";

/** What a wait goes by, as far as it makes sense in a Lambda function. Times are in **seconds**. */
export interface HandlerOptions
  extends Omit<EnsureConfig, "client" | "maxWaitTime" | "abortSignal" | "since" | "reregister"> {
  /**
   * Seconds from `onEvent` on until the resource is given up, with the last status for a reason. Above 0, and less than the
   * `totalTimeout` of the CDK's Provider (30 minutes by default), whose own "Operation timed out" says nothing.
   *
   * @default 900
   */
  readonly maxWaitTime?: number | undefined;
}

/** What the handlers go by. */
export type RegistrationHandlersConfig = HandlerOptions &
  (
    | {
        /** Registers the account where needed, then waits. @default "ensure" */
        readonly mode?: "ensure" | undefined;
        /** What is asked for the status, and told to register: an SDK client or `createFleetWiseClient()`. */
        readonly client: RegistrationClient;
      }
    | {
        /** Never registers: waits until somebody has. */
        readonly mode: "wait-only";
        /** What is asked for the status: an SDK client, `createFleetWiseClient()`, or your own function. */
        readonly client: StatusSource;
      }
  );

/** Checks what the core does not. @throws TypeError that names the option. */
export function checkMode({ mode = "ensure" }: { readonly mode?: unknown }): void {
  if (modes.some((known) => known === mode)) return;
  throw new TypeError(`Expected \`mode\` to be "ensure" or "wait-only", got ${JSON.stringify(mode)}`);
}
