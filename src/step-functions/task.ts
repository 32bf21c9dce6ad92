import { DEFAULTS } from "../options/defaults.js";
import type { AccountOptions } from "./options.js";

/** Whose account a task is about: nothing for the state machine's own. */
export type Credentials = { readonly Credentials?: { readonly RoleArn: string } };

/**
 * How long one request may take, in whole seconds. A number, because cfn-lint takes no expression here: so the last request may end
 * that much after the deadline.
 */
export function requestTimeout({ maxWaitTime }: AccountOptions): number {
  return Math.max(1, Math.min(DEFAULTS.requestTimeout, Math.ceil(maxWaitTime)));
}
