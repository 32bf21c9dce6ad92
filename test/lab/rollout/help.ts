export const HELP = `Rolls out accounts on this machine: the multi-account state machine on a small interpreter, with an emulator for each account.
Prints progress on standard error and each account's result on standard output. Waiting takes no real time.

  npm run lab -- rollout [--accounts 200] [--bad 10] [--interval 15]

  --accounts   number of accounts
  --bad        number of accounts that do not become registered, for different reasons
  --interval   seconds between two polls of an account around its expected finish

On AWS, in a region that has AWS IoT FleetWise:

  1. Deploy the state machine in the account from which you roll out, and note its ARN and its role's ARN:
       npx cdk deploy --app "npx tsx examples/14-multi-account-cdk-app.ts"
  2. Create the role in each account, with the StackSet of the same example or with the template alone:
       import { memberRoleTemplate } from "fleetwise-registration/step-functions";
       console.log(JSON.stringify(memberRoleTemplate()));
  3. List the accounts, for example all accounts of the organization:
       aws organizations list-accounts --output json --query "{accounts: Accounts[?Status=='ACTIVE'].Id}" > accounts.json
  4. Start it, watch the counts of the Map Runs in the console, and print the report:
       aws stepfunctions start-execution --state-machine-arn ARN --input file://accounts.json
       aws stepfunctions describe-execution --execution-arn ARN --query "[output, cause]" --output text
  5. Run it again until all are registered. An account that is already registered costs four transitions.
`;
