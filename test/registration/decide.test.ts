import { describe, expect, test } from "vitest";
import {
  type Decision,
  decide,
  type History,
  type Policy,
  registerAccountInput,
} from "../../src/registration/decide.js";
import type { RegisterAccountInput } from "../../src/registration/register-account.js";
import type { RegistrationSnapshot } from "../../src/registration/snapshot.js";
import { snapshot } from "../support/answers.js";

const AT = new Date("2026-01-01T00:00:00Z");
const LATER = new Date(AT.getTime() + 1);
const EARLIER = new Date(AT.getTime() - 1);

const START: History = {
  registrations: 0,
  registeredWith: undefined,
  since: undefined,
  unconfirmed: undefined,
  seenNew: false,
};
const DEFAULTS: Policy = { registration: undefined, reregister: false, maxRegistrations: 3 };

/** Timestream resources of the registered account in these tests. */
const STORED = { timestreamDatabaseName: "db", timestreamTableName: "table" };
const ROLE = "arn:aws:iam::123456789012:role/r";
const KEEPING: RegisterAccountInput = { timestreamResources: STORED };

const UNKNOWN = undefined;
const PENDING = snapshot("PP-", { at: AT });
const REGISTERED = snapshot("SS-", { at: AT });
const REGISTERED_WITH_TIMESTREAM = snapshot("SSS", { at: AT });
const FAILED = snapshot("FF-", { at: AT });
const FAILED_WITH_TIMESTREAM = snapshot("FFS", { at: AT });
const ADDED_BY_AWS = snapshot("XX-", { at: AT });
const WITHOUT_RESOURCES = snapshot("S--", { at: AT });
const UNNAMED: RegistrationSnapshot = {
  ...REGISTERED,
  iamRegistrationResponse: { roleArn: "", registrationStatus: "REGISTRATION_SUCCESS" },
  timestreamRegistrationResponse: {
    timestreamDatabaseName: "",
    timestreamTableName: "",
    registrationStatus: "REGISTRATION_SUCCESS",
  },
};

const WAIT: Decision = { do: "wait" };
const DONE: Decision = { do: "nothing", differs: false };
const DIFFERS: Decision = { do: "nothing", differs: true };
const REFUSE: Decision = { do: "refuse" };
const giveUp = (because: Extract<Decision, { do: "give-up" }>["because"]): Decision => ({
  do: "give-up",
  because,
});
const register = (
  because: Extract<Decision, { do: "register" }>["because"],
  input: RegisterAccountInput = {},
): Decision => ({ do: "register", input, because });

interface Situation {
  readonly seen: RegistrationSnapshot | undefined;
  readonly history?: Partial<History>;
  readonly policy?: Partial<Policy>;
}

type Row = readonly [title: string, Situation, Decision];

const decided = ({ seen, history, policy }: Situation) =>
  decide({ ...START, ...history }, seen, { ...DEFAULTS, ...policy });

describe("decide() before any RegisterAccount", () => {
  const rows: readonly Row[] = [
    ["an account that is not found is registered", { seen: UNKNOWN }, register("not-registered")],
    ["a pending registration is waited for", { seen: PENDING }, WAIT],
    ["a status that AWS adds later is waited for", { seen: ADDED_BY_AWS }, WAIT],
    ["a registered account is left alone", { seen: REGISTERED }, DONE],
    ["a failed registration is registered again", { seen: FAILED }, register("failed")],
    [
      "an account is registered with the requested input",
      { seen: UNKNOWN, policy: { registration: KEEPING } },
      register("not-registered", KEEPING),
    ],
    [
      "a pending registration is waited for even with reregister",
      { seen: PENDING, policy: { reregister: true } },
      WAIT,
    ],
  ];
  test.each(rows)("decide() before any RegisterAccount: %s", (_, situation, decision) =>
    expect(decided(situation)).toStrictEqual(decision),
  );
});

describe("decide() after a RegisterAccount that was accepted", () => {
  const history = { registrations: 1 };
  const rows: readonly Row[] = [
    ["an account that is not found yet is waited for", { seen: UNKNOWN, history }, WAIT],
    ["a registered account is done", { seen: REGISTERED, history }, DONE],
    ["a failure is registered again below the maximum", { seen: FAILED, history }, register("failed")],
    [
      "a failure ends the wait at the maximum",
      { seen: FAILED, history, policy: { maxRegistrations: 1 } },
      giveUp("failed"),
    ],
    [
      "a failure with Timestream ends the wait at the maximum",
      { seen: FAILED_WITH_TIMESTREAM, history, policy: { maxRegistrations: 1 } },
      giveUp("failed"),
    ],
    [
      "a result older than the registration is waited out",
      { seen: REGISTERED, history: { registrations: 1, since: LATER } },
      WAIT,
    ],
    [
      "a result as old as the registration counts",
      { seen: REGISTERED, history: { registrations: 1, since: AT } },
      DONE,
    ],
    [
      "a registration pending since earlier is waited for",
      { seen: PENDING, history: { registrations: 1, since: LATER } },
      WAIT,
    ],
  ];
  test.each(rows)("decide() after an accepted RegisterAccount: %s", (_, situation, decision) =>
    expect(decided(situation)).toStrictEqual(decision),
  );
});

describe("decide() on a result older than the given `since`", () => {
  const history = { since: LATER };
  const rows: readonly Row[] = [
    ["an outdated success ends the wait", { seen: REGISTERED, history }, giveUp("outdated")],
    ["an outdated failure ends the wait", { seen: FAILED, history }, giveUp("outdated")],
    [
      "an outdated success is registered again with reregister: true",
      { seen: REGISTERED, history, policy: { reregister: true } },
      register("reregister"),
    ],
    [
      'an outdated success ends the wait with reregister: "if-different"',
      { seen: REGISTERED, history, policy: { reregister: "if-different" } },
      giveUp("outdated"),
    ],
  ];
  test.each(rows)("decide() with `since`: %s", (_, situation, decision) =>
    expect(decided(situation)).toStrictEqual(decision),
  );
});

describe("decide() after a RegisterAccount whose response was lost", () => {
  const history = { registrations: 1, unconfirmed: "lost" } as const;
  const rows: readonly Row[] = [
    ["an account that is not found is registered again", { seen: UNKNOWN, history }, register("lost")],
    ["a former failure is registered again", { seen: FAILED, history }, register("lost")],
    ["a pending registration is waited for", { seen: PENDING, history }, WAIT],
    [
      "the wait ends at the maximum",
      { seen: UNKNOWN, history, policy: { maxRegistrations: 1 } },
      giveUp("lost"),
    ],
    [
      "the last permitted RegisterAccount is sent",
      { seen: UNKNOWN, history, policy: { maxRegistrations: 2 } },
      register("lost"),
    ],
  ];
  test.each(rows)("decide() after a lost RegisterAccount: %s", (_, situation, decision) =>
    expect(decided(situation)).toStrictEqual(decision),
  );
});

describe("decide() after a conflict of RegisterAccount", () => {
  const history = { unconfirmed: "conflict" } as const;
  const rows: readonly Row[] = [
    ["a pending registration is waited for", { seen: PENDING, history }, WAIT],
    ["an account that is not found ends with the conflict", { seen: UNKNOWN, history }, giveUp("conflict")],
    ["a former failure ends with the conflict", { seen: FAILED, history }, giveUp("conflict")],
    ["a former success ends with the conflict", { seen: REGISTERED, history }, giveUp("conflict")],
  ];
  test.each(rows)("decide() after a conflict of RegisterAccount: %s", (_, situation, decision) =>
    expect(decided(situation)).toStrictEqual(decision),
  );
});

describe("decide() on a failed registration with stored Timestream metadata", () => {
  const seen = FAILED_WITH_TIMESTREAM;
  const other = { timestreamResources: { ...STORED, timestreamTableName: "other" } };
  const rows: readonly Row[] = [
    ["is not registered again by default", { seen }, REFUSE],
    [
      "is registered again with the requested Timestream resources",
      { seen, policy: { registration: other } },
      register("failed", other),
    ],
    [
      "is registered again without it if registration is {}",
      { seen, policy: { registration: {} } },
      register("failed", {}),
    ],
    [
      "is not registered again if registration has only a role",
      { seen, policy: { registration: { iamResources: { roleArn: ROLE } } } },
      REFUSE,
    ],
    [
      "keeps its metadata with reregister: true",
      { seen, policy: { reregister: true } },
      register("failed", KEEPING),
    ],
    [
      'keeps its metadata with reregister: "if-different"',
      { seen, policy: { reregister: "if-different" } },
      register("failed", KEEPING),
    ],
    [
      "keeps its metadata with reregister and only a role",
      { seen, policy: { registration: { iamResources: { roleArn: ROLE } }, reregister: true } },
      register("failed", { iamResources: { roleArn: ROLE }, ...KEEPING }),
    ],
  ];
  test.each(rows)("a failed registration with Timestream %s", (_, situation, decision) =>
    expect(decided(situation)).toStrictEqual(decision),
  );
});

describe("decide() on a registered account with reregister: true", () => {
  const policy = { reregister: true };
  const seen = REGISTERED;
  const rows: readonly Row[] = [
    ["is registered again", { seen, policy }, register("reregister")],
    [
      "keeps the stored Timestream metadata",
      { seen: REGISTERED_WITH_TIMESTREAM, policy },
      register("reregister", KEEPING),
    ],
    [
      "loses the stored Timestream metadata if registration is {}",
      { seen: REGISTERED_WITH_TIMESTREAM, policy: { ...policy, registration: {} } },
      register("reregister", {}),
    ],
    ["is registered again only once", { seen, policy, history: { registrations: 1 } }, DONE],
    ["is left alone if a new registration was seen", { seen, policy, history: { seenNew: true } }, DONE],
    [
      "is left alone if it was registered after the request",
      { seen, policy: { ...policy, requestedAt: EARLIER } },
      DONE,
    ],
    [
      "is left alone if it was registered at the time of the request",
      { seen, policy: { ...policy, requestedAt: AT } },
      DONE,
    ],
    [
      "is registered again if it was registered before the request",
      { seen, policy: { ...policy, requestedAt: LATER } },
      register("reregister"),
    ],
    [
      "is registered again if the time of its registration is unknown",
      {
        seen: { customerAccountId: "123456789012", accountStatus: "REGISTRATION_SUCCESS" },
        policy: { ...policy, requestedAt: EARLIER },
      },
      register("reregister"),
    ],
  ];
  test.each(rows)("with reregister, a registered account %s", (_, situation, decision) =>
    expect(decided(situation)).toStrictEqual(decision),
  );
});

describe("decide() on a registered account with other resources than requested", () => {
  const otherDatabase = { timestreamResources: { ...STORED, timestreamDatabaseName: "other" } };
  const otherTable = { timestreamResources: { ...STORED, timestreamTableName: "other" } };
  const otherRole = { iamResources: { roleArn: `${ROLE}2` } };
  const seen = REGISTERED_WITH_TIMESTREAM;
  const rows: readonly Row[] = [
    ["reports another database", { seen, policy: { registration: otherDatabase } }, DIFFERS],
    ["reports another table", { seen, policy: { registration: otherTable } }, DIFFERS],
    ["reports another role", { seen, policy: { registration: otherRole } }, DIFFERS],
    [
      "reports that Timestream is not registered",
      { seen: REGISTERED, policy: { registration: KEEPING } },
      DIFFERS,
    ],
    [
      "accepts the requested resources",
      { seen, policy: { registration: { ...KEEPING, iamResources: { roleArn: ROLE } } } },
      DONE,
    ],
    ["accepts any resources for {}", { seen, policy: { registration: {} } }, DONE],
    [
      "accepts resources that the service does not name",
      { seen: UNNAMED, policy: { registration: { ...KEEPING, iamResources: { roleArn: ROLE } } } },
      DONE,
    ],
    [
      "accepts a role if the service does not report IAM",
      { seen: WITHOUT_RESOURCES, policy: { registration: otherRole } },
      DONE,
    ],
    [
      "registers again with reregister: true",
      { seen, policy: { registration: otherTable, reregister: true } },
      register("different", otherTable),
    ],
    [
      "keeps its Timestream metadata if only the role differs",
      { seen, policy: { registration: otherRole, reregister: "if-different" } },
      register("different", { ...otherRole, ...KEEPING }),
    ],
    [
      'registers again with reregister: "if-different"',
      { seen, policy: { registration: otherTable, reregister: "if-different" } },
      register("different", otherTable),
    ],
    [
      'leaves the requested ones alone with reregister: "if-different"',
      { seen, policy: { registration: KEEPING, reregister: "if-different" } },
      DONE,
    ],
    [
      "reports a difference that RegisterAccount left",
      { seen, policy: { registration: otherTable, reregister: true }, history: { registrations: 1 } },
      DIFFERS,
    ],
    [
      "registers again although a newer registration was seen",
      { seen, policy: { registration: otherTable, reregister: true }, history: { seenNew: true } },
      register("different", otherTable),
    ],
  ];
  test.each(rows)("decide() on a registered account %s", (_, situation, decision) =>
    expect(decided(situation)).toStrictEqual(decision),
  );
});

describe("decide() when registrations have started since the request", () => {
  const seen = FAILED;
  const other = { iamResources: { roleArn: `${ROLE}2` } };
  const rows: readonly Row[] = [
    [
      "ends with the failure of a registration that another copy made",
      { seen, history: { started: 1 } },
      giveUp("failed"),
    ],
    [
      "ends with a failure if this wait did not make all registrations",
      { seen, history: { registrations: 1, started: 2 } },
      giveUp("failed"),
    ],
    [
      "registers again after a failure if this wait made all registrations",
      { seen, history: { registrations: 1, started: 1 } },
      register("failed"),
    ],
    [
      "reports other resources of a registration that another copy made",
      { seen: REGISTERED, policy: { registration: other, reregister: true }, history: { started: 1 } },
      DIFFERS,
    ],
  ];
  test.each(rows)("decide() %s", (_, situation, decision) =>
    expect(decided(situation)).toStrictEqual(decision),
  );
});

describe("registerAccountInput()", () => {
  const requested = { iamResources: { roleArn: ROLE } };
  const reregister = { ...DEFAULTS, reregister: true };
  const again = { ...START, registeredWith: KEEPING };

  test.each([
    ["Timestream resources", { timestreamResources: { ...STORED, timestreamTableName: "other" } }],
    ["{}", {}],
  ])(
    "registerAccountInput() returns requested %s, not resources stored or sent earlier",
    (_, registration) => {
      const policy = { ...reregister, registration };
      expect(registerAccountInput(again, REGISTERED_WITH_TIMESTREAM, policy)).toBe(registration);
    },
  );

  test("registerAccountInput() adds to a requested role the Timestream resources that were sent earlier", () => {
    const policy = { ...reregister, registration: requested };
    for (const seen of [undefined, FAILED, REGISTERED])
      expect(registerAccountInput(again, seen, policy)).toStrictEqual({ ...requested, ...KEEPING });
  });

  test("registerAccountInput() without reregister adds nothing to a requested role", () => {
    const policy = { ...DEFAULTS, registration: requested };
    expect(registerAccountInput(START, REGISTERED_WITH_TIMESTREAM, policy)).toStrictEqual(requested);
  });

  test("registerAccountInput() repeats the latest input if the response no longer has Timestream", () => {
    for (const seen of [undefined, FAILED, REGISTERED])
      expect(registerAccountInput(again, seen, reregister)).toBe(KEEPING);
  });

  test("registerAccountInput() with reregister returns only the names of the stored Timestream resources", () => {
    expect(registerAccountInput(START, REGISTERED_WITH_TIMESTREAM, reregister)).toStrictEqual(KEEPING);
  });

  test("registerAccountInput() returns an empty input if no Timestream resources are stored", () => {
    expect(registerAccountInput(START, REGISTERED, reregister)).toStrictEqual({});
    expect(registerAccountInput(START, undefined, reregister)).toStrictEqual({});
  });

  test("registerAccountInput() without reregister copies no stored resources", () => {
    expect(registerAccountInput(START, REGISTERED_WITH_TIMESTREAM, DEFAULTS)).toStrictEqual({});
  });
});
