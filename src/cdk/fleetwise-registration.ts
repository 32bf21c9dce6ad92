import { CustomResource, RemovalPolicy } from "aws-cdk-lib";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import { Function as LambdaFunction, Tracing } from "aws-cdk-lib/aws-lambda";
import { type ILogGroup, LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { LogLevel } from "aws-cdk-lib/aws-stepfunctions";
import { Provider } from "aws-cdk-lib/custom-resources";
import { Construct } from "constructs";
import { Property, RESOURCE_TYPE, type RegistrationAttribute } from "../custom-resource/names.js";
import { acknowledgeWildcards } from "./acknowledgements.js";
import { allowedRole, type FunctionProps, newRole, registrationFunction } from "./functions.js";
import { allowRead, allowRegister } from "./permissions.js";
import { checkProps, type FleetWiseRegistrationProps } from "./props.js";
import { checkRegion } from "./region.js";
import { type Times, timesOf } from "./times.js";
import { traceProvider } from "./tracing.js";

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
    checkProps(props);
    checkRegion(this);
    const { mode = "ensure", reregisterToken, timestreamResources } = props;
    const times = timesOf(props);
    const logGroup = props.logGroup ?? ownLogGroup(this, props);
    const functionProps = { ...props, logGroup, maxWaitTime: times.maxWaitTime };

    const onEvent = registrationFunction(this, "onEvent", functionProps);
    const isComplete = registrationFunction(this, "isComplete", functionProps);
    allowRead(onEvent);
    allowRead(isComplete);
    if (mode === "ensure") allowRegister(this, onEvent);
    const provider = providerOf(this, { onEvent, isComplete }, functionProps, times);

    const resource = new CustomResource(this, "Resource", {
      resourceType: RESOURCE_TYPE,
      serviceToken: provider.serviceToken,
      serviceTimeout: times.serviceTimeout,
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
}

function ownLogGroup(scope: Construct, { logRetention }: FleetWiseRegistrationProps): ILogGroup {
  return new LogGroup(scope, "Logs", {
    retention: logRetention ?? RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** The CDK's own framework around the two functions. */
function providerOf(
  scope: Construct,
  { onEvent, isComplete }: { readonly onEvent: LambdaFunction; readonly isComplete: LambdaFunction },
  props: FunctionProps,
  { queryInterval, totalTimeout }: Times,
): Provider {
  const {
    logGroup,
    tracing = Tracing.ACTIVE,
    vpc,
    vpcSubnets,
    securityGroups,
    environmentEncryption,
  } = props;
  const frameworkOnEventRole = allowedRole(newRole(scope, "FrameworkOnEventRole"), props);
  const frameworkCompleteAndTimeoutRole = allowedRole(newRole(scope, "FrameworkCompleteRole"), props);
  const provider = new Provider(scope, "Provider", {
    onEventHandler: onEvent,
    isCompleteHandler: isComplete,
    queryInterval,
    totalTimeout,
    logGroup,
    frameworkOnEventRole,
    frameworkCompleteAndTimeoutRole,
    disableWaiterStateMachineLogging: false,
    // Every step, but not what it carries: the ResponseURL is in it, a secret.
    waiterStateMachineLogOptions: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: false },
    ...(vpc && { vpc }),
    ...(vpcSubnets && { vpcSubnets }),
    ...(securityGroups && { securityGroups }),
    ...(environmentEncryption && { providerFunctionEnvEncryption: environmentEncryption }),
  });
  if (tracing !== Tracing.DISABLED)
    traceProvider(provider, [frameworkOnEventRole, frameworkCompleteAndTimeoutRole]);
  const framework = provider.node.children.filter((child) => child instanceof LambdaFunction);
  acknowledgeWildcards(scope, [onEvent, isComplete, ...framework]);
  return provider;
}
