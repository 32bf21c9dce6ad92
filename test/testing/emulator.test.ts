import { expect, test } from "vitest";
import { startEmulator, type Timeline } from "../../src/testing/index.js";
import { until } from "../support/until.js";
import { call, readStatus, register } from "./call.js";

const success = { registrationStatus: "REGISTRATION_SUCCESS" };
const atOnce: Timeline = { registrations: [[{ at: 0, iam: success }]] };

test("the account is not registered by default, and pending after RegisterAccount", async () => {
  await using emulator = await startEmulator();
  expect(emulator.endpoint).toBe(`http://127.0.0.1:${emulator.port}`);
  expect(emulator.account).toMatchObject({
    customerAccountId: "123456789012",
    accountStatus: "NOT_REGISTERED",
    registrations: 0,
  });
  expect(await readStatus(emulator.endpoint)).toMatchObject({
    status: 404,
    body: {
      __type: "com.amazonaws.iotfleetwise#ResourceNotFoundException",
      resourceId: "123456789012",
      resourceType: "account",
    },
  });
  expect(await register(emulator.endpoint)).toMatchObject({
    status: 200,
    body: { registerAccountStatus: "REGISTRATION_PENDING" },
  });
  expect(emulator.account).toMatchObject({ accountStatus: "REGISTRATION_PENDING", registrations: 1 });
  expect(await register(emulator.endpoint)).toMatchObject({
    status: 409,
    body: { __type: "com.amazonaws.iotfleetwise#ConflictException" },
  });
  expect(emulator.account.registrations).toBe(1);
});

test("times are wall-clock time in seconds, with milliseconds as fractions", async () => {
  await using emulator = await startEmulator({ timeline: "registers" });
  const { body, headers } = await readStatus(emulator.endpoint);
  expect(Math.abs(Number(body["creationTime"]) * 1000 - Date.now())).toBeLessThan(5000);
  expect(Math.abs(Date.parse(headers.get("date") ?? "") - Date.now())).toBeLessThan(5000);
});

test("a high time scale finishes the default registration immediately", async () => {
  await using emulator = await startEmulator({ timeScale: 1e9 });
  await register(emulator.endpoint);
  await until(() => emulator.account.accountStatus === "REGISTRATION_SUCCESS");
  expect((await readStatus(emulator.endpoint)).body).toMatchObject({ accountStatus: "REGISTRATION_SUCCESS" });
});

test("a registered account can be registered again, with and without Timestream", async () => {
  await using emulator = await startEmulator({ timeline: atOnce, customerAccountId: "210987654321" });
  const timestreamResources = { timestreamDatabaseName: "MyDatabase", timestreamTableName: "MyTable" };
  await register(emulator.endpoint, { timestreamResources });
  expect((await readStatus(emulator.endpoint)).body).toMatchObject({
    customerAccountId: "210987654321",
    timestreamRegistrationResponse: { ...timestreamResources, ...success },
  });
  await register(emulator.endpoint, {});
  expect((await readStatus(emulator.endpoint)).body).not.toHaveProperty("timestreamRegistrationResponse");
  expect(emulator.account.registrations).toBe(2);
});

test("requests are recorded in order, frozen and without headers", async () => {
  await using emulator = await startEmulator();
  const { requests } = emulator;
  await readStatus(emulator.endpoint);
  await register(emulator.endpoint, { iamResources: { roleArn: "arn" } });
  await call(emulator.endpoint, "ListVehicles", {}, { body: "no JSON" });
  const at = expect.any(Date);
  const input = { iamResources: { roleArn: "arn" } };
  expect(requests).toEqual([
    {
      operation: "GetRegisterAccountStatus",
      at,
      body: {},
      status: 404,
      errorName: "ResourceNotFoundException",
    },
    { operation: "RegisterAccount", at, body: input, status: 200 },
    { operation: "ListVehicles", at, body: undefined, status: 404, errorName: "UnknownOperationException" },
  ]);
  for (const value of [requests[1], requests[1]?.body]) expect(Object.isFrozen(value)).toBe(true);
});

test("a request with another HTTP method returns an error in AWS's form", async () => {
  await using emulator = await startEmulator();
  const response = await fetch(emulator.endpoint);
  expect(response.status).toBe(405);
  expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  expect(await response.json()).toMatchObject({
    __type: "com.amazon.coral.service#MethodNotAllowedException",
  });
});

test("the quota covers both operations together and sends its hint", async () => {
  await using emulator = await startEmulator({
    quota: { rate: 0.001, burst: 2, hint: "header", retryAfter: 7 },
  });
  await readStatus(emulator.endpoint);
  await register(emulator.endpoint);
  const { status, headers, body } = await readStatus(emulator.endpoint);
  expect({ status, type: body["__type"], after: headers.get("retry-after") }).toEqual({
    status: 429,
    type: "com.amazonaws.iotfleetwise#ThrottlingException",
    after: "7",
  });
});

test("an unsigned request is rejected if credentials are set, and uses no quota", async () => {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
  await using emulator = await startEmulator({ credentials, quota: { rate: 0.001 } });
  for (const _ of [1, 2]) {
    expect(await readStatus(emulator.endpoint)).toMatchObject({
      status: 403,
      body: { message: "Missing Authentication Token" },
    });
  }
});

test("startEmulator() rejects for an invalid option and never throws synchronously", async () => {
  const starting = startEmulator({ timeScale: Number.NaN });
  await expect(starting).rejects.toThrow(
    new RangeError("Expected `timeScale` to be a positive number, got NaN"),
  );
});

test("startEmulator() listens on the requested port", async () => {
  const first = await startEmulator();
  await first.close();
  await using second = await startEmulator({ port: first.port });
  expect(second.port).toBe(first.port);
});
