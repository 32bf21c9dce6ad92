import { type Duration, Token } from "aws-cdk-lib";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import type { IRole } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { type Runtime, RuntimeFamily, type Tracing } from "aws-cdk-lib/aws-lambda";
import type { ILogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { modes } from "../custom-resource/names.js";
import { expected, rejectUnknown } from "../text/expected.js";

/** The Timestream resources of a registration in the older mode. */
export interface TimestreamResourcesProps {
  /** The database that holds the vehicle data: 3 to 255 letters, digits, underscores, dots or hyphens. */
  readonly timestreamDatabaseName: string;
  /** The table that holds the vehicle data: likewise. */
  readonly timestreamTableName: string;
}

/** How an account is registered, and what does it. */
export interface FleetWiseRegistrationProps {
  /**
   * `"ensure"` registers the account where needed, then waits; `"wait-only"` never registers, and may not: it waits until
   * somebody has, and fails where nobody does within 30 s.
   *
   * @default "ensure"
   */
  readonly mode?: "ensure" | "wait-only" | undefined;
  /**
   * Changed to a value that it has not had before, it makes the next deployment register once more an account that is
   * registered. Any text. Changed back, it does nothing, as that is what a rollback does. Not with `"wait-only"`.
   *
   * @default undefined: an account that is registered is left alone
   */
  readonly reregisterToken?: string | undefined;
  /**
   * What RegisterAccount is called with, in the older mode. An account that is registered with others is left alone, and the
   * deployment fails, unless `reregisterToken` changes too. Without them, a failed registration that has Timestream resources is
   * not registered again: the service would remove what it has stored of them. Not with `"wait-only"`.
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
  /**
   * Time between two polls of the status. Whole seconds, at least 1, that divide `totalTimeout`.
   *
   * @default Duration.seconds(10)
   */
  readonly queryInterval?: Duration | undefined;
  /**
   * Time until the resource fails with the last status for a reason: one `queryInterval` before this is over. A multiple of
   * `queryInterval`, more than two times it, at most an hour.
   *
   * @default Duration.minutes(30)
   */
  readonly totalTimeout?: Duration | undefined;
  /**
   * Time after which CloudFormation itself gives up a resource that does not answer at all. Whole seconds, at least a minute
   * more than `totalTimeout`, at most an hour.
   *
   * @default `totalTimeout` and five minutes, an hour at most
   */
  readonly serviceTimeout?: Duration | undefined;
  /**
   * Where the functions and the state machine log to: yours, to encrypt it for example.
   *
   * @default a log group of its own, removed with the stack
   */
  readonly logGroup?: ILogGroup | undefined;
  /**
   * How long its own log group keeps what is logged. Not with `logGroup`.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays | undefined;
  /**
   * Where the functions run, those of the Provider too. From there they must reach AWS IoT FleetWise, Lambda, Step Functions and
   * CloudFormation's bucket in S3: through a NAT gateway or endpoints.
   *
   * @default none
   */
  readonly vpc?: IVpc | undefined;
  /**
   * Which subnets of the VPC.
   *
   * @default those with a route to the internet, but without addresses of their own
   */
  readonly vpcSubnets?: SubnetSelection | undefined;
  /**
   * The functions' security groups in the VPC.
   *
   * @default one for each function
   */
  readonly securityGroups?: ISecurityGroup[] | undefined;
  /**
   * The key that encrypts the functions' environment. It holds no secrets.
   *
   * @default AWS Lambda's own
   */
  readonly environmentEncryption?: IKey | undefined;
  /**
   * The role that calls AWS IoT FleetWise, in place of two roles that may do less. An imported one must be allowed all that
   * docs/cloudformation.md lists.
   *
   * @default a role for each of the two functions
   */
  readonly role?: IRole | undefined;
  /**
   * Whether AWS X-Ray traces the functions and the state machine.
   *
   * @default Tracing.DISABLED: the permission to trace has no narrower resource than all
   */
  readonly tracing?: Tracing | undefined;
  /**
   * Executions reserved for each of the two functions that call AWS IoT FleetWise. A whole number, at least 1.
   *
   * @default none: they share the account's
   */
  readonly reservedConcurrentExecutions?: number | undefined;
  /**
   * The Node runtime of those two functions: Node 22 or later.
   *
   * @default the newest in the stack's region that the CDK knows
   */
  readonly runtime?: Runtime | undefined;
  /**
   * The folder with the functions' code: `dist/cdk/lambda` in this package. Only for an app that is bundled without its
   * dependencies beside it.
   *
   * @default where this package lies
   */
  readonly assetPath?: string | undefined;
}

const KNOWN: { readonly [Name in keyof FleetWiseRegistrationProps]-?: true } = {
  mode: true,
  reregisterToken: true,
  timestreamResources: true,
  dropTimestream: true,
  queryInterval: true,
  totalTimeout: true,
  serviceTimeout: true,
  logGroup: true,
  logRetention: true,
  vpc: true,
  vpcSubnets: true,
  securityGroups: true,
  environmentEncryption: true,
  role: true,
  tracing: true,
  reservedConcurrentExecutions: true,
  runtime: true,
  assetPath: true,
};

/** Refuses what can't be deployed, or would be deployed and do nothing. @throws TypeError or RangeError that names the prop. */
export function checkProps(props: FleetWiseRegistrationProps): void {
  rejectUnknown("a prop", props, Object.keys(KNOWN));
  const { mode = "ensure", reregisterToken, timestreamResources, dropTimestream = false } = props;
  if (!modes.includes(mode)) throw new TypeError(expected("`mode`", '"ensure" or "wait-only"', mode));
  if (mode === "wait-only" && ((reregisterToken ?? timestreamResources) !== undefined || dropTimestream)) {
    throw new TypeError(
      'With `mode: "wait-only"` nothing is registered: remove `reregisterToken`, `timestreamResources` and `dropTimestream`, or the mode.',
    );
  }
  checkTimestream(props);
  checkLogs(props);
  checkDurations(props, ["queryInterval", "totalTimeout", "serviceTimeout"]);
  checkToken(reregisterToken);
  checkFunctionProps(props);
}

/** @throws TypeError for wrong names, or if the resources are both given and given up. */
export function checkTimestream({
  timestreamResources,
  dropTimestream = false,
}: Pick<FleetWiseRegistrationProps, "timestreamResources" | "dropTimestream">): void {
  if (typeof dropTimestream !== "boolean")
    throw new TypeError(expected("`dropTimestream`", "a boolean", dropTimestream));
  if (timestreamResources === undefined) return;
  if (dropTimestream)
    throw new TypeError("Expected `timestreamResources` or `dropTimestream`, got both: remove one of them.");
  for (const name of ["timestreamDatabaseName", "timestreamTableName"] as const)
    checkName(name, timestreamResources[name]);
}

/** @throws TypeError if both are given. */
export function checkLogs({
  logGroup,
  logRetention,
}: Pick<FleetWiseRegistrationProps, "logGroup" | "logRetention">): void {
  if (logGroup !== undefined && logRetention !== undefined)
    throw new TypeError("`logRetention` is that of a log group of its own: set it on your `logGroup`.");
}

/** Elsewhere in this package a time is a number of seconds: one is easily given here too. */
export function checkDurations<P extends object>(props: P, names: readonly (keyof P & string)[]): void {
  for (const name of names) {
    const value: unknown = props[name];
    // By shape: a Duration of another copy of the CDK is none of ours by instanceof.
    if (value === undefined) continue;
    if (typeof (value as Duration | null)?.toSeconds !== "function")
      throw new TypeError(expected(`\`${name}\``, "a Duration", value));
    if ((value as Duration).isUnresolved())
      throw new TypeError(
        `Expected \`${name}\` to be a Duration that is known when the app is synthesized, got a token: it is part of other times.`,
      );
  }
}

function checkFunctionProps({
  reservedConcurrentExecutions: reserved,
  runtime,
}: FleetWiseRegistrationProps): void {
  if (
    reserved !== undefined &&
    !Token.isUnresolved(reserved) &&
    !(Number.isInteger(reserved) && reserved > 0)
  )
    throw new RangeError(expected("`reservedConcurrentExecutions`", "a whole number, at least 1", reserved));
  if (runtime !== undefined && !(runtime.family === RuntimeFamily.NODEJS && isSupported(runtime.name)))
    throw new TypeError(expected("`runtime`", "a Runtime of Node 22 or later", runtime.name));
}

/** Runtimes have names like nodejs22.x, and nodejs for the newest. */
function isSupported(name: string): boolean {
  const version = /^nodejs(\d+)/.exec(name)?.[1];
  return version === undefined || Number(version) >= 22;
}

function checkToken(token: unknown): void {
  if (token === undefined || (typeof token === "string" && token !== "")) return;
  throw new TypeError(expected("`reregisterToken`", "a text that is not empty", token));
}

function checkName(name: keyof TimestreamResourcesProps, value: unknown): void {
  if (Token.isUnresolved(value) || (typeof value === "string" && /^[\w.-]{3,255}$/.test(value))) return;
  const wanted = "3 to 255 letters, digits, underscores, dots or hyphens";
  throw new TypeError(expected(`\`timestreamResources.${name}\``, wanted, value));
}
