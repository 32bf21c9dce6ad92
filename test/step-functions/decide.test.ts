// Compares the state machine's Choice state after a poll with `decide()` without `reregister`, in every combination of these
// responses, times of `since` and earlier RegisterAccount requests.
import { describe, expect, test } from "vitest";
import { type Decision, decide, type History } from "../../src/registration/decide.js";
import type { RegisterAccountInput } from "../../src/registration/register-account.js";
import { registrationState } from "../../src/registration/registration-state.js";
import type { RegistrationSnapshot } from "../../src/registration/snapshot.js";
import { registrationStateMachine } from "../../src/step-functions/index.js";
import { snapshot } from "../support/answers.js";
import { nextState, startedAt } from "./account-state.js";
import { pascalCase } from "./interpreter/iotfleetwise.js";

const AT = Date.parse("2026-01-01T00:00:00Z");
const resources = (timestreamTableName: string): RegisterAccountInput => ({
  timestreamResources: { timestreamDatabaseName: "db", timestreamTableName },
});
const role = (roleArn: string): RegisterAccountInput => ({ iamResources: { roleArn } });

const SNAPSHOTS: Readonly<Record<string, RegistrationSnapshot | undefined>> = {
  "not found": undefined,
  ...Object.fromEntries(
    ["PPP", "SSS", "S--", "SS-", "FFF", "FF-", "F--", "XX-"].map((word) => [
      word,
      snapshot(word, { at: new Date(AT) }),
    ]),
  ),
  nameless: {
    ...snapshot("SSS", { at: new Date(AT) }),
    timestreamRegistrationResponse: {
      timestreamDatabaseName: "",
      timestreamTableName: "",
      registrationStatus: "REGISTRATION_SUCCESS",
    },
  },
};
const REGISTRATIONS: Readonly<Record<string, RegisterAccountInput | undefined>> = {
  "left out": undefined,
  empty: {},
  "the same table": resources("table"),
  "another table": resources("other"),
  "the same role": role("arn:aws:iam::123456789012:role/r"),
  "another role": role("arn:aws:iam::123456789012:role/other"),
};

/** Returns the state that corresponds to a decision, before the deadline and before any pause. */
function stateOf(decision: Decision, { registrations }: History): string {
  switch (decision.do) {
    case "nothing":
      return decision.differs ? "Resources differ" : "Registered";
    case "wait":
      return "Wait";
    case "refuse":
      return "Timestream at risk";
    case "register":
      return decision.because === "failed" && registrations > 0 ? "Pause" : "Register";
    case "give-up":
      return {
        failed: "Registration failed",
        outdated: "Result outdated",
        lost: "Register unknown",
        conflict: "Request failed",
      }[decision.because];
  }
}

/** Yields every situation of one machine. A `since` later than the response makes its result outdated. */
function* situations(): Generator<{
  readonly history: History;
  readonly seen: RegistrationSnapshot | undefined;
  readonly counts: { readonly accepted: number; readonly lost: number };
}> {
  for (const seen of Object.values(SNAPSHOTS))
    for (const since of [undefined, new Date(AT), new Date(AT + 1)])
      for (const unconfirmed of [undefined, "lost", "conflict"] as const)
        for (const accepted of [0, 1, 2])
          for (const lost of [0, 1]) {
            const registrations = accepted + lost;
            const history = { registrations, registeredWith: undefined, since, unconfirmed, seenNew: false };
            yield { history, seen, counts: { accepted, lost } };
          }
}

describe.each(Object.entries(REGISTRATIONS))("with the registration %s", (_, registration) => {
  test.each([1, 2])(
    "the state machine follows decide() with maxRegistrations: %d",
    async (maxRegistrations) => {
      const machine = registrationStateMachine({ maxRegistrations, registration });
      const start = await startedAt(AT);
      const met = new Set<string>();
      for (const { history, seen, counts } of situations()) {
        const decision = decide(history, seen, { registration, reregister: false, maxRegistrations });
        const result = seen && registrationState(seen);
        const outdated = result !== "pending" && history.since !== undefined && history.since > new Date(AT);
        const progress = {
          ...start,
          ...counts,
          answered: true,
          latest: "believed",
          state: result === undefined ? "not-registered" : outdated ? "outdated" : result,
          answer: seen === undefined ? null : pascalCase(seen, (date) => date.toISOString()),
          unconfirmed: history.unconfirmed
            ? { Kind: history.unconfirmed === "lost" ? "transient" : "conflict" }
            : null,
        };
        const expected = stateOf(decision, history);
        met.add(expected);
        expect(await nextState(machine, progress, AT), JSON.stringify({ history, progress })).toBe(expected);
        const afterPause = await nextState(machine, { ...progress, paused: true }, AT);
        expect(afterPause, "after a pause").toBe(expected === "Pause" ? "Register" : expected);
      }
      expect(met.size).toBeGreaterThanOrEqual(7);
    },
  );
});
