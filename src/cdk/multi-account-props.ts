import type { Duration } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import { flag, nested, type Schema, wrong } from "../options/checks.js";
import { multiAccountRegistrationStateMachine } from "../step-functions/multi-account.js";
import type { MultiAccountRegistrationStateMachineOptions } from "../step-functions/options.js";
import {
  checkDuration,
  checkedElsewhere,
  checkedProps,
  checkTimestreamResources,
  type FleetWiseRegistrationProps,
} from "./props.js";

/** Props of `FleetWiseMultiAccountRegistration`: how the accounts are registered, time limits, results, log and encryption. */
export interface FleetWiseMultiAccountRegistrationProps
  extends Pick<
      FleetWiseRegistrationProps,
      "mode" | "timestreamResources" | "dropTimestream" | "logGroup" | "logRetention"
    >,
    Pick<
      MultiAccountRegistrationStateMachineOptions,
      "maxRegistrations" | "maxConcurrency" | "distributed" | "ifUnregistered" | "memberRoleName"
    > {
  /** Time limit of the wait for each account. @default Duration.minutes(15) */
  readonly maxWaitTime?: Duration | undefined;
  /** Time between polls around a registration's expected finish; decides what a wait costs. @default Duration.seconds(15) */
  readonly interval?: Duration | undefined;
  /** Time for which "not found", and a result from before RegisterAccount, mean "not visible yet". @default Duration.seconds(30) */
  readonly consistencyGrace?: Duration | undefined;
  /** Place in S3 for every account's result, in addition to the summary. @default none */
  readonly results?: MultiAccountResultsProps | undefined;
  /** Whether AWS X-Ray traces the executions. @default false, because the permission to trace covers all resources */
  readonly tracingEnabled?: boolean | undefined;
  /**
   * Key that encrypts the definition and the executions' data. Its key policy must let the account's IAM policies grant its use,
   * as the policy of the CDK's `Key` does.
   *
   * @default the key of AWS Step Functions
   */
  readonly encryptionKey?: IKey | undefined;
}

/** Place of the results in S3. */
export interface MultiAccountResultsProps {
  /** Bucket to which the state machine's role gets write access. */
  readonly bucket: Pick<IBucket, "bucketName" | "arnForObjects" | "encryptionKey">;
  /** The folder in the bucket. @default none */
  readonly prefix?: string | undefined;
  /**
   * Key of the bucket. Needed only for an imported bucket, whose key the CDK does not know.
   *
   * @default the key of the bucket, if it has one
   */
  readonly encryptionKey?: IKey | undefined;
}

const PROPS: Schema<FleetWiseMultiAccountRegistrationProps> = {
  ...checkedElsewhere("mode", "maxRegistrations", "maxConcurrency", "distributed", "ifUnregistered"),
  ...checkedElsewhere("memberRoleName", "logGroup", "logRetention", "tracingEnabled", "encryptionKey"),
  timestreamResources: checkTimestreamResources,
  dropTimestream: flag,
  maxWaitTime: checkDuration,
  interval: checkDuration,
  consistencyGrace: checkDuration,
  results: nested<MultiAccountResultsProps>(
    { ...checkedElsewhere("prefix", "encryptionKey"), bucket: checkBucket },
    "a prop",
  ),
};

/** By shape, because a bucket of another copy of the CDK fails instanceof. */
function checkBucket(name: string, bucket: MultiAccountResultsProps["bucket"] | null | undefined): void {
  if (typeof bucket?.arnForObjects !== "function") throw wrong(TypeError, name, "a Bucket", bucket);
}

/** Returns the definition of the state machine. @throws TypeError or RangeError that names an invalid prop. */
export function definitionOf(props: FleetWiseMultiAccountRegistrationProps): object {
  const { timestreamResources, dropTimestream, maxWaitTime, interval, consistencyGrace, results, ...own } =
    checkedProps(props, PROPS);
  const { mode, maxRegistrations, maxConcurrency, distributed, ifUnregistered, memberRoleName } = own;
  return multiAccountRegistrationStateMachine({
    ...{ mode, maxRegistrations, maxConcurrency, distributed, ifUnregistered, memberRoleName },
    maxWaitTime: seconds(maxWaitTime),
    interval: seconds(interval),
    consistencyGrace: seconds(consistencyGrace),
    registration: timestreamResources ? { timestreamResources } : dropTimestream ? {} : undefined,
    results: results && { bucket: results.bucket.bucketName, prefix: results.prefix },
  });
}

function seconds(duration: Duration | undefined): number | undefined {
  return duration?.toSeconds({ integral: false });
}
