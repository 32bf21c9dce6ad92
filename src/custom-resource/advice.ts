import { isRegistrationError } from "../errors.js";
import { type AdviceContext, type AdviceTopic, adviceFor } from "../failures/advice.js";
import { Property } from "./names.js";

/** Advice for a stack on the topics on which the library's advice does not fit. */
const ADVICE: Partial<Readonly<Record<AdviceTopic, string>>> = {
  validation: `Check the property \`${Property.registration}\`: it must be valid input of RegisterAccount.`,
  unreachable: "Check the stack's region, and the route from the function's VPC to AWS IoT FleetWise.",
  throttled:
    "The account's request quota was used up: all operations of AWS IoT FleetWise share it. Deploy again.",
  "service-fault": "The service reported a fault of its own. Deploy again.",
  "register-again": "Fix the cause, then deploy again.",
  "register-again-with-timestream": `Fix the cause, then deploy again with the Timestream resources, or with \`${Property.dropTimestream}\` to give them up.`,
  "keep-timestream":
    "The account was not registered again, because that would remove the Timestream metadata that AWS IoT FleetWise has stored. To keep it, " +
    `set the Timestream resources; to give it up, set \`${Property.dropTimestream}\`.`,
  "reregister-if-different": `The account was left alone. To register it again with the requested resources, give \`${Property.reregisterToken}\` a value not used before.`,
  // In this mode too, an account may be not registered at the end: polls failed, or there was no time to register.
  "register-first": "Register the account first, or deploy again with the mode `ensure`, which registers it.",
  "check-since": "Deploy again.",
  continues: "The registration continues in the background: deploy again, or set a longer time limit.",
  "wait-longer": "Deploy again, or set a longer time limit.",
  "look-again": "A registration may be in progress: check the status of the account before you deploy again.",
  "try-again": "Deploy again.",
};

/** Returns the code and the message of the library's error, with the advice for a stack; `undefined` for any other error. */
export function stackMessage(error: unknown): string | undefined {
  if (!isRegistrationError(error)) return undefined;
  const { code, message, advice, topics, lastSnapshot: snapshot } = error;
  const operation = "operation" in error ? error.operation : "GetRegisterAccountStatus";
  const context: AdviceContext = { operation, snapshot };
  const words = topics.map((topic) => ADVICE[topic] ?? adviceFor(topic, context));
  return [`${code}:`, message.slice(0, message.length - advice.length).trimEnd(), ...words].join(" ");
}
