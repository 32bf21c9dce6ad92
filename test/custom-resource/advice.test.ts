import { expect, test } from "vitest";
import { stackMessage } from "../../src/custom-resource/advice.js";
import { AccountNotRegisteredError, RegistrationTimeoutError, ServiceCallError } from "../../src/errors.js";
import type { AdviceTopic } from "../../src/failures/advice.js";

const DETAILS = {
  lastSnapshot: undefined,
  attempts: 1,
  elapsedMs: 1000,
  registrations: { accepted: 0, lost: 0, rejected: 0 },
};

test.for<[AdviceTopic, string]>([
  ["validation", "Check the property `registration`"],
  ["unreachable", "the function's VPC"],
  ["throttled", "request quota was used up"],
  ["service-fault", "fault of its own. Deploy again."],
  ["register-again", "Fix the cause, then deploy again."],
  ["register-again-with-timestream", "deploy again with the Timestream resources, or with `dropTimestream`"],
  ["keep-timestream", "to give it up, set `dropTimestream`"],
  ["reregister-if-different", "give `reregisterToken` a value not used before"],
  ["register-first", "or deploy again with the mode `ensure`"],
  ["check-since", "Deploy again."],
  ["continues", "continues in the background: deploy again"],
  ["wait-longer", "set a longer time limit"],
  ["look-again", "before you deploy again"],
  ["try-again", "Deploy again."],
])("stackMessage words the advice on %s for a stack", ([topic, advice]) => {
  const error = Object.assign(new AccountNotRegisteredError(DETAILS), { topics: [topic] });
  expect(stackMessage(error)).toContain(advice);
  expect(stackMessage(error)).toMatch(/^NOT_REGISTERED: The account is not registered .*\. [A-Z]/);
});

const THROWN = new Error("no permission");
const DENIED = {
  kind: "fatal",
  topic: "access-denied",
  reason: "denied",
  error: THROWN,
  thrown: THROWN,
} as const;

test("stackMessage keeps the library's advice on a topic that is the same for a stack", () => {
  const error = new ServiceCallError(
    "SERVICE_CALL_FAILED",
    { operation: "RegisterAccount", failure: DENIED },
    DETAILS,
  );
  expect(stackMessage(error)).toBe(`SERVICE_CALL_FAILED: ${error.message}`);
});

test("stackMessage advises on the last poll of a wait that timed out", () => {
  const last = { operation: "GetRegisterAccountStatus", failure: DENIED } as const;
  expect(stackMessage(new RegistrationTimeoutError("pending", undefined, DETAILS, last))).toMatch(
    /Allow the action iotfleetwise:GetRegisterAccountStatus .* The registration continues .* deploy again/,
  );
});

test("stackMessage is undefined for a foreign error", () => {
  expect(stackMessage(new Error("foreign"))).toBeUndefined();
});
