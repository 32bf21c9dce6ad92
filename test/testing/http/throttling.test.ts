import { expect, test } from "vitest";
import { type ThrottleHint, throttled } from "../../../src/testing/http/throttling.js";

test.each<[ThrottleHint, number, Record<string, string>]>([
  ["none", 0, {}],
  ["body", 7, {}],
  ["header", 0, { "retry-after": "7" }],
  ["httpDate", 0, { "retry-after": "Sun, 01 Nov 2026 12:00:07 GMT" }],
  ["milliseconds", 0, { "x-amz-retry-after": "7000" }],
])("the hint %s", (hint, retryAfterSeconds, headers) => {
  const error = throttled(hint, 7, Date.UTC(2026, 10, 1, 12));
  expect(error).toMatchObject({ name: "ThrottlingException", message: "Rate exceeded", status: 429 });
  expect(error.headers).toEqual(headers);
  expect(error.members).toEqual({ quotaCode: "L-6ED070A2", serviceCode: "iotfleetwise", retryAfterSeconds });
});
