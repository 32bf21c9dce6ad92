import { DEFAULTS } from "../options/defaults.js";
import { jsonata, NOW } from "./expressions.js";
import type { AccountOptions } from "./options.js";

/** Whose account a task is about: nothing for the state machine's own. */
export type Credentials = { readonly Credentials?: { readonly RoleArn: string } };

/** How long one request may take: whole seconds, and not beyond the deadline. */
export function requestTimeout({ maxWaitTime }: AccountOptions): string {
  return jsonata(
    `$max([1, $min([${DEFAULTS.requestTimeout}, $ceil(($progress.startedAt + ${1000 * maxWaitTime} - ${NOW}) / 1000)])])`,
  );
}
