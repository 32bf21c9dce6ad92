// The plain CloudFormation template, for use without TypeScript and the CDK. The build writes it to a file.
import { MODES } from "../options/ensure.js";
import { CREATE_SERVICE_ROLE, READ, REGISTER } from "../registration/permissions.js";
import { TIMESTREAM_NAME_FORM } from "../registration/register-account.js";
import { NETWORK_ACTIONS, Property, RESOURCE_TYPE, type RegistrationAttribute, Variable } from "./names.js";

const ref = (name: string) => ({ Ref: name });
const attribute = (resource: string, name: string) => ({ "Fn::GetAtt": [resource, name] });
const equals = (parameter: string, value: string) => ({ "Fn::Equals": [ref(parameter), value] });
const given = (parameter: string) => ({ "Fn::Not": [equals(parameter, "")] });
const where = (condition: string, value: unknown) => ({ "Fn::If": [condition, value, ref("AWS::NoValue")] });
const bothOrNeither = (one: string, other: string) => ({
  "Fn::Or": [{ "Fn::And": [given(one), given(other)] }, { "Fn::And": [equals(one, ""), equals(other, "")] }],
});
const rule = (Assert: object, AssertDescription: string) => ({ Assertions: [{ Assert, AssertDescription }] });
const allow = (Action: string | readonly string[], Resource: unknown) => ({
  Effect: "Allow",
  Action,
  Resource,
});
const policy = (PolicyName: string, ...Statement: readonly object[]) => ({
  PolicyName,
  PolicyDocument: { Version: "2012-10-17", Statement },
});

/** Returns an optional parameter of text. */
const optional = (AllowedPattern: string, ConstraintDescription: string, Description: string) => ({
  Type: "String",
  Default: "",
  AllowedPattern,
  ConstraintDescription,
  Description,
});

const timestreamName = (of: string) =>
  optional(
    "^([a-zA-Z0-9_.-]{3,255})?$",
    `${TIMESTREAM_NAME_FORM}, or nothing.`,
    `The Timestream ${of} to register, in the legacy mode only; otherwise leave it empty.`,
  );

const idsOf = (prefix: string, of: string) =>
  optional(
    `^(${prefix}-[0-9a-f]{8,17}(,${prefix}-[0-9a-f]{8,17})*)?$`,
    `Ids like ${prefix}-0123456789abcdef0, separated by commas without blanks, or nothing.`,
    `The ${of} of the function, to run it in a VPC from which it reaches AWS IoT FleetWise and S3; otherwise leave it empty.`,
  );

/** The retention times that CloudWatch Logs accepts, in days. */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/**
 * Seconds until CloudFormation gives up: enough for two invocations, because Lambda stops a function at its timeout, and invokes
 * it again.
 */
const SERVICE_TIMEOUT = 2 * 900 + 180;

/** @param code - Code of the function, as one CommonJS file. */
export function templateOf(code: string, version: string): object {
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description:
      "The registration of this account with AWS IoT FleetWise, in this region: complete when the account is registered, or failed " +
      `with the service's own reason. Deleting the stack leaves the account registered. fleetwise-registration ${version}`,
    Metadata: {
      License:
        "Apache-2.0. The function's code holds parts of other packages: see LICENSES.txt of fleetwise-registration.",
    },
    Parameters: {
      Mode: {
        Type: "String",
        Default: "ensure",
        AllowedValues: MODES,
        Description:
          "ensure registers the account if needed, then waits; wait-only never registers, and has no permission to register.",
      },
      ReregisterToken: {
        Type: "String",
        Default: "",
        AllowedPattern: "^[a-zA-Z0-9_.:-]{0,128}$",
        ConstraintDescription: "Up to 128 letters, digits, underscores, dots, colons or hyphens.",
        Description: "Set a value not used before to register a registered account again.",
      },
      TimestreamDatabaseName: timestreamName("database"),
      TimestreamTableName: timestreamName("table"),
      DropTimestream: {
        Type: "String",
        Default: "false",
        AllowedValues: ["true", "false"],
        Description:
          "true allows RegisterAccount to remove the Timestream metadata that AWS IoT FleetWise has stored.",
      },
      LogRetentionInDays: {
        Type: "Number",
        Default: 30,
        AllowedValues: RETENTIONS,
        Description: "Days for which the function's log is kept.",
      },
      KmsKeyArn: optional(
        "^(arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[a-zA-Z0-9-]+)?$",
        "The ARN of a key, or nothing.",
        "A key that encrypts the function's environment and log; its policy must let CloudWatch Logs use it. Otherwise leave it empty.",
      ),
      SubnetIds: idsOf("subnet", "subnets"),
      SecurityGroupIds: idsOf("sg", "security groups"),
      PermissionsBoundary: optional(
        "^([a-zA-Z0-9_+=,.@-][a-zA-Z0-9_+=,.@/-]{0,511})?$",
        "The name of a policy of this account, after its path if it has one, or nothing.",
        "The name of the policy that bounds the function's role, if your organization requires one; otherwise leave it empty.",
      ),
      RolePath: {
        Type: "String",
        Default: "/",
        AllowedPattern: "^/([!-~]{1,510}/)?$",
        ConstraintDescription: "A path that starts and ends with a slash.",
        Description: "The path of the function's role.",
      },
    },
    Rules: {
      Vpc: rule(
        bothOrNeither("SubnetIds", "SecurityGroupIds"),
        "A function in a VPC needs subnets and security groups.",
      ),
      TimestreamResources: rule(
        bothOrNeither("TimestreamDatabaseName", "TimestreamTableName"),
        "Set both the Timestream database and the table, or neither.",
      ),
      DropTimestream: {
        RuleCondition: equals("DropTimestream", "true"),
        ...rule(
          equals("TimestreamDatabaseName", ""),
          "DropTimestream gives up the Timestream metadata: set no Timestream resources.",
        ),
      },
      WaitOnly: {
        RuleCondition: equals("Mode", "wait-only"),
        ...rule(
          {
            "Fn::And": [
              equals("ReregisterToken", ""),
              equals("TimestreamDatabaseName", ""),
              equals("DropTimestream", "false"),
            ],
          },
          "wait-only never registers: give neither a token nor Timestream resources, and leave DropTimestream false.",
        ),
      },
    },
    Conditions: {
      Registers: equals("Mode", "ensure"),
      HasToken: given("ReregisterToken"),
      HasTimestream: given("TimestreamDatabaseName"),
      DropsTimestream: equals("DropTimestream", "true"),
      HasKey: given("KmsKeyArn"),
      InVpc: given("SubnetIds"),
      HasBoundary: given("PermissionsBoundary"),
    },
    Resources: {
      Logs: {
        Type: "AWS::Logs::LogGroup",
        DeletionPolicy: "Delete",
        UpdateReplacePolicy: "Delete",
        Properties: {
          RetentionInDays: ref("LogRetentionInDays"),
          KmsKeyId: where("HasKey", ref("KmsKeyArn")),
        },
      },
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          Path: ref("RolePath"),
          PermissionsBoundary: where("HasBoundary", {
            "Fn::Sub": `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/\${PermissionsBoundary}`,
          }),
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
            ],
          },
          Policies: [
            policy("Log", allow(["logs:CreateLogStream", "logs:PutLogEvents"], attribute("Logs", "Arn"))),
            policy("Read", READ),
            where("Registers", policy("Register", REGISTER, CREATE_SERVICE_ROLE)),
            where("HasKey", policy("Decrypt", allow("kms:Decrypt", ref("KmsKeyArn")))),
            where("InVpc", policy("Network", allow(NETWORK_ACTIONS, "*"))),
          ],
        },
      },
      Function: {
        Type: "AWS::Lambda::Function",
        // cfn-lint splits the default, which is empty, although the condition excludes it.
        Metadata: { "cfn-lint": { config: { ignore_checks: ["W1033"] } } },
        Properties: {
          Description: "AWS IoT FleetWise registration",
          Code: { ZipFile: code },
          Runtime: "nodejs24.x",
          Handler: "index.handler",
          Timeout: 900,
          MemorySize: 256,
          Role: attribute("Role", "Arn"),
          Environment: { Variables: { [Variable.mode]: ref("Mode") } },
          LoggingConfig: { LogGroup: ref("Logs") },
          KmsKeyArn: where("HasKey", ref("KmsKeyArn")),
          VpcConfig: where("InVpc", {
            SubnetIds: { "Fn::Split": [",", ref("SubnetIds")] },
            SecurityGroupIds: { "Fn::Split": [",", ref("SecurityGroupIds")] },
          }),
        },
      },
      Registration: {
        Type: RESOURCE_TYPE,
        Properties: {
          ServiceToken: attribute("Function", "Arn"),
          ServiceTimeout: SERVICE_TIMEOUT,
          [Property.reregisterToken]: where("HasToken", ref("ReregisterToken")),
          [Property.registration]: where("HasTimestream", {
            timestreamResources: {
              timestreamDatabaseName: ref("TimestreamDatabaseName"),
              timestreamTableName: ref("TimestreamTableName"),
            },
          }),
          [Property.dropTimestream]: where("DropsTimestream", "true"),
        },
      },
    },
    Outputs: {
      CustomerAccountId: output("customerAccountId", "The registered account."),
      AccountStatus: output("accountStatus", "REGISTRATION_SUCCESS, except after a rollback."),
      RoleArn: output("roleArn", "The role that the service uses."),
      TimestreamDatabaseName: {
        ...output("timestreamDatabaseName", "The registered Timestream database."),
        Condition: "HasTimestream",
      },
      TimestreamTableName: {
        ...output("timestreamTableName", "The registered Timestream table."),
        Condition: "HasTimestream",
      },
    },
  };
}

function output(name: RegistrationAttribute, Description: string) {
  return { Description, Value: attribute("Registration", name) };
}
