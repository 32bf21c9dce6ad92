// The plain CloudFormation template, for users without TypeScript and the CDK. Generated when the package is built.
import { modes, Property, RESOURCE_TYPE, type RegistrationAttribute, Variable } from "./names.js";

const SERVICE = "iotfleetwise.amazonaws.com";
const ref = (name: string) => ({ Ref: name });
const attribute = (resource: string, name: string) => ({ "Fn::GetAtt": [resource, name] });
const equals = (parameter: string, value: string) => ({ "Fn::Equals": [ref(parameter), value] });
const given = (parameter: string) => ({ "Fn::Not": [equals(parameter, "")] });
const where = (condition: string, value: unknown) => ({ "Fn::If": [condition, value, ref("AWS::NoValue")] });
const allow = (Action: string | readonly string[], Resource: unknown, more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const policy = (PolicyName: string, ...Statement: readonly object[]) => ({
  PolicyName,
  PolicyDocument: { Version: "2012-10-17", Statement },
});

const timestreamName = (of: string) => ({
  Type: "String",
  Default: "",
  AllowedPattern: "^([a-zA-Z0-9_.-]{3,255})?$",
  ConstraintDescription: "3 to 255 letters, digits, underscores, dots or hyphens, or nothing.",
  Description: `The Timestream ${of} to register (legacy mode only). Leave it empty in the current mode.`,
});

/** Returns the template. @param code - The function's code, as one CommonJS file. */
export function templateOf(code: string, version: string): object {
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description:
      "The registration of this account with AWS IoT FleetWise, in this region: complete when the account is registered, or failed " +
      `with the service's own reason. Deleting it leaves the account registered. fleetwise-registration ${version}`,
    Metadata: {
      License:
        "Apache-2.0. The function's code holds parts of other packages: see LICENSES.txt of fleetwise-registration.",
    },
    Parameters: {
      Mode: {
        Type: "String",
        Default: "ensure",
        AllowedValues: modes,
        AllowedPattern: `^(${modes.join("|")})$`,
        Description:
          "ensure registers the account if needed, then waits; wait-only never registers, and has no permission to.",
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
    },
    Rules: {
      TimestreamResources: {
        Assertions: [
          {
            Assert: {
              "Fn::Or": [
                { "Fn::And": [given("TimestreamDatabaseName"), given("TimestreamTableName")] },
                { "Fn::And": [equals("TimestreamDatabaseName", ""), equals("TimestreamTableName", "")] },
              ],
            },
            AssertDescription: "Set both the Timestream database and the table, or neither.",
          },
        ],
      },
      WaitOnly: {
        RuleCondition: equals("Mode", "wait-only"),
        Assertions: [
          {
            Assert: { "Fn::And": [equals("ReregisterToken", ""), equals("TimestreamDatabaseName", "")] },
            AssertDescription: "wait-only never registers: set neither a token nor Timestream resources.",
          },
        ],
      },
    },
    Conditions: {
      Registers: equals("Mode", "ensure"),
      HasToken: given("ReregisterToken"),
      HasTimestream: given("TimestreamDatabaseName"),
    },
    Resources: {
      Logs: {
        Type: "AWS::Logs::LogGroup",
        DeletionPolicy: "Delete",
        UpdateReplacePolicy: "Delete",
        Properties: { RetentionInDays: 30 },
      },
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
            ],
          },
          Policies: [
            policy("Log", allow(["logs:CreateLogStream", "logs:PutLogEvents"], attribute("Logs", "Arn"))),
            // Neither operation supports resource-level permissions.
            policy("Read", allow("iotfleetwise:GetRegisterAccountStatus", "*")),
            where(
              "Registers",
              policy(
                "Register",
                allow("iotfleetwise:RegisterAccount", "*"),
                allow(
                  "iam:CreateServiceLinkedRole",
                  {
                    "Fn::Sub": `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/aws-service-role/${SERVICE}/AWSServiceRoleForIoTFleetWise`,
                  },
                  { Condition: { StringEquals: { "iam:AWSServiceName": SERVICE } } },
                ),
              ),
            ),
          ],
        },
      },
      Function: {
        Type: "AWS::Lambda::Function",
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
        },
      },
      Registration: {
        Type: RESOURCE_TYPE,
        Properties: {
          ServiceToken: attribute("Function", "Arn"),
          [Property.reregisterToken]: where("HasToken", ref("ReregisterToken")),
          [Property.registration]: where("HasTimestream", {
            timestreamResources: {
              timestreamDatabaseName: ref("TimestreamDatabaseName"),
              timestreamTableName: ref("TimestreamTableName"),
            },
          }),
        },
      },
    },
    Outputs: {
      CustomerAccountId: output("customerAccountId", "The registered account."),
      AccountStatus: output("accountStatus", "REGISTRATION_SUCCESS."),
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
