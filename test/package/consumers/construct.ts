// A CDK stack with the construct.
import { Duration, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { FleetWiseRegistration, type FleetWiseRegistrationProps } from "fleetwise-registration/cdk";

const props: FleetWiseRegistrationProps = { mode: "wait-only", totalTimeout: Duration.minutes(10) };

export class FleetStack extends Stack {
  readonly fleetWiseAccount: string;

  constructor(scope: Construct) {
    super(scope, "Fleet");
    this.fleetWiseAccount = new FleetWiseRegistration(this, "Registration", props).customerAccountId;
  }
}
