import type { EnsureOptions, Mode } from "../options/ensure.js";

/** Options of a registration by a state machine: the library's options, in **seconds**. `undefined` means the default. */
export interface RegistrationStateMachineOptions {
  /** `"ensure"` registers the account if needed, then waits; `"wait-only"` never registers. @default "ensure" */
  readonly mode?: Mode | undefined;
  /**
   * Seconds until the wait ends. Above 0, at most a year, and less if the polls would not fit into the execution's history of at
   * most 25,000 events. The last poll starts shortly before the end, and may take 30 s.
   *
   * @default 900
   */
  readonly maxWaitTime?: number | undefined;
  /** Seconds between polls around the expected finish; decides what a wait costs. Above 0. @default 5, for many accounts 15 */
  readonly interval?: number | undefined;
  /** Expected duration of a registration in seconds. Above 0. @default 300 */
  readonly expected?: number | undefined;
  /** Minimum number of seconds between two polls. Above 0, at most `maxDelay`; waits are whole seconds. @default 1 */
  readonly minDelay?: number | undefined;
  /** Maximum number of seconds between two polls, unless they fail. Above 0, at least `minDelay`. @default 60 */
  readonly maxDelay?: number | undefined;
  /** Grace period in seconds, in which "not found", and a result from before RegisterAccount, mean "not visible yet". @default 30 */
  readonly consistencyGrace?: number | undefined;
  /** Maximum number of RegisterAccount requests, also lost ones. An integer of at least 1; only with `"ensure"`. @default 3 */
  readonly maxRegistrations?: number | undefined;
  /**
   * Input of RegisterAccount; only with `"ensure"`. Without it, a failed registration with Timestream resources is not registered
   * again, because the service would remove their metadata.
   *
   * @default `{}`, unless that would remove Timestream metadata
   */
  readonly registration?: EnsureOptions["registration"];
}

/** Options of the registration of many accounts. Its machine takes `{ accounts: ["123456789012", ...] }`. */
export interface MultiAccountRegistrationStateMachineOptions extends RegistrationStateMachineOptions {
  /**
   * Maximum number of accounts at a time. An integer of at least 1, at most 10,000, or 40 if not `distributed`.
   *
   * @default 500; 40 if not `distributed`
   */
  readonly maxConcurrency?: number | undefined;
  /**
   * Whether each account is an execution with a history of its own. Otherwise all accounts share one execution, which fails
   * before the first request if there are more than 40, or more than its history has events for.
   *
   * @default true
   */
  readonly distributed?: boolean | undefined;
  /**
   * End of the execution if an account is not registered: `"fail"` or `"succeed"`. `"fail"` has the counts and reasons as its
   * cause, so that alarms, rules and callers see it; `"succeed"` has them as its output.
   *
   * @default "fail"
   */
  readonly ifUnregistered?: "fail" | "succeed" | undefined;
  /**
   * Name of the role to assume in an account that is given by its id alone, after the role's path if any: `teams/iot/Registration`.
   *
   * @default "FleetWiseRegistrationMember"
   */
  readonly memberRoleName?: string | undefined;
  /** Place in S3 for every account's result, in addition to the summary. @default none */
  readonly results?: ResultsOptions | undefined;
}

/** A place in S3, with one JSON file for each group of at most 200 accounts in a folder of the execution's name. */
export interface ResultsOptions {
  /** Name of the bucket. */
  readonly bucket: string;
  /** Folder in the bucket. @default none */
  readonly prefix?: string | undefined;
}

type Quantity =
  | "maxWaitTime"
  | "interval"
  | "expected"
  | "minDelay"
  | "maxDelay"
  | "consistencyGrace"
  | "maxRegistrations";

/** The checked options, with the defaults. Times are in seconds. */
export interface AccountOptions extends Readonly<Record<Quantity, number>> {
  readonly ensures: boolean;
  readonly registration: EnsureOptions["registration"];
}

export interface MultiAccountOptions extends AccountOptions {
  readonly maxConcurrency: number;
  readonly distributed: boolean;
  readonly ifUnregistered: "fail" | "succeed";
  readonly memberRoleName: string;
  readonly results: MultiAccountRegistrationStateMachineOptions["results"];
  /** Maximum number of accounts in the input. */
  readonly maxAccounts: number;
}
