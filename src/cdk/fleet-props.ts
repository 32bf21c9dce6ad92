import type { Duration } from "aws-cdk-lib";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import { fleetRegistrationStateMachine } from "../step-functions/fleet.js";
import { rejectUnknown } from "../text/expected.js";
import { checkDurations, type TimestreamResourcesProps } from "./props.js";

/** What the registration of a fleet's accounts goes by. */
export interface FleetWiseFleetRegistrationProps {
  /** `"ensure"` registers each account where needed, then waits; `"wait-only"` never registers. @default "ensure" */
  readonly mode?: "ensure" | "wait-only" | undefined;
  /**
   * What RegisterAccount is called with, in the older mode. Without it, a failed registration that has Timestream resources is
   * not registered again: the service would remove what it has stored of them.
   *
   * @default undefined: RegisterAccount is called with {}
   */
  readonly timestreamResources?: TimestreamResourcesProps | undefined;
  /** Time until an account is given up. @default Duration.minutes(15) */
  readonly maxWaitTime?: Duration | undefined;
  /** Time between two reads of an account around its expected finish: what the wait costs. @default Duration.seconds(15) */
  readonly interval?: Duration | undefined;
  /** Accounts at a time. A whole number, at least 1, at most 10,000, or 40 where not `distributed`. @default 500, or 40 */
  readonly maxConcurrency?: number | undefined;
  /**
   * Whether each account is an execution of its own. Otherwise all are one, which takes 40 accounts at most.
   *
   * @default true
   */
  readonly distributed?: boolean | undefined;
  /**
   * Where in S3 the results go, instead of the execution's output, which holds about 3,000. Only where `distributed`.
   *
   * @default the execution's output
   */
  readonly results?: FleetResultsProps | undefined;
  /** The name of the role in each account: that of `memberRoleTemplate()`. @default "FleetWiseRegistrationMember" */
  readonly memberRoleName?: string | undefined;
  /**
   * Where the executions log to.
   *
   * @default a log group of its own, kept for a month, removed with the stack
   */
  readonly logGroup?: ILogGroup | undefined;
}

/** Where in S3 the results of a fleet go. */
export interface FleetResultsProps {
  /** The bucket. */
  readonly bucket: Pick<IBucket, "bucketName" | "arnForObjects">;
  /** The folder in it. @default none */
  readonly prefix?: string | undefined;
}

const KNOWN: { readonly [Name in keyof FleetWiseFleetRegistrationProps]-?: true } = {
  mode: true,
  timestreamResources: true,
  maxWaitTime: true,
  interval: true,
  maxConcurrency: true,
  distributed: true,
  results: true,
  memberRoleName: true,
  logGroup: true,
};

/** The state machine's definition, as the props have it. @throws TypeError or RangeError that names a wrong one. */
export function definitionOf(props: FleetWiseFleetRegistrationProps): object {
  rejectUnknown("a prop", props, Object.keys(KNOWN));
  checkDurations(props, ["maxWaitTime", "interval"]);
  const { mode, timestreamResources, maxWaitTime, interval, maxConcurrency, distributed, results } = props;
  return fleetRegistrationStateMachine({
    mode,
    maxWaitTime: maxWaitTime?.toSeconds({ integral: false }),
    interval: interval?.toSeconds({ integral: false }),
    registration: timestreamResources && { timestreamResources },
    maxConcurrency,
    distributed,
    results: results && { bucket: results.bucket.bucketName, prefix: results.prefix },
  });
}
