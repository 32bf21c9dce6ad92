import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Duration } from "aws-cdk-lib";
import { type IRole, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Code,
  determineLatestNodeRuntime,
  Function as LambdaFunction,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { handlerTimes, Variable } from "../custom-resource/names.js";
import { allowNetwork } from "./permissions.js";
import type { FleetWiseRegistrationProps } from "./props.js";

/** What a function may take beyond its handler's own time: a cold start, and the end of the request in flight. */
const GRACE_SECONDS = 30;

/** Made when it is built: `esbuild.cdk.config.mjs`. The path is the same from the source and from the bundle. */
const SHIPPED = fileURLToPath(new URL("../../dist/cdk/lambda", import.meta.url));

/** What all functions have in common. */
export interface FunctionProps extends FleetWiseRegistrationProps {
  readonly logGroup: ILogGroup;
  readonly maxWaitTime: number;
}

/** One of the two functions that call AWS IoT FleetWise. */
export function registrationFunction(
  scope: Construct,
  handler: "onEvent" | "isComplete",
  props: FunctionProps,
): LambdaFunction {
  const { mode = "ensure", maxWaitTime, logGroup, tracing = Tracing.ACTIVE } = props;
  const { vpc, vpcSubnets, securityGroups, environmentEncryption } = props;
  return new LambdaFunction(scope, handler, {
    description: `AWS IoT FleetWise registration: ${handler}`,
    code: Code.fromAsset(assetPath(props)),
    runtime: determineLatestNodeRuntime(scope),
    handler: `index.${handler}`,
    timeout: Duration.seconds(handlerTimes[handler] + GRACE_SECONDS),
    memorySize: 256,
    environment: { [Variable.mode]: mode, [Variable.maxWaitTime]: String(maxWaitTime) },
    role: allowedRole(props.role ?? newRole(scope, `${handler}Role`), props),
    logGroup,
    tracing,
    ...(vpc && { vpc }),
    ...(vpcSubnets && { vpcSubnets }),
    ...(securityGroups && { securityGroups }),
    ...(environmentEncryption && { environmentEncryption }),
  });
}

/** Not with the managed policies, by which a function may write to every log group of the account. */
export function newRole(scope: Construct, id: string): Role {
  return new Role(scope, id, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
}

/** A role with what any function here needs, whatever it does. */
export function allowedRole(role: IRole, { logGroup, vpc, environmentEncryption }: FunctionProps): IRole {
  logGroup.grantWrite(role);
  if (vpc) allowNetwork(role);
  environmentEncryption?.grantDecrypt(role);
  return role;
}

function assetPath({ assetPath = SHIPPED }: FleetWiseRegistrationProps): string {
  if (existsSync(join(assetPath, "index.mjs"))) return assetPath;
  throw new Error(
    `The functions' code is not in ${assetPath}. Where the app is bundled, leave this package out of the bundle (esbuild: ` +
      "--external:fleetwise-registration), or say where it is: `assetPath`, the folder dist/cdk/lambda of this package.",
  );
}
