// The meaning of a failed request, and a comparison of the state machine with `ensureRegistered()` for every failure that the
// library knows by name and that a service can return.
import { describe, expect, test } from "vitest";
import { SERVICE_ERRORS } from "../../src/failures/service-errors.js";
import { type RegistrationError, watchEnsureEvents } from "../../src/index.js";
import type { RegistrationOperation } from "../../src/registration/operation.js";
import { machineAdvice } from "../../src/step-functions/advice.js";
import { caught } from "../../src/step-functions/failures.js";
import { registrationStateMachine } from "../../src/step-functions/index.js";
import { inVirtualWorld } from "../lab/faults/virtual-world.js";
import { serviceError } from "../support/answers.js";
import { seeded } from "../support/seeded.js";
import { EPOCH_MS } from "../support/virtual-time.js";
import { valueAt } from "./account-state.js";
import { virtualClock } from "./interpreter/clock.js";
import { execute } from "./interpreter/execution.js";
import { StateFailure } from "./interpreter/failure.js";

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
    ["IoTFleetWise.ThrottlingException", "Slow down (Status Code: 503)", "throttled", false],
    ["IoTFleetWise.InternalServerException", "Sorry", "transient", true],
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
  ])("%s: %s is %s, maybe carried out: %j", async (error, cause, kind, sent) => {
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
    ["States.TaskFailed", "The role could not be assumed", "assume-role"],
    ["IoTFleetWise.SomeException", "Of unknown meaning", undefined],
  ] as const)("%s: %s has the advice on %s", async (error, cause, topic) => {
    expect(await failureOf("RegisterAccount", error, cause)).toMatchObject({
      Advice: topic === undefined ? "" : machineAdvice(topic, { operation: "RegisterAccount" }),
    });
  });
});

test("a poll that exceeds a quota is throttled, and one that conflicts is fatal", async () => {
  const poll = (name: string) => failureOf("GetRegisterAccountStatus", `IoTFleetWise.${name}`, "It failed");
  expect(await poll("LimitExceededException")).toMatchObject({ Kind: "throttled" });
  expect(await poll("ConflictException")).toMatchObject({ Kind: "fatal" });
});

test("a machine has no rules for the errors of credentials and parsers, which no SDK integration reports", () => {
  expect(caught("RegisterAccount")).not.toMatch(/CredentialsProviderError|SyntaxError/);
});

const OPTIONS = { maxWaitTime: 60, maxRegistrations: 1 };

/** A message for the rows without a message pattern, and messages that match the patterns of the others. */
const MESSAGES = [
  "happened",
  "explicit deny",
  "not authorized to perform: sts:AssumeRole",
  "Signature expired",
];

interface Situation {
  readonly operation: RegistrationOperation;
  readonly name: string;
  readonly message: string;
  readonly status: number;
}

/** Errors of the library and of HTTP clients, which no SDK integration reports. */
const ELSEWHERE = ["MalformedAnswerError", "SyntaxError", "AbortError"];

function* situations(operation: RegistrationOperation): Generator<Situation> {
  for (const { names, kind, message, unsent, topic } of SERVICE_ERRORS)
    for (const words of MESSAGES)
      if ((message?.test(words) ?? words === "happened") && (!unsent || topic === "assume-role"))
        for (const name of names.filter((one) => !ELSEWHERE.includes(one)))
          yield { operation, name, message: words, status: kind === "transient" && !message ? 500 : 400 };
  for (const status of [400, 403, 408, 425, 429, 500, 501, 503, 505])
    yield { operation, name: "IoTFleetWiseException", message: "happened", status };
}

async function byLibrary({ operation, name, message, status }: Situation): Promise<RegistrationError> {
  return await inVirtualWorld(1, async (world) => {
    let ended: RegistrationError | undefined;
    const thrown = () =>
      Promise.reject(serviceError(name, { message, $metadata: { httpStatusCode: status } }));
    const client = {
      getRegisterAccountStatus:
        operation === "RegisterAccount"
          ? () => Promise.reject(serviceError("ResourceNotFoundException"))
          : thrown,
      registerAccount: thrown,
    };
    watchEnsureEvents({ ...OPTIONS, client }).subscribe({ error: (error) => (ended = error) });
    await world.runUntil(() => ended !== undefined);
    return ended as unknown as RegistrationError;
  });
}

async function byMachine({ operation, name, message, status }: Situation) {
  return await execute(
    registrationStateMachine(OPTIONS),
    {},
    {
      clock: virtualClock(EPOCH_MS),
      random: seeded(1),
      sdk: async ({ action }) => {
        if (action.endsWith(":getRegisterAccountStatus") && operation === "RegisterAccount")
          throw new StateFailure("IoTFleetWise.ResourceNotFoundException", "");
        const cause = `${message} (Service: IoTFleetWise, Status Code: ${status}, Request ID: 1)`;
        throw new StateFailure(`IoTFleetWise.${name}`, cause);
      },
    },
  );
}

test.each(["GetRegisterAccountStatus", "RegisterAccount"] as const)(
  "every known failure of %s ends a state machine as it ends the library",
  async (operation) => {
    for (const situation of situations(operation)) {
      const { code, topics } = await byLibrary(situation);
      const { error, cause = "" } = await byMachine(situation);
      const texts = topics.map((topic) => machineAdvice(topic, { operation }));
      const advice = texts.filter((text) => text !== "").join(" ");
      const ends = { error, advice: cause.slice(cause.lastIndexOf(advice || ".")) };
      expect(ends, `${JSON.stringify(situation)}: ${cause}`).toEqual({ error: code, advice: advice || "." });
    }
  },
);
