import { DEFAULTS } from "../options/defaults.js";
import type { RegistrationHandlersConfig } from "./handlers-config.js";
import type { HandedOn } from "./protocol.js";

/**
 * Whether a registration must be visible by now: until then, "not found" and an older verdict are no answers. No invocation
 * remembers what another has read, so the grace counts from RegisterAccount; or from the beginning, where somebody else is to
 * register the account. Where nobody has registered it, nothing can become visible.
 */
export function isVisibleYet(
  { mode, consistencyGrace = DEFAULTS.consistencyGrace }: RegistrationHandlersConfig,
  { startedAt, registeredAt }: HandedOn,
  now: number,
): boolean {
  const from = registeredAt ?? (mode === "wait-only" ? startedAt : undefined);
  return from === undefined || now >= Date.parse(from) + 1000 * consistencyGrace;
}
