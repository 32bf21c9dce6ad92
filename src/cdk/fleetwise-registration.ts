import { CustomResource } from "aws-cdk-lib";
import { Grant, type IGrantable, type PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Function as LambdaFunction, Tracing } from "aws-cdk-lib/aws-lambda";
import { Provider } from "aws-cdk-lib/custom-resources";
import { Construct } from "constructs";
import { Property, RESOURCE_TYPE, type RegistrationAttribute } from "../custom-resource/names.js";
import { acknowledgeProvider } from "./acknowledgements.js";
import { type FunctionProps, newRole, registrationFunctions, runningFunctions } from "./functions.js";
import { ownLogGroup } from "./log-group.js";
import { reading, registering } from "./permissions.js";
import { checkProps, type FleetWiseRegistrationProps } from "./props.js";
import { checkRegion } from "./region.js";
import { type Times, timesOf } from "./times.js";
import { trace } from "./tracing.js";

/**
 * The account's registration with AWS IoT FleetWise in the stack's region. Its deployment completes when the account is
 * registered, or fails with the reason. A rollback succeeds in any state. Let the resources that need the registration depend on
 * this construct.
 *
 * Deleting the construct leaves the account registered, because no operation of AWS IoT FleetWise undoes a registration. An
 * account needs only one construct in each region.
 *
 * @example
 * const registration = new FleetWiseRegistration(this, "Registration");
 * campaign.node.addDependency(registration);
 */
export class FleetWiseRegistration extends Construct {
  /**
   * Id of the account, twelve digits: the only attribute to export to another stack. After a rollback, the others may be empty, and
   * CloudFormation rejects an empty export.
   */
  readonly customerAccountId: string;
  /** `REGISTRATION_SUCCESS`; after a rollback, the status at that time, empty if it could not be polled. */
  readonly accountStatus: string;
  /** ARN of the role that the service uses; empty if the service names none. */
  readonly roleArn: string;
  /** The Timestream database of a registration in the legacy mode, otherwise empty. */
  readonly timestreamDatabaseName: string;
  /** The Timestream table of a registration in the legacy mode, otherwise empty. */
  readonly timestreamTableName: string;

  constructor(scope: Construct, id: string, props: FleetWiseRegistrationProps = {}) {
    super(scope, id);
    checkProps(props);
    checkRegion(this);
    const { reregisterToken, timestreamResources, dropTimestream, tracing = Tracing.DISABLED } = props;
    const times = timesOf(props);
    const logGroup = props.logGroup ?? ownLogGroup(this, props.logRetention);
    const functionProps = { ...props, logGroup, maxWaitTime: times.maxWaitTime };

    const provider = providerOf(this, registrationFunctions(this, functionProps), functionProps, times);
    trace(this, tracing);

    const resource = new CustomResource(this, "Resource", {
      resourceType: RESOURCE_TYPE,
      serviceToken: provider.serviceToken,
      serviceTimeout: times.serviceTimeout,
      properties: {
        [Property.reregisterToken]: reregisterToken,
        [Property.registration]: timestreamResources && { timestreamResources },
        [Property.dropTimestream]: dropTimestream ? "true" : undefined,
      },
    });
    const attribute = (name: RegistrationAttribute) => resource.getAttString(name);
    this.customerAccountId = attribute("customerAccountId");
    this.accountStatus = attribute("accountStatus");
    this.roleArn = attribute("roleArn");
    this.timestreamDatabaseName = attribute("timestreamDatabaseName");
    this.timestreamTableName = attribute("timestreamTableName");
  }

  /** Allows polling the status of the registration: for `getRegistration()` and `waitUntilRegistered()`. */
  grantRead(grantee: IGrantable): Grant {
    return grant(grantee, reading());
  }

  /** Allows registering the account and polling its status: for `ensureRegistered()`. */
  grantRegister(grantee: IGrantable): Grant {
    return registering(this).reduce((all, one) => all.combine(grant(grantee, one)), this.grantRead(grantee));
  }
}

function grant(
  grantee: IGrantable,
  { actions, resources: resourceArns, conditions }: PolicyStatement,
): Grant {
  return Grant.addToPrincipal({ grantee, actions, resourceArns, conditions });
}

/** Creates the CDK's provider framework for the two functions. */
function providerOf(
  scope: Construct,
  { onEvent, isComplete }: { readonly onEvent: LambdaFunction; readonly isComplete: LambdaFunction },
  props: FunctionProps,
  { queryInterval, totalTimeout }: Times,
): Provider {
  const { logGroup, vpc, vpcSubnets, securityGroups, environmentEncryption } = props;
  const running = runningFunctions(props);
  const frameworkOnEventRole = newRole(scope, "FrameworkOnEventRole", running);
  const frameworkCompleteAndTimeoutRole = newRole(scope, "FrameworkCompleteRole", running);
  const provider = new Provider(scope, "Provider", {
    onEventHandler: onEvent,
    isCompleteHandler: isComplete,
    queryInterval,
    totalTimeout,
    logGroup,
    frameworkOnEventRole,
    frameworkCompleteAndTimeoutRole,
    // Each poll that is not complete fails a step, whose cause contains a secret, the ResponseURL. The log could also exceed the
    // length of CloudWatch's resource policy.
    disableWaiterStateMachineLogging: true,
    ...(vpc && { vpc }),
    ...(vpcSubnets && { vpcSubnets }),
    ...(securityGroups && { securityGroups }),
    ...(environmentEncryption && { providerFunctionEnvEncryption: environmentEncryption }),
  });
  const framework = provider.node.children.filter((child) => child instanceof LambdaFunction);
  acknowledgeProvider(scope, [onEvent, isComplete, ...framework], logGroup);
  return provider;
}
