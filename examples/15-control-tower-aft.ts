// Prints a state machine for AWS Control Tower Account Factory for Terraform (AFT) that registers each new account. AFT runs
// `terraform/states/customizations.asl.json` of the repository `aft-account-provisioning-customizations` for every account.
//
//   node --import tsx examples/15-control-tower-aft.ts > terraform/states/customizations.asl.json
//
// - The region of AFT must have AWS IoT FleetWise, because a state machine calls no other region.
// - The role of AFT's state machine, `aft-account-provisioning-customizations-role`, needs `sts:AssumeRole` on
//   `arn:aws:iam::*:role/FleetWiseRegistrationMember` (terraform/iam/role-policies/iam-aft-states.tpl).
// - The role in the new account comes from a StackSet that is deployed to accounts as they join (14-multi-account-cdk-app.ts),
//   with the ARN of AFT's role in `HubRoleArns`. The role may be created after AFT runs, so the state machine tries again for
//   half an hour.
// - AFT continues if the state machine fails; the execution in the console shows the reason.
import { type AslState, multiAccountRegistrationStateMachine } from "fleetwise-registration/step-functions";

const { States, ...machine } = multiAccountRegistrationStateMachine({
  distributed: false,
  ifUnregistered: "succeed",
});
const { End, ...accounts } = States["Accounts"] as AslState;

const states: Record<string, AslState> = {
  "Account of AFT": {
    Type: "Pass",
    Assign: { tries: 0 },
    Output: { accounts: ["{% $states.input.account_info.account.id %}"] },
    Next: machine.StartAt,
  },
  ...States,
  Accounts: {
    ...accounts,
    Assign: { tries: "{% $tries + 1 %}", given: "{% $states.input %}" },
    Next: "Is it registered",
  },
  "Is it registered": {
    Type: "Choice",
    Choices: [
      { Condition: "{% $exists($states.input.outcomes.registered) %}", Next: "It is" },
      {
        Condition: "{% $tries < 15 and $states.input.reasons[0].error = 'SERVICE_CALL_FAILED' %}",
        Next: "Until the role is there",
      },
    ],
    Default: "It is not",
  },
  "Until the role is there": { Type: "Wait", Seconds: 120, Output: "{% $given %}", Next: "Accounts" },
  "It is": { Type: "Succeed" },
  "It is not": {
    Type: "Fail",
    Error: "{% $states.input.reasons[0].error %}",
    Cause: "{% $states.input.reasons[0].cause %}",
  },
};

console.log(JSON.stringify({ ...machine, StartAt: "Account of AFT", States: states }, null, 2));
