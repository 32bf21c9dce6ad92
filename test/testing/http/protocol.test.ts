import { expect, test } from "vitest";
import { perform, readCall } from "../../../src/testing/http/protocol.js";
import type { HttpRequest } from "../../../src/testing/http/server.js";
import { ServiceError } from "../../../src/testing/http/service-error.js";

const post = (body: string, target = "IoTAutobahnControlPlane.Echo"): HttpRequest => ({
  method: "POST",
  path: "/",
  headers: { "x-amz-target": target },
  body: Buffer.from(body),
});

const echo = { Echo: (input: object, now: number) => ({ input, now }) };

async function ask(request: HttpRequest, operations: Parameters<typeof perform>[1] = echo) {
  const call = readCall(request, 7);
  const { answer, errorName } = await perform(call, operations, []);
  const { operation, input } = call;
  return {
    operation,
    input,
    errorName,
    status: answer.status,
    headers: answer.headers,
    body: JSON.parse(answer.body),
  };
}

test("perform runs the operation in x-amz-target with the parsed body and the time", async () => {
  expect(await ask(post('{"a":1}'))).toEqual({
    operation: "Echo",
    input: { a: 1 },
    errorName: undefined,
    status: 200,
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amzn-requestid": expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
    body: { input: { a: 1 }, now: 7 },
  });
});

test.each([
  "",
  "Echo",
  "IoTAutobahnControlPlane.Other",
  "DynamoDB_20120810.Echo",
  "IoTAutobahnControlPlane.toString",
])("the target %j returns UnknownOperationException", async (target) => {
  const answer = await ask(post("{}", target));
  expect(answer).toMatchObject({ status: 404, errorName: "UnknownOperationException" });
  expect(answer.body).toEqual({
    __type: "com.amazon.coral.service#UnknownOperationException",
    message: expect.stringContaining("Echo"),
  });
});

test("a request without a target returns UnknownOperationException", async () => {
  expect(await ask({ ...post("{}"), headers: {} })).toMatchObject({
    operation: "",
    errorName: "UnknownOperationException",
  });
});

test("a request for another path returns UnknownOperationException", async () => {
  expect(await ask({ ...post("{}"), path: "/vehicles" })).toMatchObject({
    errorName: "UnknownOperationException",
  });
});

test("a request with another method returns 405 and the allowed method", async () => {
  expect(await ask({ ...post(""), method: "GET" })).toMatchObject({
    status: 405,
    headers: { allow: "POST" },
    errorName: "MethodNotAllowedException",
    body: { message: "The method GET is not allowed, only POST is." },
  });
});

test.each(["", "{", "null", "[]", "7", '"text"'])(
  "the body %j returns SerializationException",
  async (body) => {
    expect(await ask(post(body))).toMatchObject({ status: 400, errorName: "SerializationException" });
  },
);

test("an error of the service's model has the model's namespace, status and members", async () => {
  const members = { resource: "123456789012", resourceType: "account" };
  const Echo = () => {
    throw new ServiceError("ConflictException", "In progress.", { members, headers: { "x-extra": "1" } });
  };
  expect(await ask(post("{}"), { Echo })).toMatchObject({
    status: 409,
    headers: { "x-extra": "1", "x-amzn-requestid": expect.any(String) },
    body: { __type: "com.amazonaws.iotfleetwise#ConflictException", message: "In progress.", ...members },
  });
});

test.each([
  ["ThrottlingException", 429],
  ["InternalServerException", 500],
  ["AccessDeniedException", 403],
  ["ResourceNotFoundException", 404],
  ["ValidationException", 400],
  ["ConflictException", 409],
] as const)("%s has the model's status %i", (name, status) => {
  expect(new ServiceError(name, "").status).toBe(status);
});

test("an error inside the emulator becomes an InternalServerException", async () => {
  const Echo = () => {
    throw new TypeError("a bug");
  };
  expect(await ask(post("{}"), { Echo })).toMatchObject({
    status: 500,
    errorName: "InternalServerException",
    body: { message: "TypeError: a bug." },
  });
});

test("a guard that throws prevents the operation and later guards", async () => {
  const asked: string[] = [];
  const guards = [
    () => {
      asked.push("first");
      throw new ServiceError("AccessDeniedException", "No.");
    },
    () => {
      asked.push("second");
    },
  ];
  const { errorName } = await perform(readCall(post("no JSON"), 0), echo, guards);
  expect({ errorName, asked }).toEqual({ errorName: "AccessDeniedException", asked: ["first"] });
});

test("guards do not run for unknown operations", async () => {
  const guard = () => {
    throw new ServiceError("AccessDeniedException", "No.");
  };
  const { errorName } = await perform(readCall(post("{}", "Other"), 0), echo, [guard]);
  expect(errorName).toBe("UnknownOperationException");
});
