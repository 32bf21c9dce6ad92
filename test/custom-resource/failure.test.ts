import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cut, failureOf, MAX_RESPONSE_BYTES } from "../../src/custom-resource/failure.js";
import { oneLine } from "../../src/text/one-line.js";
import { request } from "./requests.js";

const bytes = (text: string) => Buffer.byteLength(text);

/** Returns the response that the provider framework builds from an error thrown by a Lambda function. */
function answer(thrown: Error, event: object): string {
  const { errorMessage, trace } = JSON.parse(
    JSON.stringify({ errorMessage: thrown.message, trace: thrown.stack?.split("\n") }),
  );
  const logs = `Logs: /aws/lambda/${"f".repeat(64)}:${"v".repeat(127)}`;
  const Reason = [[errorMessage, "", logs, ""].join("\n"), ...trace.slice(1)].join("\n");
  const { StackId, RequestId, PhysicalResourceId, LogicalResourceId, Data } = event as Record<
    string,
    unknown
  >;
  return JSON.stringify({
    Status: "FAILED",
    Reason,
    StackId,
    RequestId,
    PhysicalResourceId: PhysicalResourceId ?? "AWSCDK::CustomResourceProviderFramework::CREATE_FAILED",
    LogicalResourceId,
    NoEcho: true,
    Data,
  });
}

test("failureOf starts with the message, and the response is short enough", () => {
  // At their largest: by default, no text would be long enough to be cut.
  const size = "max";
  const units = fc.constantFrom("é", "漢", "😀", '"', "\\", "\u0007", "\u2028", "\ud800", "a");
  const texts = fc.string({ unit: units, maxLength: 2000, size });
  const ids = fc.string({ unit: fc.constantFrom("a", "-", '"'), maxLength: 300, size });
  fc.assert(
    fc.property(
      texts,
      ids,
      ids,
      fc.constantFrom("Create", "Update"),
      (message, StackId, LogicalResourceId, type) => {
        const event = request(type, { StackId, LogicalResourceId });
        const thrown = failureOf(new Error(message), event);
        expect(bytes(answer(thrown, event))).toBeLessThanOrEqual(MAX_RESPONSE_BYTES);
        expect(thrown.stack?.split("\n")).toHaveLength(1);
        const line = oneLine(message);
        expect(line.startsWith(thrown.message.replace(/\.\.\.$/, "")) || line === "").toBe(true);
      },
    ),
    { numRuns: 30 },
  );
});

test("failureOf keeps as much of a long message as fits", () => {
  const event = request("Create");
  for (const character of ["x", "é", "漢", "😀", '"']) {
    const cost = bytes(JSON.stringify(character)) - 2;
    const room =
      MAX_RESPONSE_BYTES - bytes(answer(failureOf(new Error(character.repeat(9000)), event), event));
    expect(room).toBeLessThan(cost);
    expect(room).toBeGreaterThanOrEqual(0);
  }
});

test("failureOf keeps a short message, on one line", () => {
  const { name, message, stack, cause } = failureOf(
    new RangeError("one\n  two\u001b[31m"),
    request("Create"),
  );
  expect([name, message, stack]).toEqual(["RangeError", "one   two", "RangeError: one   two"]);
  expect(cause).toBeInstanceOf(RangeError);
});

test.for([
  [undefined, "undefined"],
  ["text", "text"],
  [{ message: "shape" }, "shape"],
  [new Error(""), "Error"],
  [{ name: "Named" }, "Named"],
  [{ message: 7 }, "an error without a message"],
  [{ toString: "" }, "an error without a message"],
  [Object.create(null), "an error without a message"],
])("failureOf gives the thrown value %s a reason", ([thrown, reason]) => {
  expect(failureOf(thrown, request("Create")).message).toBe(reason);
});

test.for([
  [new RangeError("wrong"), "RangeError"],
  [{ message: "wrong" }, "Error"],
  [{ name: "", message: "wrong" }, "Error"],
  [{ name: 7, message: "wrong" }, "Error"],
])("failureOf gives the thrown value %s the name %s", ([thrown, name]) => {
  const failure = failureOf(thrown, request("Create"));
  expect([failure.name, failure.stack]).toEqual([name, `${name}: wrong`]);
});

test("failureOf leaves space for the data that the response repeats", () => {
  const event = { ...request("Update"), Data: { text: "x".repeat(500) } };
  const size = bytes(answer(failureOf(new Error("x".repeat(9000)), event), event));
  expect(size).toBeLessThanOrEqual(MAX_RESPONSE_BYTES);
  expect(size).toBeGreaterThan(MAX_RESPONSE_BYTES - 2);
});

test("cut omits the text if the limit is zero", () => {
  expect(cut("reason", 2)).toBe("...");
  expect(cut("reason", 5)).toBe("re...");
  expect(cut("reason", 6)).toBe("reason");
});
