import { registrationStateMachine } from "../../../../src/step-functions/index.js";
import { virtualClock } from "../../../step-functions/interpreter/clock.js";
import { execute } from "../../../step-functions/interpreter/execution.js";
import { StateFailure } from "../../../step-functions/interpreter/failure.js";
import { camelCase, pascalCase } from "../../../step-functions/interpreter/iotfleetwise.js";
import type { SdkIntegration, States } from "../../../step-functions/interpreter/run.js";
import { seeded } from "../../../support/seeded.js";
import { LIBRARY_TRAITS } from "../model.js";
import { countsOf } from "../row.js";
import { type Reply, Service } from "../service.js";
import type { Request } from "../situation.js";
import { type EntryPoint, noResources } from "./entry-point.js";

const START_MS = Date.UTC(2026, 0, 1);
const machines = new Map<string, States>();

export const stateMachine: EntryPoint = {
  name: "state-machine",
  traits: { ...LIBRARY_TRAITS, unreachableIsTransient: true },
  plays: ({ request: { reregister, sinceAgo } }) => reregister === undefined && sinceAgo === undefined,
  async play(situation) {
    const clock = virtualClock(START_MS);
    const service = new Service(situation, clock.now);
    const sdk: SdkIntegration = async ({ action, input, timeoutSeconds }) => {
      const registers = action === "iotfleetwise:registerAccount";
      const reply = registers ? service.register(camelCase(input)) : service.poll();
      if (reply.type === "nothing") {
        await clock.sleep(1000 * timeoutSeconds);
        throw new StateFailure("States.Timeout", "");
      }
      return resultOf(reply);
    };
    const outcome = await execute(machineOf(situation.request), {}, { clock, random: seeded(1), sdk });
    const { status, error = "", cause = "", variables } = outcome;
    const code = status === "SUCCEEDED" ? "registered" : error;
    const registrations = countsOf(variables["progress"]);
    return {
      row: { code, requests: service.registerRequests.length, registrations, message: cause },
      service,
    };
  },
  ...noResources,
};

function machineOf({ mode, maxWaitTime, consistencyGrace, maxRegistrations, registration }: Request): States {
  const options = {
    maxWaitTime,
    consistencyGrace,
    ...(mode === "wait" ? { mode: "wait-only" as const } : { maxRegistrations, registration }),
  };
  const key = JSON.stringify(options);
  const machine = machines.get(key) ?? (registrationStateMachine(options) as unknown as States);
  machines.set(key, machine);
  return machine;
}

/** Returns a reply as Step Functions does: members in PascalCase, times as text, error names of the SDK for Java. */
function resultOf(reply: Exclude<Reply, { type: "nothing" }>): unknown {
  switch (reply.type) {
    case "response": {
      const times = Object.entries(reply.body).map(([name, value]) => [
        name,
        /Time$/.test(name) ? new Date(1000 * Number(value)) : value,
      ]);
      return pascalCase(Object.fromEntries(times), (date) => date.toISOString());
    }
    case "error": {
      const { name, status, fields } = reply;
      const service = `Service: IoTFleetWise, Status Code: ${status}, Request ID: 1`;
      throw new StateFailure(`IoTFleetWise.${name}`, `${fields["message"]} (${service})`);
    }
    case "broken":
      throw new StateFailure(
        "IoTFleetWise.SdkClientException",
        `Unable to execute HTTP request: ${reply.code === "ECONNREFUSED" ? "Connect to service failed: Connection refused" : "Connection reset"}`,
      );
  }
}
