import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Duration } from "aws-cdk-lib";
import { type IRole, type PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Code,
  determineLatestNodeRuntime,
  Function as LambdaFunction,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { handlerTimes, Variable } from "../custom-resource/names.js";
import { allow, logging, networking, reading, registering, tracing, usingKey } from "./permissions.js";
import type { FleetWiseRegistrationProps } from "./props.js";

/** Time of a function beyond its handler's time limit: for a cold start, and the end of the request in flight. */
const GRACE_SECONDS = 30;

/** Folder of the functions' code, which the build creates. The same relative path works from the source and from the bundle. */
const SHIPPED = fileURLToPath(new URL("../../dist/cdk/lambda", import.meta.url));

/** The construct's props, with the log group and the handlers' time limit, in seconds, filled in. */
export interface FunctionProps extends FleetWiseRegistrationProps {
  readonly logGroup: ILogGroup;
  readonly maxWaitTime: number;
}

/** Creates the two functions that call AWS IoT FleetWise, each with a role of its own, or both with the given role. */
export function registrationFunctions(
  scope: Construct,
  props: FunctionProps,
): { readonly onEvent: LambdaFunction; readonly isComplete: LambdaFunction } {
  const { role, mode = "ensure" } = props;
  const running = runningFunctions(props);
  const both = mode === "ensure" ? [reading(), ...registering(scope)] : [reading()];
  const made = (handler: "onEvent" | "isComplete", own: IRole) =>
    registrationFunction(scope, handler, props, own);
  if (role !== undefined) {
    const [onEvent, isComplete] = [made("onEvent", role), made("isComplete", role)];
    const policy = allow(scope, "RolePolicy", role, [...running, ...both]);
    for (const { node } of [onEvent, isComplete]) node.addDependency(policy);
    return { onEvent, isComplete };
  }
  return {
    onEvent: made("onEvent", newRole(scope, "onEventRole", [...running, ...both])),
    isComplete: made("isComplete", newRole(scope, "isCompleteRole", [...running, reading()])),
  };
}

function registrationFunction(
  scope: Construct,
  handler: "onEvent" | "isComplete",
  props: FunctionProps,
  role: IRole,
): LambdaFunction {
  const { mode = "ensure", maxWaitTime, logGroup, reservedConcurrentExecutions } = props;
  const { vpc, vpcSubnets, securityGroups, environmentEncryption } = props;
  return new LambdaFunction(scope, handler, {
    description: `AWS IoT FleetWise registration: ${handler}`,
    code: Code.fromAsset(assetPath(props)),
    runtime: props.runtime ?? determineLatestNodeRuntime(scope),
    handler: `index.${handler}`,
    timeout: Duration.seconds(handlerTimes[handler] + GRACE_SECONDS),
    memorySize: 256,
    environment: { [Variable.mode]: mode, [Variable.maxWaitTime]: String(maxWaitTime) },
    role,
    logGroup,
    ...(reservedConcurrentExecutions !== undefined && { reservedConcurrentExecutions }),
    ...(vpc && { vpc }),
    ...(vpcSubnets && { vpcSubnets }),
    ...(securityGroups && { securityGroups }),
    ...(environmentEncryption && { environmentEncryption }),
  });
}

/** Creates a role without AWS's managed policies for functions, which allow writing to every log group of the account. */
export function newRole(scope: Construct, id: string, statements: readonly PolicyStatement[]): Role {
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
  for (const statement of statements) role.addToPolicy(statement);
  return role;
}

/** Returns the statements that every function needs. */
export function runningFunctions(props: FunctionProps): PolicyStatement[] {
  const { logGroup, vpc, environmentEncryption } = props;
  return [
    logging(logGroup),
    ...(vpc ? [networking()] : []),
    ...(environmentEncryption ? [usingKey(environmentEncryption, "kms:Decrypt")] : []),
    ...((props.tracing ?? Tracing.DISABLED) === Tracing.DISABLED ? [] : [tracing()]),
  ];
}

function assetPath({ assetPath = SHIPPED }: FleetWiseRegistrationProps): string {
  if (existsSync(join(assetPath, "index.mjs"))) return assetPath;
  throw new Error(
    `The functions' code is not in ${assetPath}. If the app is bundled, leave this package out of the bundle (esbuild: ` +
      "--external:fleetwise-registration), or pass `assetPath`, the folder dist/cdk/lambda of this package.",
  );
}
