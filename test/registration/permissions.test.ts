import { expect, test } from "vitest";
import { CREATE_SERVICE_ROLE, READ, REGISTER, SERVICE_ROLE } from "../../src/registration/permissions.js";

test("polling needs one action, which has no resource type", () => {
  expect(READ).toStrictEqual({
    Effect: "Allow",
    Action: "iotfleetwise:GetRegisterAccountStatus",
    Resource: "*",
  });
});

test("registering needs one action, which has no resource type", () => {
  expect(REGISTER).toStrictEqual({ Effect: "Allow", Action: "iotfleetwise:RegisterAccount", Resource: "*" });
});

test("only the service's own role may be created, and only for the service", () => {
  expect(SERVICE_ROLE).toBe("aws-service-role/iotfleetwise.amazonaws.com/AWSServiceRoleForIoTFleetWise");
  expect(CREATE_SERVICE_ROLE).toStrictEqual({
    Effect: "Allow",
    Action: "iam:CreateServiceLinkedRole",
    Resource: {
      "Fn::Sub":
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation replaces these names
        "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/aws-service-role/iotfleetwise.amazonaws.com/AWSServiceRoleForIoTFleetWise",
    },
    Condition: { StringEquals: { "iam:AWSServiceName": "iotfleetwise.amazonaws.com" } },
  });
});
