import { expect, test } from "vitest";
import { parseReceipt } from "../../src/registration/register-account.js";

const response = {
  registerAccountStatus: "REGISTRATION_PENDING",
  creationTime: 1_700_000_000,
  lastModificationTime: 1_700_000_001.5,
};

test("parseReceipt returns the status and the times of a response, frozen", () => {
  const receipt = parseReceipt({ ...response, timestreamResources: {}, iamResources: {} });
  expect(receipt).toStrictEqual({
    registerAccountStatus: "REGISTRATION_PENDING",
    creationTime: new Date(1_700_000_000_000),
    lastModificationTime: new Date(1_700_000_001_500),
  });
  expect(Object.isFrozen(receipt)).toBe(true);
});

test("parseReceipt leaves out a time that the response lacks", () => {
  const registerAccountStatus = "REGISTRATION_SUCCESS";
  expect(parseReceipt({ registerAccountStatus })).toStrictEqual({ registerAccountStatus });
});

test.each([
  ["is not an object", undefined, "Expected the response to be an object, got undefined"],
  [
    "has no status",
    { ...response, registerAccountStatus: undefined },
    "Expected `registerAccountStatus` of the response to be a non-empty string, got undefined",
  ],
  [
    "has an invalid creationTime",
    { ...response, creationTime: "now" },
    'Expected `creationTime` of the response to be a Date, epoch seconds or an ISO 8601 date and time, got "now"',
  ],
  [
    "has an invalid lastModificationTime",
    { ...response, lastModificationTime: true },
    "Expected `lastModificationTime` of the response to be a Date, epoch seconds or an ISO 8601 date and time, got true",
  ],
])("parseReceipt rejects a response that %s, and names the member", (_, body, message) => {
  const error = Object.assign(new TypeError(message), { name: "MalformedAnswerError" });
  expect(() => parseReceipt(body)).toThrow(error);
});
