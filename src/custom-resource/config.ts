import type { EnsureOptions, RegistrationClient, StatusSource } from "../index.js";
import { callable, checkedOptions, type Schema, seconds } from "../options/checks.js";
import { DEFAULTS } from "../options/defaults.js";
import { checkMode, ensureSchema } from "../options/ensure.js";
import { resolveWaiterOptions, WAITER } from "../options/waiter.js";
import { lambdaClient } from "./lambda-client.js";
import type { HandlerLog } from "./log.js";

/** The options of a wait that apply to a Lambda function. Times are in **seconds**. */
export interface HandlerWaitOptions
  extends Omit<EnsureOptions, "client" | "maxWaitTime" | "abortSignal" | "since" | "reregister"> {
  /**
   * Seconds from the start of `onEvent`, or of the single handler, until the resource fails, with the last status as its reason.
   * Above 0, and less than the `totalTimeout` of the CDK's Provider (30 minutes by default), whose "Operation timed out" gives no
   * reason.
   *
   * @default 900
   */
  readonly maxWaitTime?: number | undefined;
  /**
   * Receives the log entries: each transition, retry and registration, and the outcome.
   *
   * @default prints each entry to the console as one line of JSON
   */
  readonly log?: HandlerLog | undefined;
}

/** The options of the handlers, for each mode. */
export type HandlerOptions =
  | (HandlerWaitOptions & {
      /** Registers the account if needed, then waits. @default "ensure" */
      readonly mode?: "ensure" | undefined;
      /**
       * The client that polls and registers: an SDK client or `createFleetWiseClient()`.
       *
       * @default the built-in client, with the Lambda function's own region and credentials
       */
      readonly client?: RegistrationClient | undefined;
    })
  | (Omit<HandlerWaitOptions, "registration" | "maxRegistrations"> & {
      /** Never registers: waits until the account has been registered elsewhere. */
      readonly mode: "wait-only";
      /**
       * The source of the status: an SDK client, `createFleetWiseClient()`, or your own function.
       *
       * @default the built-in client, with the Lambda function's own region and credentials
       */
      readonly client?: StatusSource | undefined;
    });

/** The options of the handlers, with a client. */
export type HandlerOptionsWithClient = HandlerOptions &
  (
    | { readonly mode?: "ensure" | undefined; readonly client: RegistrationClient }
    | { readonly mode: "wait-only"; readonly client: StatusSource }
  );

const ENSURE = ensureSchema();
const { abortSignal: _signal, since: _since, reregister: _reregister, ...ENSURE_WAIT } = ENSURE;
const ENSURE_HANDLER = {
  // First, because the mode decides which checks the other options get.
  mode: checkMode,
  ...ENSURE_WAIT,
  client: ifGiven(ENSURE.client),
  // A handler must end, so it does not accept `Infinity`, as other waits do.
  maxWaitTime: seconds,
  log: callable,
};
const {
  maxRegistrations: _max,
  registration: _input,
  ...WAIT_HANDLER
} = { ...ENSURE_HANDLER, client: ifGiven(WAITER.client) };

/** Validates a config and sets the default client. @throws TypeError or RangeError that names the option. */
export function resolveConfig(config: HandlerOptions): HandlerOptionsWithClient {
  const schema = config?.mode === "wait-only" ? WAIT_HANDLER : ENSURE_HANDLER;
  checkedOptions<object>("an object of options", config, schema as Schema<object>);
  const resolved = { ...config, client: config.client ?? lambdaClient() } as HandlerOptionsWithClient;
  resolveWaiterOptions(ensureConfigOf(resolved), { ...ENSURE, client: WAITER.client });
  return resolved;
}

function ifGiven<T>(check: (name: string, value: T) => unknown) {
  return (name: string, value: T | undefined) => value === undefined || check(name, value);
}

/** Returns the milliseconds from the start of `onEvent` until the resource fails. */
export function maxWaitMs({ maxWaitTime = DEFAULTS.maxWaitTime }: HandlerOptions): number {
  return 1000 * maxWaitTime;
}

/** Returns the options that the handlers pass on to the wait. */
export function ensureConfigOf({ mode: _, log: __, ...config }: HandlerOptionsWithClient): EnsureOptions {
  return config as EnsureOptions;
}
