import { HttpResponse } from "@smithy/core/protocols";
import { describe, expect, test } from "vitest";
import { serviceError } from "../../../src/client/built-in/service-error.js";

/** Returns the error of a response with a status, the members of its body, and lower-case headers. */
const errorOf = (statusCode: number, members: object, headers: Record<string, string> = {}) =>
  serviceError({
    members: members as Record<string, unknown>,
    $metadata: { httpStatusCode: statusCode, attempts: 1 },
    $response: new HttpResponse({ statusCode, headers }),
  }) as Error as Error & Record<string, unknown>;

test.each([
  ["bare", { __type: "ConflictException" }, {}],
  ["with a namespace", { __type: "com.amazonaws.iotfleetwise#ConflictException" }, {}],
  ["with a namespace and a URI", { __type: "com.amazonaws#ConflictException:http://internal/" }, {}],
  ["as code", { code: "ConflictException" }, {}],
  ["in the header", {}, { "x-amzn-errortype": "ConflictException:http://internal/" }],
  ["in the body before the header", { __type: "ConflictException" }, { "x-amzn-errortype": "Other" }],
  [
    "in the header if the body's is not text",
    { __type: 4, code: {} },
    { "x-amzn-errortype": "ConflictException" },
  ],
])("a service error takes its name from the type %s", (_form, members, headers) => {
  expect(errorOf(409, members, headers).name).toBe("ConflictException");
});

test.each([[{}], [{ __type: "" }], [{ __type: "ns#" }], [{ message: 4 }], [{ message: "" }]])(
  "a service error without a type and a message has a status: %j",
  (members) => {
    const { name, message } = errorOf(503, members);
    expect({ name, message }).toEqual({
      name: "Unknown",
      message: "The service gave no message (status 503)",
    });
  },
);

test.each([
  [{ message: "m" }, "m"],
  [{ Message: "M" }, "M"],
  [{ message: "m", Message: "M" }, "m"],
  [{ message: "", Message: "M" }, "M"],
])("a service error has the message of its body: %j", (members, message) => {
  expect(errorOf(400, members).message).toBe(message);
});

test.each([
  [499, "client"],
  [500, "server"],
])("a service error with the status %d is a fault of the %s", (status, $fault) => {
  expect(errorOf(status, {})).toMatchObject({ $fault, $metadata: { httpStatusCode: status, attempts: 1 } });
});

describe("the members of the body", () => {
  test("the error has the other members of its body, and the response as a hidden one", () => {
    const error = errorOf(429, { __type: "T", Message: "m", quotaCode: "L-1", retryAfterSeconds: 3 });
    for (const hidden of ["$response", "__type", "Message"]) expect(Object.keys(error)).not.toContain(hidden);
    expect(error).toMatchObject({ quotaCode: "L-1", retryAfterSeconds: 3, $response: { statusCode: 429 } });
  });

  test("the error's own members are not replaced by the body", () => {
    const members =
      JSON.parse(`{"__type":"ValidationException","message":"m","name":"n","stack":"s","cause":"c",
      "$metadata":{},"$fault":"f","$response":{},"$retryable":{},"toString":1,"constructor":1,
      "__proto__":{"polluted":true},"reason":"parseError"}`);
    const error = errorOf(400, members);
    expect(error).toMatchObject({
      name: "ValidationException",
      message: "m",
      $fault: "client",
      reason: "parseError",
    });
    expect(error.stack).toContain("ValidationException");
    expect(error.cause).toBeUndefined();
    expect(error["polluted"]).toBeUndefined();
    expect(error["$retryable"]).toBeUndefined();
    expect(error["$metadata"]).toEqual({ httpStatusCode: 400, attempts: 1 });
    expect(String(error)).toBe("ValidationException: m");
  });
});
