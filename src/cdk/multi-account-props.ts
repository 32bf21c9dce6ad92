import type { Duration } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { ILogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import { multiAccountRegistrationStateMachine } from "../step-functions/multi-account.js";
import { rejectUnknown } from "../text/expected.js";
import { checkDurations, checkLogs, checkTimestream, type TimestreamResourcesProps } from "./props.js";

/** Props of the registration of many accounts. */
export interface FleetWiseMultiAccountRegistrationProps {
  /** `"ensure"` registers each account if needed, then waits; `"wait-only"` never registers. @default "ensure" */
  readonly mode?: "ensure" | "wait-only" | undefined;
  /**
   * What RegisterAccount is called with, in the legacy mode. Without it, a failed registration that has Timestream resources is
   * not registered again: the service would remove what it has stored of them.
   *
   * @default undefined: RegisterAccount is called with {}
   */
  readonly timestreamResources?: TimestreamResourcesProps | undefined;
  /**
   * Whether the Timestream metadata that AWS IoT FleetWise has stored may be lost: then a failed registration that has Timestream
   * resources is registered again without them. Not with `timestreamResources` or `"wait-only"`.
   *
   * @default false
   */
  readonly dropTimestream?: boolean | undefined;
  /** Time until an account is given up. @default Duration.minutes(15) */
  readonly maxWaitTime?: Duration | undefined;
  /** Time between two polls of an account around its expected finish: what the wait costs. @default Duration.seconds(15) */
  readonly interval?: Duration | undefined;
  /** Time for which "not found", and a result from before RegisterAccount, mean "not visible yet". @default Duration.seconds(30) */
  readonly consistencyGrace?: Duration | undefined;
  /** How often RegisterAccount is called at most for an account. At least 1, only with `"ensure"`. @default 3 */
  readonly maxRegistrations?: number | undefined;
  /** Accounts at a time. A whole number, at least 1, at most 10,000, or 40 if not `distributed`. @default 500, or 40 */
  readonly maxConcurrency?: number | undefined;
  /**
   * Whether each account is an execution of its own. Otherwise all are one, which takes at most 40 accounts.
   *
   * @default true
   */
  readonly distributed?: boolean | undefined;
  /**
   * How the execution ends if an account is not registered: `"fail"` with counts and reasons as its cause, so that alarms and
   * rules see it, or `"succeed"` with them as its output.
   *
   * @default "fail"
   */
  readonly ifUnregistered?: "fail" | "succeed" | undefined;
  /** Where in S3 every account's result is written, besides the summary. @default nowhere */
  readonly results?: MultiAccountResultsProps | undefined;
  /**
   * Name of the role in each account, with its path if it has one: that of `memberRoleTemplate()`.
   *
   * @default "FleetWiseRegistrationMember"
   */
  readonly memberRoleName?: string | undefined;
  /**
   * Log group of the executions.
   *
   * @default a log group of its own, removed with the stack
   */
  readonly logGroup?: ILogGroup | undefined;
  /** How long its own log group keeps the logs. Not with `logGroup`. @default RetentionDays.ONE_MONTH */
  readonly logRetention?: RetentionDays | undefined;
  /** Whether AWS X-Ray traces the executions. @default false: the permission to trace has no narrower resource than all */
  readonly tracingEnabled?: boolean | undefined;
  /**
   * Key that encrypts the definition and the executions' data. Its key policy must let the account use it by IAM policies, as
   * that of a `Key` does.
   *
   * @default the key of AWS Step Functions
   */
  readonly encryptionKey?: IKey | undefined;
}

/** Place of the results in S3. */
export interface MultiAccountResultsProps {
  /** The bucket. */
  readonly bucket: Pick<IBucket, "bucketName" | "arnForObjects" | "encryptionKey">;
  /** The folder in it. @default none */
  readonly prefix?: string | undefined;
  /**
   * Key of the bucket: only for an imported bucket, which does not know its own.
   *
   * @default that of the bucket, if it has one
   */
  readonly encryptionKey?: IKey | undefined;
}

const KNOWN: { readonly [Name in keyof FleetWiseMultiAccountRegistrationProps]-?: true } = {
  mode: true,
  timestreamResources: true,
  dropTimestream: true,
  maxWaitTime: true,
  interval: true,
  consistencyGrace: true,
  maxRegistrations: true,
  maxConcurrency: true,
  distributed: true,
  ifUnregistered: true,
  results: true,
  memberRoleName: true,
  logGroup: true,
  logRetention: true,
  tracingEnabled: true,
  encryptionKey: true,
};

/** Returns the state machine's definition. @throws TypeError or RangeError that names a wrong one. */
export function definitionOf(props: FleetWiseMultiAccountRegistrationProps): object {
  rejectUnknown("a prop", props, Object.keys(KNOWN));
  checkDurations(props, ["maxWaitTime", "interval", "consistencyGrace"]);
  checkLogs(props);
  checkTimestream(props);
  const {
    mode,
    timestreamResources,
    dropTimestream,
    maxWaitTime,
    interval,
    consistencyGrace,
    maxRegistrations,
  } = props;
  const { maxConcurrency, distributed, ifUnregistered, memberRoleName, results } = props;
  return multiAccountRegistrationStateMachine({
    mode,
    maxWaitTime: maxWaitTime?.toSeconds({ integral: false }),
    interval: interval?.toSeconds({ integral: false }),
    registration: timestreamResources ? { timestreamResources } : dropTimestream ? {} : undefined,
    consistencyGrace: consistencyGrace?.toSeconds({ integral: false }),
    maxRegistrations,
    maxConcurrency,
    distributed,
    ifUnregistered,
    memberRoleName,
    results: results && { bucket: results.bucket.bucketName, prefix: results.prefix },
  });
}
