// The hub of a rollout: a state machine that registers accounts, and a StackSet that puts the role which it needs into every
// account of the organization, those that join later included.
//
//   npx cdk deploy --app "npx tsx examples/14-multi-account-cdk-app.ts" --context organizationalUnit=ou-abcd-12345678
//
// A StackSet over an organization is made in its management account, or in one that administers StackSets for it (then with
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

// An execution fails if an account is not registered in the end: this publishes its counts and reasons.
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

// A role is the same in all regions of an account, so one region is enough for it.
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
