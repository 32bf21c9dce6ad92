import { DEFAULTS } from "../options/defaults.js";
import type { AccountOptions } from "./options.js";

/** The role of another account for a task; empty for the state machine's own account. */
export type Credentials = { readonly Credentials?: { readonly RoleArn: string } };

/**
 * Returns the time limit of a request in whole seconds. A number, because cfn-lint rejects an expression here, so the last request may
 * end that much after the deadline.
 */
export function requestTimeout({ maxWaitTime }: AccountOptions): number {
  return Math.max(1, Math.min(DEFAULTS.requestTimeout, Math.ceil(maxWaitTime)));
}
