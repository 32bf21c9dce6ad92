// A CDK app whose resources wait until the account is registered. If the registration fails, the stack fails with AWS IoT
// FleetWise's reason. In a clone of this repository, run `npm run build` first.
//
//   npx cdk deploy --app "npx tsx examples/11-cdk-app.ts"
import { App, CfnOutput, Stack } from "aws-cdk-lib";
import { CfnSignalCatalog } from "aws-cdk-lib/aws-iotfleetwise";
import { FleetWiseRegistration } from "fleetwise-registration/cdk";

const app = new App();
const stack = new Stack(app, "Fleet", { env: { region: "eu-central-1" } });

const registration = new FleetWiseRegistration(stack, "Registration");

const catalog = new CfnSignalCatalog(stack, "Catalog", { name: "vehicles" });
catalog.node.addDependency(registration);

new CfnOutput(stack, "Account", { value: registration.customerAccountId });
app.synth();
