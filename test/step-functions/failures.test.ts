// The meaning of a failed request. known-failures.test.ts compares it with the library's.
import { describe, expect, test } from "vitest";
import type { RegistrationOperation } from "../../src/registration/operation.js";
import { machineAdvice } from "../../src/step-functions/advice.js";
import { caught } from "../../src/step-functions/failures.js";
import { valueAt } from "./account-state.js";

/** Returns the failure of a request, from the error and the cause of a task. */
const failureOf = (operation: RegistrationOperation, error?: string, cause?: string) =>
  valueAt(`{% (${caught(operation)} $failure) %}`, {
    at: 0,
    known: { errorOutput: { ...(error && { Error: error }), ...(cause && { Cause: cause }) } },
  });

describe("a failed RegisterAccount", () => {
  const service = "IoTFleetWise.SomeException";
  const client = "SdkClientException";
  test.each([
    ["IoTFleetWise.ConflictException", "Busy (Status Code: 409)", "conflict", false],
    ["IoTFleetWise.LimitExceededException", "Full (Status Code: 402)", "fatal", false],
    ["IoTFleetWise.ResourceNotFoundException", "None (Status Code: 404)", "fatal", false],
    ["IoTFleetWise.ThrottlingException", "Slow down", "throttled", false],
    ["IoTFleetWise.ThrottlingException", "Slow (Status Code: 503)", "throttled", false],
    ["IoTFleetWise.InternalServerException", "Sorry", "transient", true],
    ["IoTFleetWise.InvalidSignatureException", "Signature expired", "transient", true],
    ["IoTFleetWise.ValidationException", "Without a status", "fatal", true],
    [service, "No (Status Code: 429)", "throttled", false],
    [service, "No (Status Code: 501)", "fatal", true],
    [service, "No (Status Code: 503)", "transient", true],
    [service, "No (Status Code: 408)", "transient", true],
    [service, "No (Status Code: 403)", "fatal", false],
    [client, "Connection refused", "unreachable", false],
    [client, "java.net.UnknownHostException", "unreachable", false],
    [client, "Name or service not known", "unreachable", false],
    [client, "Connect to host:443 failed", "unreachable", false],
    [client, "Read timed out", "transient", true],
    ["States.Timeout", undefined, "transient", true],
    [undefined, undefined, "fatal", false],
  ])("%s: %s is %s, maybe sent: %j", async (error, cause, kind, sent) => {
    expect(await failureOf("RegisterAccount", error, cause)).toMatchObject({
      Operation: "RegisterAccount",
      Error: error?.replace("IoTFleetWise.", "") ?? "",
      Cause: cause ?? "",
      Kind: kind,
      Sent: sent,
    });
  });

  test.each([
    ["IoTFleetWise.SomeException", "No (Status Code: 429)", "throttled"],
    ["IoTFleetWise.SomeException", "No (Status Code: 500)", "service-fault"],
    ["SdkClientException", "Connection refused", "unreachable"],
    ["IoTFleetWise.InternalServerException", "No (Status Code: 500)", "service-fault"],
    ["IoTFleetWise.AccessDeniedException", "No (Status Code: 403)", "access-denied"],
    ["IoTFleetWise.AccessDeniedException", "Not authorized: sts:AssumeRole", "assume-role"],
    ["States.TaskFailed", "The role could not be assumed", "assume-role"],
    ["IoTFleetWise.SomeException", "Of unknown meaning", undefined],
  ] as const)("%s: %s has the advice on %s", async (error, cause, topic) => {
    expect(await failureOf("RegisterAccount", error, cause)).toMatchObject({
      Advice: topic === undefined ? "" : machineAdvice(topic, { operation: "RegisterAccount" }),
    });
  });
});

test("a poll that exceeds a quota is throttled, and only one that conflicts is fatal", async () => {
  const poll = (name: string) => failureOf("GetRegisterAccountStatus", `IoTFleetWise.${name}`, "It failed");
  expect(await poll("LimitExceededException")).toMatchObject({ Kind: "throttled" });
  expect(await poll("ConflictException")).toMatchObject({ Kind: "fatal" });
  expect(await poll("InternalServerException")).toMatchObject({ Kind: "transient" });
});

test("a machine has no rules for the errors of credentials and parsers, which no SDK integration reports", () => {
  expect(caught("RegisterAccount")).not.toMatch(/CredentialsProviderError|SyntaxError/);
});
