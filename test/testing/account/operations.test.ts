import { expect, test } from "vitest";
import { createAccount } from "../../../src/testing/account/account.js";
import { registrationOperations } from "../../../src/testing/account/operations.js";
import { type TimelineName, timelines } from "../../../src/testing/account/timelines.js";

const start = Date.UTC(2026, 10, 1, 12);
const at = (seconds: number) => start + seconds * 1000;
const roleArn =
  "arn:aws:iam::123456789012:role/aws-service-role/iotfleetwise.amazonaws.com/AWSServiceRoleForIoTFleetWise";
const resources = { timestreamDatabaseName: "MyDatabase", timestreamTableName: "MyTable" };

function begin(name: TimelineName) {
  const operations = registrationOperations(createAccount("123456789012", timelines[name], 1, start));
  const run = (operation: string) => (input: Record<string, unknown>, now: number) =>
    JSON.parse(JSON.stringify(operations[operation]?.(input, now)));
  return { read: run("GetRegisterAccountStatus"), register: run("RegisterAccount") };
}

test("GetRegisterAccountStatus returns AWS's members, with times as fractional epoch seconds", () => {
  expect(begin("registersInstantly").read({}, start)).toEqual({
    customerAccountId: "123456789012",
    accountStatus: "REGISTRATION_SUCCESS",
    iamRegistrationResponse: { roleArn, registrationStatus: "REGISTRATION_SUCCESS" },
    creationTime: start / 1000 - 0.251,
    lastModificationTime: start / 1000,
  });
});

test("Timestream has its ARNs only after it has succeeded", () => {
  const { read } = begin("registersWithTimestream");
  const names = { timestreamDatabaseName: "FleetWiseDatabase", timestreamTableName: "VehicleDataTable" };
  expect(read({}, at(0)).timestreamRegistrationResponse).toEqual({
    ...names,
    registrationStatus: "REGISTRATION_PENDING",
  });
  expect(read({}, at(180)).timestreamRegistrationResponse).toEqual({
    ...names,
    registrationStatus: "REGISTRATION_SUCCESS",
    timestreamDatabaseArn: "arn:aws:timestream:us-east-1:123456789012:database/FleetWiseDatabase",
    timestreamTableArn:
      "arn:aws:timestream:us-east-1:123456789012:database/FleetWiseDatabase/table/VehicleDataTable",
  });
});

test("a failed resource has its errorMessage", () => {
  expect(begin("failsIam").read({}, at(90)).iamRegistrationResponse).toMatchObject({
    registrationStatus: "REGISTRATION_FAILURE",
    errorMessage: expect.stringContaining("AWSServiceRoleForIoTFleetWise"),
  });
});

test("polling an account that is not registered returns ResourceNotFoundException", () => {
  expect(() => begin("notRegistered").read({}, start)).toThrow(
    expect.objectContaining({
      name: "ResourceNotFoundException",
      status: 404,
      members: { resourceId: "123456789012", resourceType: "account" },
    }),
  );
});

test("RegisterAccount returns its status and the same times as the next poll", () => {
  const { read, register } = begin("notRegistered");
  const times = { creationTime: at(7.123) / 1000, lastModificationTime: at(7.123) / 1000 };
  expect(register({}, at(7.123))).toEqual({
    registerAccountStatus: "REGISTRATION_PENDING",
    iamResources: { roleArn },
    ...times,
  });
  expect(read({}, at(8))).toMatchObject({ accountStatus: "REGISTRATION_PENDING", ...times });
});

test("RegisterAccount returns its Timestream resources, and so do polls", () => {
  const { read, register } = begin("notRegistered");
  expect(register({ timestreamResources: resources }, start)).toMatchObject({
    timestreamResources: resources,
  });
  expect(read({}, start).timestreamRegistrationResponse).toMatchObject(resources);
});

test("RegisterAccount returns the requested role, and so do polls until it is registered without one", () => {
  const { read, register } = begin("registersInstantly");
  const iamResources = { roleArn: "arn:aws:iam::123456789012:role/fleetwise" };
  expect(register({ iamResources }, at(1))).toMatchObject({ iamResources });
  expect(read({}, at(2)).iamRegistrationResponse).toMatchObject(iamResources);
  register({}, at(3));
  expect(read({}, at(4)).iamRegistrationResponse).toMatchObject({ roleArn });
});

test("RegisterAccount treats null as no resources", () => {
  const response = begin("notRegistered").register({ timestreamResources: null, iamResources: null }, start);
  expect(response).not.toHaveProperty("timestreamResources");
  expect(response).toMatchObject({ iamResources: { roleArn } });
});

test.each([
  ["no role", {}],
  ["a number as role", { roleArn: 5 }],
])("RegisterAccount with %s in its IAM resources returns ValidationException", (_, iamResources) => {
  expect(() => begin("notRegistered").register({ iamResources }, start)).toThrow(
    expect.objectContaining({
      name: "ValidationException",
      members: expect.objectContaining({
        fieldList: [{ name: "iamResources.roleArn", message: "Expected the ARN of a role." }],
      }),
    }),
  );
});

test("RegisterAccount returns ConflictException while a registration is in progress", () => {
  expect(() => begin("registers").register({}, start)).toThrow(
    expect.objectContaining({
      name: "ConflictException",
      status: 409,
      members: { resource: "123456789012", resourceType: "account" },
    }),
  );
});

test.each([
  [
    "a space in a Timestream name",
    { timestreamDatabaseName: "My Database", timestreamTableName: "MyTable" },
    "timestreamDatabaseName",
  ],
  [
    "a Timestream name of two letters",
    { timestreamDatabaseName: "MyDatabase", timestreamTableName: "ab" },
    "timestreamTableName",
  ],
  ["no Timestream table", { timestreamDatabaseName: "MyDatabase" }, "timestreamTableName"],
  ["a string as Timestream resources", "MyDatabase", "timestreamDatabaseName"],
])("RegisterAccount with %s returns ValidationException", (_, timestreamResources, member) => {
  const { register } = begin("notRegistered");
  expect(() => register({ timestreamResources }, start)).toThrow(
    expect.objectContaining({
      name: "ValidationException",
      status: 400,
      members: {
        reason: "fieldValidationFailed",
        fieldList: [{ name: `timestreamResources.${member}`, message: expect.any(String) }],
      },
    }),
  );
});
