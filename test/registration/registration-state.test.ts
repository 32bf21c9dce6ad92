import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  describeRegistration,
  isOutdated,
  registrationState,
  resourceStates,
  statesOf,
} from "../../src/registration/registration-state.js";
import { parseRegistration } from "../../src/registration/snapshot.js";
import { anyText } from "../support/any-text.js";
import { anySnapshot, iam, snapshotOf, timestream } from "./examples.js";

interface Fixture {
  readonly id: string;
  readonly kind: string;
  readonly operation?: string;
  readonly body: unknown;
  readonly expect?: string;
}

const { fixtures } = JSON.parse(readFileSync(new URL("../fixtures.json", import.meta.url), "utf8")) as {
  readonly fixtures: readonly Fixture[];
};

describe("wire fixtures", () => {
  const verdicts: Readonly<Record<string, string>> = {
    success: "registered",
    "success: accountStatus decides": "registered",
    "as its accountStatus says": "registered",
    pending: "pending",
    "pending (deadline must end it)": "pending",
    "policy: wait or fail early": "pending",
    "unknown status": "pending",
    failure: "failed",
    "failure with no reason": "failed",
    "malformed answer: fatal": "malformed",
  };
  const judged = (body: unknown) => {
    try {
      return registrationState(parseRegistration(body));
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
      return "malformed";
    }
  };
  const responses = fixtures.filter(({ kind }) => kind === "response");

  test.each(responses.filter(({ operation }) => operation === undefined))("$id: $expect", (fixture) => {
    expect(Object.keys(verdicts)).toContain(fixture.expect);
    expect(judged(fixture.body)).toBe(verdicts[fixture.expect ?? ""]);
  });

  test.each(responses.filter(({ operation }) => operation === "RegisterAccount"))(
    "$id: a response of RegisterAccount is not one of GetRegisterAccountStatus",
    ({ body }) => expect(judged(body)).toBe("malformed"),
  );
});

test.each([
  ["REGISTRATION_SUCCESS", "registered"],
  ["REGISTRATION_FAILURE", "failed"],
  ["REGISTRATION_PENDING", "pending"],
  ["registration_success", "pending"],
])("an account that is %s is %s", (accountStatus, verdict) => {
  expect(registrationState(snapshotOf({ accountStatus }))).toBe(verdict);
});

test("the states of IAM and Timestream do not decide the result", () => {
  fc.assert(
    fc.property(anySnapshot, (snapshot) => {
      const { customerAccountId, accountStatus } = snapshot;
      expect(registrationState(snapshot)).toBe(registrationState({ customerAccountId, accountStatus }));
    }),
  );
});

describe("with `since`", () => {
  const at = (seconds: number | undefined) => (seconds === undefined ? undefined : 1_700_000_000 + seconds);
  const since = new Date(1_700_000_010_000);
  const verdict = (lastModified: number | undefined, created?: number) => {
    const times = { lastModificationTime: at(lastModified), creationTime: at(created) };
    return registrationState(snapshotOf({ accountStatus: "REGISTRATION_FAILURE", ...times }), since);
  };

  test("a result older than `since` is pending; one of the same time or later counts", () => {
    expect([9.999, 10, 10.001].map((time) => verdict(time))).toEqual(["pending", "failed", "failed"]);
  });

  test("`since` is compared with lastModificationTime, or with creationTime if it is absent", () => {
    expect(verdict(11, 9)).toBe("failed");
    expect(verdict(9, 11)).toBe("pending");
    expect(verdict(undefined, 9)).toBe("pending");
    expect(verdict(undefined, 11)).toBe("failed");
  });

  test("`since` does not exclude a result without a time", () => {
    expect(verdict(undefined)).toBe("failed");
  });

  test("an old success is as outdated as an old failure", () => {
    const old = snapshotOf({ accountStatus: "REGISTRATION_SUCCESS", lastModificationTime: at(9) });
    expect(registrationState(old)).toBe("registered");
    expect(registrationState(old, since)).toBe("pending");
    expect(isOutdated(old, since)).toBe(true);
    expect(isOutdated(old, undefined)).toBe(false);
  });

  test.each([
    ["2023-11-14T22:13:30.000Z", '"2023-11-14T22:13:30.000Z"'],
    [1_700_000_010, "1700000010"],
    [null, "null"],
    [new Date(Number.NaN), "an invalid Date"],
  ])("`since` of %s, which is not a time, throws", (none, shown) => {
    const judging = () => registrationState(snapshotOf(), none as unknown as Date);
    expect(judging).toThrow(new TypeError(`Expected \`since\` to be a valid Date, got ${shown}`));
  });

  test("an old pending response is not outdated", () => {
    expect(isOutdated(snapshotOf({ lastModificationTime: at(9) }), since)).toBe(false);
  });
});

test("resourceStates returns IAM before Timestream, each with its display name", () => {
  const snapshot = snapshotOf({
    iamRegistrationResponse: iam("S", "why"),
    timestreamRegistrationResponse: timestream("F"),
  });
  expect(resourceStates(snapshot)).toMatchObject([
    { resource: "iam", label: "IAM", registrationStatus: "S", errorMessage: "why" },
    { resource: "timestream", label: "Timestream", registrationStatus: "F" },
  ]);
  expect(resourceStates(snapshotOf())).toEqual([]);
});

test("statesOf returns the states of IAM, Timestream and the account on one line", () => {
  const resources = {
    timestreamRegistrationResponse: timestream("REGISTRATION_SUCCESS"),
    iamRegistrationResponse: iam("REGISTRATION_FAILURE", "not shown"),
  };
  expect(statesOf(snapshotOf({ accountStatus: "A\nB", ...resources }))).toBe(
    "IAM REGISTRATION_FAILURE, Timestream REGISTRATION_SUCCESS, account A B",
  );
  expect(statesOf(snapshotOf())).toBe("account REGISTRATION_PENDING");
});

describe("a description", () => {
  test("a description has the account, the resources and the service's error messages", () => {
    const snapshot = snapshotOf({
      accountStatus: "REGISTRATION_FAILURE",
      timestreamRegistrationResponse: timestream("REGISTRATION_SUCCESS"),
      iamRegistrationResponse: iam("REGISTRATION_FAILURE", "no such role"),
    });
    expect(describeRegistration(snapshot)).toBe(
      "account 012345678912: REGISTRATION_FAILURE; IAM: REGISTRATION_FAILURE (no such role); Timestream: REGISTRATION_SUCCESS",
    );
    expect(describeRegistration(snapshotOf())).toBe("account 012345678912: REGISTRATION_PENDING");
  });

  test("a description is one line without escape codes, whatever the service's text", () => {
    const lineBreakOrControl = /[\p{Cc}\u2028\u2029]/u;
    const message = "red \u001b[31m\r\nline\u2028separated\u2029\u0000end";
    expect(describeRegistration(snapshotOf({ iamRegistrationResponse: iam("F", message) }))).toMatch(
      /IAM: F \(red {2}line separated end\)$/,
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const description = describeRegistration(snapshotOf({ iamRegistrationResponse: iam("F", text) }));
        expect(lineBreakOrControl.test(description)).toBe(false);
      }),
    );
  });
});
