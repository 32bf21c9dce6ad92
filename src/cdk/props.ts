import { type Duration, Token } from "aws-cdk-lib";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import type { IRole } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { type Runtime, RuntimeFamily, type Tracing } from "aws-cdk-lib/aws-lambda";
import type { ILogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import {
  checkedOptions,
  flag,
  matching,
  nested,
  type Schema,
  wholeNumber,
  wrong,
} from "../options/checks.js";
import { checkMode, type Mode } from "../options/ensure.js";
import { TIMESTREAM_NAME, TIMESTREAM_NAME_FORM } from "../registration/register-account.js";

/** The Timestream resources of a registration in the legacy mode. */
export interface TimestreamResourcesProps {
  /** Database of the vehicle data: 3 to 255 letters, digits, underscores, dots or hyphens. */
  readonly timestreamDatabaseName: string;
  /** Table of the vehicle data: 3 to 255 letters, digits, underscores, dots or hyphens. */
  readonly timestreamTableName: string;
}

/** Props of `FleetWiseRegistration`: how the account is registered, time limits, and settings of the functions and their log. */
export interface FleetWiseRegistrationProps {
  /**
   * `"ensure"` registers the account if needed, then waits; `"wait-only"` never registers, and has no permission to register. Its
   * deployment fails if no registration is visible within the grace period of 30 s.
   *
   * @default "ensure"
   */
  readonly mode?: Mode | undefined;
  /**
   * Text: a new value registers a registered account again. On the first deployment, only an account with other Timestream
   * resources is registered again. A return to earlier settings does nothing, because it may be a rollback. Not with
   * `"wait-only"`.
   *
   * @default undefined: a registered account is left alone
   */
  readonly reregisterToken?: string | undefined;
  /**
   * Input of RegisterAccount in the legacy mode. A registered account with other Timestream resources is left alone, and the
   * deployment fails, unless `reregisterToken` changes too. Without this prop and `dropTimestream`, a failed registration with
   * Timestream resources is not registered again, because the service would remove their metadata. Not with `"wait-only"`.
   *
   * @default undefined: RegisterAccount is called with {}, or if `reregisterToken` changes, with the stored Timestream resources
   */
  readonly timestreamResources?: TimestreamResourcesProps | undefined;
  /**
   * Whether the stored Timestream metadata may be lost. Then an account whose registration with Timestream resources failed, or
   * whose `reregisterToken` changes, is registered again without them. Not with `timestreamResources` or `"wait-only"`.
   *
   * @default false
   */
  readonly dropTimestream?: boolean | undefined;
  /**
   * Time between two polls after the first 14 minutes. Whole seconds, at least 1, that divide `totalTimeout`.
   *
   * @default Duration.seconds(10)
   */
  readonly queryInterval?: Duration | undefined;
  /**
   * Time limit of a Create or an Update. The resource fails one `queryInterval` before it, or before 59 minutes if that is less, with
   * the last status as the reason. A multiple of `queryInterval`, more than twice as long, at most an hour.
   *
   * @default Duration.minutes(30)
   */
  readonly totalTimeout?: Duration | undefined;
  /**
   * Time until CloudFormation itself gives up, if it gets no response. Whole seconds, at most an hour, and at least a minute more
   * than `totalTimeout`, or an hour if that is less.
   *
   * @default `totalTimeout` and five minutes, at most an hour
   */
  readonly serviceTimeout?: Duration | undefined;
  /**
   * Log group of the functions, or of the executions of a state machine for many accounts. Pass one to encrypt it.
   *
   * @default a log group of its own, removed with the stack
   */
  readonly logGroup?: ILogGroup | undefined;
  /**
   * Retention of the construct's own log group. Not with `logGroup`.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays | undefined;
  /**
   * VPC of all functions, including the Provider's. From there, they must reach AWS IoT FleetWise, Lambda, Step Functions and
   * CloudFormation's bucket in S3, through a NAT gateway or endpoints.
   *
   * @default none
   */
  readonly vpc?: IVpc | undefined;
  /**
   * Subnets in the VPC.
   *
   * @default the private subnets with a route to the internet
   */
  readonly vpcSubnets?: SubnetSelection | undefined;
  /**
   * Security groups of the functions in the VPC.
   *
   * @default one for each function
   */
  readonly securityGroups?: ISecurityGroup[] | undefined;
  /**
   * Key that encrypts the functions' environment. The environment contains no secrets.
   *
   * @default the key of AWS Lambda
   */
  readonly environmentEncryption?: IKey | undefined;
  /**
   * Role of the two functions that call AWS IoT FleetWise. The construct attaches a policy to it. A role that is imported as
   * immutable must have the permissions in docs/cloudformation.md, and those for the log, the VPC, the key and tracing.
   *
   * @default a role for each function, with fewer permissions
   */
  readonly role?: IRole | undefined;
  /**
   * Whether AWS X-Ray traces the functions and the state machine. Off by default, because the permission covers all resources.
   *
   * @default Tracing.DISABLED
   */
  readonly tracing?: Tracing | undefined;
  /**
   * Executions reserved for each of the two functions. An integer of at least 1.
   *
   * @default none
   */
  readonly reservedConcurrentExecutions?: number | undefined;
  /**
   * Node.js runtime of the two functions, 22 or later.
   *
   * @default the newest that the CDK knows in the stack's region
   */
  readonly runtime?: Runtime | undefined;
  /**
   * Folder of the functions' code: `dist/cdk/lambda` in this package. Only for an app that is bundled with this package.
   *
   * @default the folder in this package
   */
  readonly assetPath?: string | undefined;
}

/** Returns a schema without checks, for props that the CDK or another module of this package checks. */
export function checkedElsewhere<Name extends string>(...names: Name[]): Record<Name, () => void> {
  return Object.fromEntries(names.map((name) => [name, () => {}])) as Record<Name, () => void>;
}

const PROPS: Schema<FleetWiseRegistrationProps> = {
  mode: checkMode,
  reregisterToken: matching("a non-empty string", (value) => typeof value === "string" && value !== ""),
  timestreamResources: checkTimestreamResources,
  dropTimestream: flag,
  queryInterval: checkDuration,
  totalTimeout: checkDuration,
  serviceTimeout: checkDuration,
  ...checkedElsewhere("logGroup", "logRetention", "vpc", "vpcSubnets", "securityGroups"),
  ...checkedElsewhere("environmentEncryption", "role", "tracing", "assetPath"),
  reservedConcurrentExecutions: (name, value) => Token.isUnresolved(value) || wholeNumber(name, value),
  runtime: (name, value) => {
    if (value !== undefined && !(value.family === RuntimeFamily.NODEJS && isSupported(value.name)))
      throw wrong(TypeError, name, "a Runtime of Node 22 or later", value.name);
  },
};

/** Rejects props that could not be deployed, or would have no effect. @throws TypeError or RangeError that names the prop. */
export function checkProps(props: FleetWiseRegistrationProps): void {
  checkedProps(props, PROPS);
}

const REGISTERING = ["reregisterToken", "timestreamResources", "dropTimestream"] as const;

type Shared = "mode" | (typeof REGISTERING)[number] | "logGroup" | "logRetention";

/** Returns the props after checking each, and rejects contradictions between the props that a construct has. */
export function checkedProps<Props extends Pick<FleetWiseRegistrationProps, Shared>>(
  props: Props,
  schema: Schema<Props>,
): Props {
  const checked = checkedOptions("an object", props, schema, { config: "props", option: "a prop" });
  for (const name of REGISTERING)
    if (checked.mode === "wait-only" && checked[name])
      throw wrong(TypeError, name, 'left out if `mode` is "wait-only"', checked[name]);
  if (checked.timestreamResources !== undefined && checked.dropTimestream)
    throw new TypeError("Expected `timestreamResources` or `dropTimestream`, got both: remove one of them.");
  if (checked.logGroup !== undefined && checked.logRetention !== undefined)
    throw new TypeError(
      "Expected `logGroup` or `logRetention`, got both: set the retention of your `logGroup`.",
    );
  return checked;
}

/** Rejects anything but a known `Duration`, such as the number of seconds that other entry points accept. */
export function checkDuration(name: string, value: Duration | undefined): void {
  if (value === undefined) return;
  // By shape, because a Duration of another copy of the CDK fails instanceof.
  if (typeof (value as Duration | null)?.toSeconds !== "function")
    throw wrong(TypeError, name, "a Duration", value);
  if (value.isUnresolved())
    throw new TypeError(
      `Expected \`${name}\` to be a Duration that is known when the app is synthesized, got a token: other times depend on it.`,
    );
}

export function checkTimestreamResources(name: string, value: TimestreamResourcesProps | undefined): void {
  const schema = { timestreamDatabaseName: checkTimestreamName, timestreamTableName: checkTimestreamName };
  nested<TimestreamResourcesProps>(schema, "a prop")(name, value);
}

function checkTimestreamName(name: string, value: unknown): void {
  if (Token.isUnresolved(value) || (typeof value === "string" && TIMESTREAM_NAME.test(value))) return;
  throw wrong(TypeError, name, TIMESTREAM_NAME_FORM, value);
}

/** Returns whether a runtime such as nodejs22.x is supported. A name without a version, such as a token, is accepted. */
function isSupported(name: string): boolean {
  const version = /^nodejs(\d+)/.exec(name)?.[1];
  return version === undefined || Number(version) >= 22;
}
