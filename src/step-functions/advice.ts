import { type AdviceContext, type AdviceTopic, adviceFor } from "../failures/advice.js";
import { REGIONS_IN_WORDS } from "../text/regions.js";

/** Advice on the topics on which the library's cannot be followed, because a state machine has other options, and no proxy. */
const OWN: Partial<Readonly<Record<AdviceTopic, string>>> = {
  "assume-role":
    "Check the role that sends the request: it must exist, and the role of the state machine must be allowed to assume it.",
  "expired-credentials": "",
  signature: "",
  "malformed-response": "",
  "not-the-service": "",
  unreachable: `The service is in ${REGIONS_IN_WORDS}: check the region of the state machine.`,
  "check-since": "Try again later.",
  "reregister-if-different":
    'The account was left alone. To register it again with the requested resources, call `ensureRegistered()` with `reregister: "if-different"`.',
};

/** The topics on which the library's advice names the option `registration`, which the construct does not have. */
const NAMES_REGISTRATION: readonly AdviceTopic[] = ["keep-timestream", "register-again-with-timestream"];

/** Returns a state machine's advice on a topic, in whole sentences; empty if there is none. */
export function machineAdvice(topic: AdviceTopic, context: AdviceContext): string {
  const advice = OWN[topic] ?? adviceFor(topic, context);
  return NAMES_REGISTRATION.includes(topic)
    ? `${advice} In the CDK, these are the props \`timestreamResources\` and \`dropTimestream\`.`
    : advice;
}
