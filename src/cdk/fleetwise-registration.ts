import { fileURLToPath } from "node:url";
import { CustomResource, Duration, RemovalPolicy } from "aws-cdk-lib";
import { type Grant, type IGrantable, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Code, determineLatestNodeRuntime, Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { type ILogGroup, LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Provider } from "aws-cdk-lib/custom-resources";
import { Construct } from "constructs";
import { handlerTimes, Property, type RegistrationAttribute, Variable } from "../custom-resource/names.js";
import { allowRead, allowRegister } from "./permissions.js";

/** The Timestream resources of a registration in the older mode. */
export interface TimestreamResourcesProps {
  /** The database that holds the vehicle data. */
  readonly timestreamDatabaseName: string;
  /** The table that holds the vehicle data. */
  readonly timestreamTableName: string;
}

/** What the registration of an account goes by. */
export interface FleetWiseRegistrationProps {
  /**
   * `"ensure"` registers the account where needed, then waits; `"wait-only"` never registers, and may not: it waits until
   * somebody has, and fails where nobody does within 30 s.
   *
   * @default "ensure"
   */
  readonly mode?: "ensure" | "wait-only" | undefined;
  /**
   * Changed to another value, it makes the next deployment register once more an account that is registered. Any text.
   *
   * @default undefined: an account that is registered is left alone
   */
  readonly reregisterToken?: string | undefined;
  /**
   * What RegisterAccount is called with, in the older mode. Without it, a failed registration that has Timestream resources
   * is not registered again: the service would remove what it has stored of them.
   *
   * @default undefined: RegisterAccount is called with {}
   */
  readonly timestreamResources?: TimestreamResourcesProps | undefined;
  /**
   * Time between two looks at the status. Whole seconds, at least 1; must divide `totalTimeout`.
   *
   * @default Duration.seconds(10)
   */
  readonly queryInterval?: Duration | undefined;
  /**
   * Time until the resource fails with the last status for a reason: one `queryInterval` before this is over. More than two
   * of those, at most an hour.
   *
   * @default Duration.minutes(30)
   */
  readonly totalTimeout?: Duration | undefined;
  /**
   * Time after which CloudFormation itself gives up a resource that does not answer at all. Whole seconds, at most an hour.
   *
   * @default `totalTimeout` and five minutes, an hour at most
   */
  readonly serviceTimeout?: Duration | undefined;
  /**
   * Where the functions log to.
   *
   * @default a log group of its own, kept for a month, removed with the stack
   */
  readonly logGroup?: ILogGroup | undefined;
}

const DEFAULT_QUERY_INTERVAL = Duration.seconds(10);
const DEFAULT_TOTAL_TIMEOUT = Duration.minutes(30);
const MAX_SERVICE_TIMEOUT = Duration.hours(1);

/** What a function may take beyond its handler's own time: a cold start, and the end of the request in flight. */
const GRACE_SECONDS = 30;

/** Made when it is built: `esbuild.cdk.config.mjs`. The path is the same from the source and from the bundle. */
const LAMBDA = fileURLToPath(new URL("../../dist/cdk/lambda", import.meta.url));

/**
 * The account's registration with AWS IoT FleetWise, in the stack's region: complete when the account is registered, or
 * failed with the service's own reason. What needs the registration depends on it.
 *
 * Deleting it leaves the account registered, as AWS IoT FleetWise knows no way to undo that. One in a stack is enough.
 *
 * @example
 * const registration = new FleetWiseRegistration(this, "Registration");
 * campaign.node.addDependency(registration);
 */
export class FleetWiseRegistration extends Construct {
  /** The account that is registered. */
  readonly customerAccountId: string;
  /** `REGISTRATION_SUCCESS`. */
  readonly accountStatus: string;
  /** The role that the service uses. */
  readonly roleArn: string;
  /** The Timestream database of a registration in the older mode, otherwise empty. */
  readonly timestreamDatabaseName: string;
  /** The Timestream table of a registration in the older mode, otherwise empty. */
  readonly timestreamTableName: string;

  constructor(scope: Construct, id: string, props: FleetWiseRegistrationProps = {}) {
    super(scope, id);
    const {
      mode = "ensure",
      reregisterToken,
      timestreamResources,
      queryInterval = DEFAULT_QUERY_INTERVAL,
      totalTimeout = DEFAULT_TOTAL_TIMEOUT,
      logGroup = this.#ownLogGroup(),
    } = props;
    const environment = {
      [Variable.mode]: mode,
      [Variable.maxWaitTime]: String(maxWaitSeconds(totalTimeout, queryInterval)),
    };
    const onEvent = this.#lambda("onEvent", environment, logGroup);
    const isComplete = this.#lambda("isComplete", environment, logGroup);
    allowRead(onEvent);
    allowRead(isComplete);
    if (mode === "ensure") allowRegister(this, onEvent);

    const provider = new Provider(this, "Provider", {
      onEventHandler: onEvent,
      isCompleteHandler: isComplete,
      queryInterval,
      totalTimeout,
      logGroup,
      frameworkOnEventRole: this.#role("FrameworkOnEventRole", logGroup),
      frameworkCompleteAndTimeoutRole: this.#role("FrameworkCompleteRole", logGroup),
    });
    const resource = new CustomResource(this, "Resource", {
      resourceType: "Custom::FleetWiseRegistration",
      serviceToken: provider.serviceToken,
      serviceTimeout: props.serviceTimeout ?? serviceTimeout(totalTimeout),
      properties: {
        [Property.reregisterToken]: reregisterToken,
        [Property.registration]: timestreamResources && { timestreamResources },
      },
    });
    const attribute = (name: RegistrationAttribute) => resource.getAttString(name);
    this.customerAccountId = attribute("customerAccountId");
    this.accountStatus = attribute("accountStatus");
    this.roleArn = attribute("roleArn");
    this.timestreamDatabaseName = attribute("timestreamDatabaseName");
    this.timestreamTableName = attribute("timestreamTableName");
  }

  /** Allows to read how far the registration is: `getRegistration()`, `waitUntilRegistered()`. */
  grantRead(grantee: IGrantable): Grant {
    return allowRead(grantee);
  }

  /** Allows to register the account, and to read how far that is: `ensureRegistered()`. */
  grantRegister(grantee: IGrantable): Grant {
    return allowRead(grantee).combine(allowRegister(this, grantee));
  }

  #ownLogGroup(): ILogGroup {
    return new LogGroup(this, "Logs", {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  #lambda(
    handler: keyof typeof handlerTimes,
    environment: Record<string, string>,
    logGroup: ILogGroup,
  ): LambdaFunction {
    return new LambdaFunction(this, handler, {
      description: `AWS IoT FleetWise registration: ${handler}`,
      code: Code.fromAsset(LAMBDA),
      runtime: determineLatestNodeRuntime(this),
      handler: `index.${handler}`,
      timeout: Duration.seconds(handlerTimes[handler] + GRACE_SECONDS),
      memorySize: 256,
      environment,
      role: this.#role(`${handler}Role`, logGroup),
      logGroup,
    });
  }

  /** Not with the managed policy, by which a function may write to every log group of the account. */
  #role(id: string, logGroup: ILogGroup): Role {
    const role = new Role(this, id, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    logGroup.grantWrite(role);
    return role;
  }
}

/** The handlers give up before the framework does, which says no more than "Operation timed out". */
function maxWaitSeconds(totalTimeout: Duration, queryInterval: Duration): number {
  const seconds = totalTimeout.toSeconds() - queryInterval.toSeconds();
  if (seconds > queryInterval.toSeconds() && totalTimeout.toSeconds() <= MAX_SERVICE_TIMEOUT.toSeconds())
    return seconds;
  throw new RangeError(
    `Expected \`totalTimeout\` to be more than two times \`queryInterval\` (${queryInterval.toHumanString()}) and at most ` +
      `an hour, got ${totalTimeout.toHumanString()}`,
  );
}

function serviceTimeout(totalTimeout: Duration): Duration {
  return Duration.seconds(Math.min(totalTimeout.toSeconds() + 300, MAX_SERVICE_TIMEOUT.toSeconds()));
}
