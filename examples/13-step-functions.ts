// Prints the definition of a state machine that registers its own account if needed, and waits until it is registered, without a
// Lambda function.
//
//   aws stepfunctions create-state-machine --name fleetwise-registration --role-arn ROLE_ARN \
//     --definition "$(node --import tsx examples/13-step-functions.ts)"
//
// Its role needs the policy of docs/cloudformation.md. The argument `many` prints the definition for many accounts, which
// 14-multi-account-cdk-app.ts deploys with its permissions; `role` prints the template of the role in each account.
import {
  memberRoleTemplate,
  multiAccountRegistrationStateMachine,
  registrationStateMachine,
} from "fleetwise-registration/step-functions";

const made = {
  account: () => registrationStateMachine({ maxWaitTime: 600 }),
  many: () => multiAccountRegistrationStateMachine({ maxWaitTime: 600 }),
  role: () => memberRoleTemplate(),
}[process.argv[2] ?? "account"];

if (made === undefined) throw new Error('Expected "account", "many" or "role"');
console.log(JSON.stringify(made(), null, 2));
