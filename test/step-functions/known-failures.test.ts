// Compares the state machine with `ensureRegistered()` for every failure that the library knows by name and that a service can
// return.
import { expect, test } from "vitest";
import { SERVICE_ERRORS } from "../../src/failures/service-errors.js";
import { type RegistrationError, watchEnsureEvents } from "../../src/index.js";
import type { RegistrationOperation } from "../../src/registration/operation.js";
import { machineAdvice } from "../../src/step-functions/advice.js";
import { registrationStateMachine } from "../../src/step-functions/index.js";
import { inVirtualWorld } from "../lab/faults/virtual-world.js";
import { serviceError } from "../support/answers.js";
import { seeded } from "../support/seeded.js";
import { EPOCH_MS } from "../support/virtual-time.js";
import { virtualClock } from "./interpreter/clock.js";
import { execute } from "./interpreter/execution.js";
import { StateFailure } from "./interpreter/failure.js";

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
