import type { EnsureOptions } from "../options/ensure.js";

/** What a registration by a state machine goes by: the library's options, in **seconds**. `undefined` is the default everywhere. */
export interface RegistrationStateMachineOptions {
  /** `"ensure"` registers the account where needed, then waits; `"wait-only"` never registers. @default "ensure" */
  readonly mode?: "ensure" | "wait-only" | undefined;
  /**
   * Seconds until the wait is given up, by the clock, whatever happens in between. Above 0, at most a year, and less if the
   * execution's history, of at most 25,000 events, would not hold so many polls. The last poll starts shortly before it, and may
   * take 30 s.
   *
   * @default 900
   */
  readonly maxWaitTime?: number | undefined;
  /** Seconds between polls around the expected finish: what a wait costs. Above 0. @default 5, for many accounts 15 */
  readonly interval?: number | undefined;
  /** Seconds that a registration is expected to take. Above 0. @default 300 */
  readonly expected?: number | undefined;
  /** The least number of seconds between two reads. Above 0, at most `maxDelay`; waits are whole seconds. @default 1 */
  readonly minDelay?: number | undefined;
  /** The greatest number of seconds between two reads, unless they fail. Above 0, at least `minDelay`. @default 60 */
  readonly maxDelay?: number | undefined;
  /** Seconds for which "not found", and a verdict from before RegisterAccount, mean "not visible yet". 0 is allowed. @default 30 */
  readonly consistencyGrace?: number | undefined;
  /** How often RegisterAccount is called at most. A whole number, at least 1; only with `"ensure"`. @default 3 */
  readonly maxRegistrations?: number | undefined;
  /**
   * What RegisterAccount is called with; only with `"ensure"`. Without it, a failed registration that has Timestream resources
   * is not registered again: the service would remove what it has stored of them.
   *
   * @default {}, where nothing is lost by it
   */
  readonly registration?: EnsureOptions["registration"];
}

/** Options of the registration of many accounts. Its machine takes `{ accounts: ["123456789012", ...] }`. */
export interface MultiAccountRegistrationStateMachineOptions extends RegistrationStateMachineOptions {
  /**
   * Accounts at a time. A whole number, at least 1, at most 10,000, or 40 if not `distributed`.
   *
   * @default 500, or 40
   */
  readonly maxConcurrency?: number | undefined;
  /**
   * Whether each account is an execution of its own, with a history of its own. Otherwise all are one execution, which takes at
   * most 40 accounts, and rejects more before it starts.
   *
   * @default true
   */
  readonly distributed?: boolean | undefined;
  /**
   * How the execution ends if an account is not registered: `"fail"` with the counts and reasons as its cause, so that alarms,
   * rules and callers see it, or `"succeed"` with them as its output.
   *
   * @default "fail"
   */
  readonly ifUnregistered?: "fail" | "succeed" | undefined;
  /**
   * Name of the role in each account that is given by its id alone, with its path if it has one: `teams/iot/Registration`.
   *
   * @default "FleetWiseRegistrationMember"
   */
  readonly memberRoleName?: string | undefined;
  /**
   * Where in S3 every account's result is written, besides the summary: one JSON file for each group of 200 accounts, in a folder
   * of the execution's name.
   *
   * @default nowhere
   */
  readonly results?:
    | {
        /** The bucket's name. */
        readonly bucket: string;
        /** The folder in it. @default none */
        readonly prefix?: string | undefined;
      }
    | undefined;
}

/** Checked, without gaps, times in seconds. */
export interface AccountOptions {
  readonly ensures: boolean;
  readonly maxWaitTime: number;
  readonly interval: number;
  readonly expected: number;
  readonly minDelay: number;
  readonly maxDelay: number;
  readonly consistencyGrace: number;
  readonly maxRegistrations: number;
  readonly registration: EnsureOptions["registration"];
}

export interface MultiAccountOptions extends AccountOptions {
  readonly maxConcurrency: number;
  readonly distributed: boolean;
  readonly ifUnregistered: "fail" | "succeed";
  readonly memberRoleName: string;
  readonly results: MultiAccountRegistrationStateMachineOptions["results"];
  /** How many accounts the machine takes. */
  readonly maxAccounts: number;
}
