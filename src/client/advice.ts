import { REGIONS_IN_WORDS } from "../text/regions.js";
import { networkError } from "./network-errors.js";
import { type Said, saidBy } from "./said.js";
import { NOT_THE_SERVICE, serviceError } from "./service-errors.js";

/** What to do about a call that failed for good: the last sentence of the message. */
export function nextStep(operation: string, thrown: unknown, unreachable: boolean): string {
  return unreachable
    ? `The service is in ${REGIONS_IN_WORDS}: check the region, the endpoint, the network and any proxy.`
    : (remedyOf(operation, thrown) ?? "This does not pass by itself, so it was not tried again.");
}

/** What to do about what was thrown, where that is known. */
export function remedyOf(operation: string, thrown: unknown): string | undefined {
  const links = saidBy(thrown);
  const known = links.map((said) => serviceError(said)?.advice?.(operation) ?? networkError(said)?.advice);
  return (
    known.find((advice) => advice !== undefined) ??
    (links.some(isForeign) ? `${NOT_THE_SERVICE}.` : undefined)
  );
}

/** An answer that no service of AWS gives: a redirect, or an error that has no name. */
function isForeign({ name, status = 0 }: Said): boolean {
  return (status >= 300 && status < 400) || (status >= 400 && (name === undefined || name === "Unknown"));
}
