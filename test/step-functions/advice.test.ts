import { describe, expect, test } from "vitest";
import { adviceFor } from "../../src/failures/advice.js";
import { machineAdvice } from "../../src/step-functions/advice.js";
import { snapshot } from "../support/answers.js";

const context = { operation: "GetRegisterAccountStatus", snapshot: snapshot("FFF") } as const;

describe("machineAdvice", () => {
  test.each([
    ["assume-role", "the role of the state machine must be allowed to assume it"],
    ["unreachable", "check the region of the state machine"],
    ["check-since", "Try again later."],
    ["reregister-if-different", 'call `ensureRegistered()` with `reregister: "if-different"`'],
  ] as const)("machineAdvice on %s is a state machine's own", (topic, part) => {
    expect(machineAdvice(topic, context)).toContain(part);
  });

  test.each(["expired-credentials", "signature", "malformed-response", "not-the-service"] as const)(
    "machineAdvice on %s is empty, because a machine has neither keys nor an endpoint",
    (topic) => {
      expect(machineAdvice(topic, context)).toBe("");
    },
  );

  test.each(["keep-timestream", "register-again-with-timestream"] as const)(
    "machineAdvice on %s adds the props of the CDK to the library's",
    (topic) => {
      const advice = machineAdvice(topic, context);
      expect(advice).toContain(adviceFor(topic, context));
      expect(advice).toContain("`timestreamResources` and `dropTimestream`");
    },
  );

  test("machineAdvice on other topics is the library's", () => {
    expect(machineAdvice("access-denied", context)).toBe(adviceFor("access-denied", context));
  });
});
