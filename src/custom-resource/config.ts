import type { EnsureConfig, RegistrationClient, StatusSource } from "../index.js";
import { DEFAULTS } from "../options/defaults.js";
import { ENSURE_OPTIONS } from "../options/ensure.js";
import { WAITER_OPTIONS } from "../options/waiter.js";
import { expected, refuseUnknown } from "../text/expected.js";
import { modes } from "./names.js";
import type { HandedOn } from "./protocol.js";

/** The options of a wait that are of use in a Lambda function. Times are in **seconds**. */
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

/** What the handlers are made from. */
export type HandlerConfig =
  | (HandlerOptions & {
      /** Registers the account where needed, then waits. @default "ensure" */
      readonly mode?: "ensure" | undefined;
      /** What is asked for the status, and told to register: an SDK client or `createFleetWiseClient()`. */
      readonly client: RegistrationClient;
    })
  | (Omit<HandlerOptions, "registration" | "maxRegistrations"> & {
      /** Never registers: waits until somebody has. */
      readonly mode: "wait-only";
      /** What is asked for the status: an SDK client, `createFleetWiseClient()`, or your own function. */
      readonly client: StatusSource;
    });

/** What a lifecycle event decides, and no option. */
const DECIDED: readonly string[] = ["abortSignal", "since", "reregister"];

/** Checks what the core does not. @throws TypeError that names the option. */
export function checkConfig(config: HandlerConfig): void {
  if (typeof config !== "object" || config === null)
    throw new TypeError(expected("`config`", "an object with a `client`", config));
  const { mode = "ensure" } = config;
  if (!modes.includes(mode)) throw new TypeError(expected("`mode`", '"ensure" or "wait-only"', mode));
  const options = mode === "ensure" ? ENSURE_OPTIONS : WAITER_OPTIONS;
  refuseUnknown("an option", config, ["mode", ...options.filter((name) => !DECIDED.includes(name))]);
}

/**
 * Whether a registration must be visible by now: until then, "not found" and an older verdict are no answers. No invocation
 * remembers what another has read, so the grace counts from RegisterAccount; or from the beginning, where somebody else is to
 * register the account. Where nobody has registered it, nothing can become visible.
 */
export function mustBeVisible(
  { mode, consistencyGrace = DEFAULTS.consistencyGrace }: HandlerConfig,
  { startedAt, registeredAt }: HandedOn,
  now: number,
): boolean {
  const from = registeredAt ?? (mode === "wait-only" ? startedAt : undefined);
  return from === undefined || now >= Date.parse(from) + 1000 * consistencyGrace;
}
