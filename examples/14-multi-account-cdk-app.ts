// Registers the accounts of an organization: a state machine, and a StackSet that creates the role that the state machine needs
// in every account of an organizational unit, including those that join later.
//
//   npx cdk deploy --app "npx tsx examples/14-multi-account-cdk-app.ts" --context organizationalUnit=ou-abcd-12345678
//
// Deploy it in the organization's management account, or in its delegated administrator for StackSets (then with
// `callAs: "DELEGATED_ADMIN"`).
import { App, CfnOutput, CfnStackSet, Stack } from "aws-cdk-lib";
import { Rule } from "aws-cdk-lib/aws-events";
import { SnsTopic } from "aws-cdk-lib/aws-events-targets";
import { Topic } from "aws-cdk-lib/aws-sns";
import { FleetWiseMultiAccountRegistration } from "fleetwise-registration/cdk";
import { memberRoleTemplate } from "fleetwise-registration/step-functions";

const app = new App();
const region = "eu-central-1";
const hub = new Stack(app, "Hub", { env: { region } });

const { stateMachine, roleArn } = new FleetWiseMultiAccountRegistration(hub, "Registration");

// An execution fails if an account is not registered. The rule publishes the counts and reasons of the failed execution.
const topic = new Topic(hub, "Failed", { enforceSSL: true });
new Rule(hub, "OnFailure", {
  eventPattern: {
    source: ["aws.states"],
    detailType: ["Step Functions Execution Status Change"],
    detail: {
      stateMachineArn: [stateMachine.stateMachineArn],
      status: ["FAILED", "TIMED_OUT", "ABORTED"],
    },
  },
  targets: [new SnsTopic(topic)],
});

// IAM roles are global, so one region is enough.
new CfnStackSet(hub, "MemberRoles", {
  stackSetName: "fleetwise-registration-member",
  permissionModel: "SERVICE_MANAGED",
  autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
  capabilities: ["CAPABILITY_NAMED_IAM"],
  templateBody: JSON.stringify(memberRoleTemplate()),
  parameters: [{ parameterKey: "HubRoleArns", parameterValue: roleArn }],
  stackInstancesGroup: [
    {
      deploymentTargets: {
        organizationalUnitIds: [app.node.tryGetContext("organizationalUnit") ?? "ou-abcd-12345678"],
      },
      regions: [region],
    },
  ],
});

new CfnOutput(hub, "StateMachine", { value: stateMachine.stateMachineArn });
app.synth();
