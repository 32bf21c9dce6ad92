import { isRegistrationError } from "../index.js";
import { REGIONS } from "../text/regions.js";
import { regionOf } from "./physical-id.js";
import type { OnEventRequest } from "./protocol.js";

/** What may pass within the time that a handler has, though a wait in a script gives it up at once, or after seconds. */
export function mayPass(error: unknown, { StackId }: OnEventRequest, inAccessGrace: boolean): boolean {
  if (!isRegistrationError(error) || error.code !== "SERVICE_CALL_FAILED") return false;
  // Where there is no service, its host will not be found in half an hour either.
  if (error.unreachable) return REGIONS.includes(regionOf(StackId) ?? "");
  return inAccessGrace && isAccessDenied(error.cause);
}

/** By name, and through `cause`: your own function may wrap what the service said. */
function isAccessDenied(error: unknown, depth = 0): boolean {
  if (typeof error !== "object" || error === null || depth > 5) return false;
  const { name, cause } = error as Partial<Error>;
  return name === "AccessDeniedException" || isAccessDenied(cause, depth + 1);
}
