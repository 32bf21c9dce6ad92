// A CDK app in which what needs a registered account waits for it: here a vehicle's decoder, its model and its campaign would
// follow. The stack fails with AWS IoT FleetWise's own reason where the registration fails. In a clone of this
// repository, `npm run build` comes first.
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
