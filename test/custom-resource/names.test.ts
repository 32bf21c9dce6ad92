import { expect, test } from "vitest";
import {
  handlerTimes,
  NETWORK_ACTIONS,
  Property,
  RESOURCE_TYPE,
  Variable,
} from "../../src/custom-resource/names.js";

test("templates of deployed stacks, and the environments of their functions, use these names", () => {
  expect(RESOURCE_TYPE).toBe("Custom::FleetWiseRegistration");
  expect(Object.values(Property)).toEqual(["reregisterToken", "registration", "dropTimestream"]);
  expect(Object.values(Variable)).toEqual([
    "FLEETWISE_REGISTRATION_MODE",
    "FLEETWISE_REGISTRATION_MAX_WAIT_TIME",
  ]);
});

test("a function in a VPC may do what Lambda needs, and nothing else", () => {
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
  expect([...NETWORK_ACTIONS].sort()).toEqual([
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
  ]);
});

test("onEvent ends before the 15 minutes for which Lambda runs a function", () => {
  expect(handlerTimes.onEvent).toBeLessThan(900);
});
