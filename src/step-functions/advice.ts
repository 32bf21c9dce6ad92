import { type AdviceContext, type AdviceTopic, adviceFor } from "../failures/advice.js";
import { REGIONS_IN_WORDS } from "../text/regions.js";

/** The topics on which the library's advice cannot be followed: a state machine has other options, and no proxy. */
const OWN: Partial<Readonly<Record<AdviceTopic, string>>> = {
  "malformed-response": "",
  unreachable: `The service is in ${REGIONS_IN_WORDS}: check the region of the state machine.`,
  "check-since": "Try again later.",
  "reregister-if-different":
    'It was left alone. To register it again with them, call `ensureRegistered()` with `reregister: "if-different"`.',
};

/** Returns a state machine's advice on a topic, in whole sentences; empty if there is none. */
export function machineAdvice(topic: AdviceTopic, context: AdviceContext): string {
  return OWN[topic] ?? adviceFor(topic, context);
}
