// Your own Lambda functions with the package's handlers, for other options than the construct's, or code around the handlers.
//
//   npx cdk deploy --app "npx tsx examples/12-cdk-handlers.ts"
import { fileURLToPath } from "node:url";
import { App, CustomResource, Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import { Provider } from "aws-cdk-lib/custom-resources";

const app = new App();
const stack = new Stack(app, "Fleet", { env: { region: "eu-central-1" } });

const to = (action: string) => new PolicyStatement({ actions: [action], resources: ["*"] });
const read = to("iotfleetwise:GetRegisterAccountStatus");
const service = "iotfleetwise.amazonaws.com";
// The first registration creates the service's role.
const createRole = new PolicyStatement({
  actions: ["iam:CreateServiceLinkedRole"],
  resources: [`arn:aws:iam::${stack.account}:role/aws-service-role/${service}/AWSServiceRoleForIoTFleetWise`],
  conditions: { StringEquals: { "iam:AWSServiceName": service } },
});

const lambda = (handler: "onEvent" | "isComplete", seconds: number, ...statements: PolicyStatement[]) => {
  const entry = fileURLToPath(new URL("lambda/registration.ts", import.meta.url));
  const runtime = Runtime.NODEJS_22_X; // without a new app's feature flags, the CDK would use Node 16
  const timeout = Duration.seconds(seconds);
  const fn = new NodejsFunction(stack, handler, { entry, handler, runtime, timeout });
  for (const statement of statements) fn.addToRolePolicy(statement);
  return fn;
};

const provider = new Provider(stack, "Provider", {
  onEventHandler: lambda("onEvent", 870, read, to("iotfleetwise:RegisterAccount"), createRole), // takes up to 14 minutes
  isCompleteHandler: lambda("isComplete", 40, read), // takes up to 10 s
  totalTimeout: Duration.minutes(20), // more than the handlers' own limit of 15 minutes
});
const registration = new CustomResource(stack, "Registration", { serviceToken: provider.serviceToken });
stack.exportValue(registration.getAttString("customerAccountId"), { name: "FleetWiseAccount" });
app.synth();
