import type { EnsureConfig, RegistrationClient, StatusSource } from "../index.js";
import { callable, seconds } from "../options/checks.js";
import { DEFAULTS } from "../options/defaults.js";
import { ENSURE_OPTIONS, resolveEnsureConfig } from "../options/ensure.js";
import { resolveWaiterConfig, WAITER_OPTIONS } from "../options/waiter.js";
import { expected, refuseUnknown } from "../text/expected.js";
import { lambdaClient } from "./lambda-client.js";
import type { HandlerLog } from "./log.js";
import { modes } from "./names.js";

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
  /**
   * Where log entries go to: each transition, retry and registration, and the outcome.
   *
   * @default a line of JSON each, on the console
   */
  readonly log?: HandlerLog | undefined;
}

/** What the handlers are made from. */
export type HandlerConfig =
  | (HandlerOptions & {
      /** Registers the account where needed, then waits. @default "ensure" */
      readonly mode?: "ensure" | undefined;
      /**
       * What is asked for the status, and told to register: an SDK client or `createFleetWiseClient()`.
       *
       * @default the built-in client, with the Lambda function's own region and credentials
       */
      readonly client?: RegistrationClient | undefined;
    })
  | (Omit<HandlerOptions, "registration" | "maxRegistrations"> & {
      /** Never registers: waits until somebody has. */
      readonly mode: "wait-only";
      /**
       * What is asked for the status: an SDK client, `createFleetWiseClient()`, or your own function.
       *
       * @default the built-in client, with the Lambda function's own region and credentials
       */
      readonly client?: StatusSource | undefined;
    });

/** The same with its client. */
export type ClientConfig = HandlerConfig &
  (
    | { readonly mode?: "ensure" | undefined; readonly client: RegistrationClient }
    | { readonly mode: "wait-only"; readonly client: StatusSource }
  );

/** Options of a wait that the lifecycle event decides. */
const DECIDED: readonly string[] = ["abortSignal", "since", "reregister"];

/** Checks a config, and fills in the client. @throws TypeError or RangeError that names the option. */
export function resolveConfig(config: HandlerConfig): ClientConfig {
  if (typeof config !== "object" || config === null)
    throw new TypeError(expected("`config`", "an object of options", config));
  const { mode = "ensure", log, ...given } = config;
  if (!modes.includes(mode)) throw new TypeError(expected("`mode`", '"ensure" or "wait-only"', mode));
  callable("log", log);
  const [names, check] =
    mode === "ensure"
      ? [ENSURE_OPTIONS, (options: EnsureConfig) => resolveEnsureConfig(options)]
      : [WAITER_OPTIONS, (options: EnsureConfig) => resolveWaiterConfig(options)];
  refuseUnknown(
    "an option",
    given,
    names.filter((name) => !DECIDED.includes(name)),
  );
  seconds("maxWaitTime", config.maxWaitTime);
  const client = config.client ?? lambdaClient();
  check({ ...given, client } as EnsureConfig);
  return { ...config, client } as ClientConfig;
}

/** Milliseconds until the resource is given up. */
export function maxWaitMs({ maxWaitTime = DEFAULTS.maxWaitTime }: HandlerConfig): number {
  return 1000 * maxWaitTime;
}

/** Returns the options of the wait that handlers have in common with the library. */
export function ensureConfigOf({ mode: _, log: __, ...config }: ClientConfig): EnsureConfig {
  return config as EnsureConfig;
}
