// A state machine that registers its own account where needed, and waits until it is registered, without a Lambda function: the
// definition on standard output.
//
//   aws stepfunctions create-state-machine --name fleetwise-registration --role-arn ROLE_ARN \
//     --definition "$(node --import tsx examples/13-step-functions.ts)"
//
// Its role needs what `createProviderHandlers` needs: the policy of docs/cloudformation.md. With `many`, the definition is one for many
// accounts, as 14-multi-account-cdk-app.ts deploys it with its permissions; with `role`, the role for each of them.
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
