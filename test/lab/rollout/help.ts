export const HELP = `Rolls accounts out on this machine: the state machine of many accounts on a small interpreter, an emulator for each account.
Progress goes to standard error, a result for each account to standard output. Time passes at once where everybody waits.

  npm run lab -- rollout [--accounts 200] [--bad 10] [--interval 15]

  --accounts   how many there are
  --bad        how many of them do not come to be registered, each in a way of its own
  --interval   seconds between two reads of an account around its expected finish

On AWS, in a region that has AWS IoT FleetWise:

  1. Deploy the state machine, in the account from which you roll out, and note its ARN and its role's:
       npx cdk deploy --app "npx tsx examples/14-multi-account-cdk-app.ts"
  2. Roll out the role in each account: the StackSet of the same example, or the template by itself:
       import { memberRoleTemplate } from "fleetwise-registration/step-functions";
       console.log(JSON.stringify(memberRoleTemplate()));
  3. List the accounts, for instance all of the organization:
       aws organizations list-accounts --output json --query "{accounts: Accounts[?Status=='ACTIVE'].Id}" > accounts.json
  4. Start, watch in the console (the Map Runs show the counts), and read the report:
       aws stepfunctions start-execution --state-machine-arn ARN --input file://accounts.json
       aws stepfunctions describe-execution --execution-arn ARN --query "[output, cause]" --output text
  5. Run it again for those that are not registered: each that is registered costs four transitions.
`;
