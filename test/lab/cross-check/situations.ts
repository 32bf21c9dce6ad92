// The table of situations: a fixed set of combinations.
import type {
  Development,
  PollMishap,
  PollTrouble,
  RegisterMishap,
  Request,
  Situation,
  Standing,
  Table,
} from "./situation.js";

const TABLE: Table = { timestreamDatabaseName: "db", timestreamTableName: "table" };
const OTHER_TABLE: Table = { timestreamDatabaseName: "db", timestreamTableName: "other" };
const DAY = 86_400;

const develops = (visibleAfter: number, takes: number, ends: Development["ends"]): Development => ({
  visibleAfter,
  takes,
  ends,
});
const AT_ONCE = develops(0, 60, "success");
const LAGGING = develops(12, 60, "success");
const INVISIBLE = develops(Number.POSITIVE_INFINITY, 60, "success");
const FAILS = develops(0, 3, "failure");

const ENSURE: Request = { mode: "ensure", maxWaitTime: 300, consistencyGrace: 30, maxRegistrations: 3 };
const WAIT: Request = { ...ENSURE, mode: "wait" };
/** A deadline within the grace period, in seconds. */
const SHORT = 24;

type Fields = Partial<Omit<Situation, "id" | "request">> & { readonly request?: Request };

function situation(id: string, fields: Fields): Situation {
  return {
    id,
    standing: undefined,
    registers: ["accepted"],
    developments: [AT_ONCE],
    takesTimestream: true,
    polls: [],
    times: "all",
    request: ENSURE,
    ...fields,
  };
}

const long = (ends: "success" | "failure", timestream?: Table): Standing => ({
  age: DAY,
  takes: 60,
  ends,
  timestream,
});

/** Accounts that need RegisterAccount, with the options of the caller. */
const NEEDING: Readonly<Record<string, Fields>> = {
  "not registered": {},
  failed: { standing: long("failure") },
  "registered, again": { standing: long("success"), request: { ...ENSURE, reregister: true } },
  "failed, table given": {
    standing: long("failure", TABLE),
    request: { ...ENSURE, registration: { timestreamResources: TABLE } },
  },
  "registered with table, again": {
    standing: long("success", TABLE),
    request: { ...ENSURE, reregister: true },
  },
};

/** Outcomes of RegisterAccount. */
const REGISTERS: Readonly<Record<string, Fields>> = {
  accepted: {},
  "accepted, visible after 12 s": { developments: [LAGGING] },
  "accepted, done at once, visible after 12 s": { developments: [develops(12, 0.3, "success")] },
  "accepted, never visible": { developments: [INVISIBLE] },
  "accepted, fails once": { developments: [FAILS, AT_ONCE] },
  "accepted, fails always": { developments: [FAILS] },
  "accepted, stays pending": { developments: [develops(0, 60, "pending")] },
  "accepted, unknown status": { developments: [develops(0, 10, "unknown")] },
  "reset, carried out, visible after 12 s": {
    registers: ["lost by reset", "accepted"],
    developments: [LAGGING],
  },
  "500, carried out, visible after 12 s": { registers: ["lost by 500", "accepted"], developments: [LAGGING] },
  "500, carried out, visible after 25 s": {
    registers: ["lost by 500", "accepted"],
    developments: [develops(25, 60, "success")],
  },
  "hangs, carried out, visible at once": { registers: ["lost by hanging", "accepted"] },
  "500, carried out, never visible": { registers: ["lost by 500"], developments: [INVISIBLE] },
  "500, carried out, fails once": {
    registers: ["lost by 500", "accepted"],
    developments: [develops(6, 12, "failure"), AT_ONCE],
  },
  "500, not carried out, then accepted": { registers: ["dropped by 500", "accepted"] },
  "reset, never carried out": { registers: ["dropped by reset"] },
  "hangs, not carried out, then accepted": { registers: ["dropped by hanging", "accepted"] },
  "conflict, another registers": { registers: ["conflict with another registration"] },
  "conflict, another visible after 12 s": {
    registers: ["conflict with another registration"],
    developments: [LAGGING],
  },
  "conflict, another done at once": {
    registers: ["conflict with another registration"],
    developments: [develops(0, 0.2, "success")],
  },
  "conflict, another fails": {
    registers: ["conflict with another registration", "accepted"],
    developments: [FAILS, AT_ONCE],
  },
  "conflict with campaigns": { registers: ["conflict with campaigns"] },
  "throttled 3 times": { registers: ["throttled", "throttled", "throttled", "accepted"] },
  "throttled forever": { registers: ["throttled"] },
  "refused 3 times": {
    registers: ["connection refused", "connection refused", "connection refused", "accepted"],
  },
  "refused forever": { registers: ["connection refused"] },
  "denied once": { registers: ["denied", "accepted"] },
  "denied forever": { registers: ["denied"] },
  invalid: { registers: ["invalid"] },
};

/** Outcomes for which a deadline within the grace period makes a difference. */
const HURRIED: readonly string[] = [
  "accepted, visible after 12 s",
  "accepted, never visible",
  "accepted, fails always",
  "500, carried out, visible after 12 s",
  "500, carried out, never visible",
  "reset, never carried out",
  "hangs, carried out, visible at once",
  "conflict, another visible after 12 s",
  "conflict with campaigns",
  "throttled forever",
  "refused forever",
];

/** Outcomes that are also played with failing polls after RegisterAccount. */
const TROUBLED: readonly string[] = [
  "accepted, visible after 12 s",
  "500, carried out, visible after 12 s",
  "conflict, another visible after 12 s",
];

const once = (mishap: PollMishap, from: PollTrouble["from"]): PollTrouble => ({
  mishap,
  from,
  lasts: "once",
});
const lasting = (mishap: PollMishap, lasts: number, from: PollTrouble["from"]): PollTrouble => ({
  mishap,
  from,
  lasts,
});
const POLLS: readonly ((from: PollTrouble["from"]) => PollTrouble)[] = [
  (from) => once("denied", from),
  (from) => once("malformed", from),
  (from) => once("hanging", from),
  (from) => lasting("throttled", 6, from),
  (from) => lasting("500", 6, from),
];
const POLLS_AT_THE_START: readonly ((from: PollTrouble["from"]) => PollTrouble)[] = [
  ...POLLS,
  (from) => lasting("connection refused", 5, from),
  ...(["denied", "throttled", "500", "hanging", "connection refused"] as const).map(
    (mishap) => (from: PollTrouble["from"]) => lasting(mishap, 10_000, from),
  ),
];

const words = ({ mishap, lasts }: PollTrouble): string =>
  `${mishap} ${lasts === "once" ? "once" : lasts > 1000 ? "forever" : `for ${lasts} s`}`;

/** Merges two partial situations, including their requests. */
const both = (one: Fields, other: Fields): Fields => ({
  ...one,
  ...other,
  request: { ...ENSURE, ...one.request, ...other.request },
});
const hurried = (fields: Fields): Fields => ({
  ...fields,
  request: { ...ENSURE, ...fields.request, maxWaitTime: SHORT },
});
const limited = (fields: Fields, maxRegistrations: number): Fields => ({
  ...fields,
  request: { ...ENSURE, ...fields.request, maxRegistrations },
});

function* all(): Generator<Situation> {
  for (const [need, asked] of Object.entries(NEEDING)) {
    for (const [what, happens] of Object.entries(REGISTERS)) {
      const fields = { ...happens, ...asked };
      yield situation(`${need}: ${what}`, fields);
      if (HURRIED.includes(what)) yield situation(`${need}: ${what}, short deadline`, hurried(fields));
      if (/fails|carried out|conflict/.test(what))
        yield situation(`${need}: ${what}, maxRegistrations 1`, limited(fields, 1));
      if (TROUBLED.includes(what))
        for (const trouble of POLLS)
          yield situation(`${need}: ${what}, then polls ${words(trouble("RegisterAccount"))}`, {
            ...fields,
            polls: [trouble("RegisterAccount")],
          });
    }
  }
  const standings: Readonly<Record<string, Standing | undefined>> = {
    "not registered": undefined,
    registered: long("success"),
    failed: long("failure"),
    pending: { age: 5, takes: 60, ends: "success" },
  };
  for (const [name, standing] of Object.entries(standings))
    for (const trouble of POLLS_AT_THE_START)
      for (const [mode, request] of [
        ["ensure", ENSURE],
        ["wait", WAIT],
      ] as const)
        if (mode === "ensure" || name === "pending")
          yield situation(`${name}: ${mode}, polls ${words(trouble("start"))} from the start`, {
            standing,
            request,
            polls: [trouble("start")],
          });
  yield* waits();
  yield* hostsThatDisagree();
  yield* unchanged();
  yield* timesMissing();
}

function* waits(): Generator<Situation> {
  const standings: Readonly<Record<string, Standing | undefined>> = {
    "not registered": undefined,
    registered: long("success"),
    "registered with table": long("success", TABLE),
    failed: long("failure"),
    pending: { age: 5, takes: 60, ends: "success" },
    "pending, fails": { age: 5, takes: 60, ends: "failure" },
    "stays pending": { age: 5, takes: 60, ends: "pending" },
    "unknown status": { age: 5, takes: 20, ends: "unknown" },
  };
  for (const [name, standing] of Object.entries(standings))
    for (const maxWaitTime of [300, SHORT])
      for (const sinceAgo of [undefined, 60])
        yield situation(
          `${name}: wait${sinceAgo === undefined ? "" : " since 60 s ago"}${maxWaitTime === SHORT ? ", short deadline" : ""}`,
          { standing, request: { ...WAIT, maxWaitTime, sinceAgo } },
        );
}

function* hostsThatDisagree(): Generator<Situation> {
  const standings: Readonly<Record<string, Fields>> = {
    failed: { standing: long("failure") },
    "failed, fails once": { standing: long("failure"), developments: [FAILS, AT_ONCE] },
    "pending after success": { standing: { age: 5, takes: 60, ends: "success", former: "success" } },
    "pending after success, fails": { standing: { age: 5, takes: 60, ends: "failure", former: "success" } },
    "pending after failure": { standing: { age: 5, takes: 60, ends: "success", former: "failure" } },
    "pending after failure, fails": { standing: { age: 5, takes: 60, ends: "failure", former: "failure" } },
    "stays pending after success": { standing: { age: 5, takes: 60, ends: "pending", former: "success" } },
  };
  for (const [name, fields] of Object.entries(standings))
    for (const request of [ENSURE, WAIT])
      yield situation(`${name}: ${request.mode}, hosts disagree`, {
        ...fields,
        request,
        hostsDisagree: Number.POSITIVE_INFINITY,
      });
}

function* unchanged(): Generator<Situation> {
  const with_ = (table: Table, more: Partial<Request> = {}): Request => ({
    ...ENSURE,
    registration: { timestreamResources: table },
    ...more,
  });
  const rows: Readonly<Record<string, Fields>> = {
    registered: { standing: long("success") },
    "registered with table": { standing: long("success", TABLE) },
    "registered with table, same table requested": {
      standing: long("success", TABLE),
      request: with_(TABLE),
    },
    "registered with table, another requested": {
      standing: long("success", TABLE),
      request: with_(OTHER_TABLE),
    },
    "registered without table, table requested": { standing: long("success"), request: with_(TABLE) },
    "registered without table, table requested, again": {
      standing: long("success"),
      request: with_(TABLE, { reregister: true }),
    },
    "registered with table, another requested, again": {
      standing: long("success", TABLE),
      request: with_(OTHER_TABLE, { reregister: true }),
    },
    "registered with table, another requested, if different": {
      standing: long("success", TABLE),
      request: with_(OTHER_TABLE, { reregister: "if-different" }),
    },
    "registered with table, same table requested, if different": {
      standing: long("success", TABLE),
      request: with_(TABLE, { reregister: "if-different" }),
    },
    "not registered, table requested": { request: with_(TABLE) },
    "not registered, table requested and ignored": { request: with_(TABLE), takesTimestream: false },
    "registered, table requested and ignored, again": {
      standing: long("success"),
      request: with_(TABLE, { reregister: true }),
      takesTimestream: false,
    },
    "failed with table": { standing: long("failure", TABLE) },
    "failed with table, short deadline": {
      standing: long("failure", TABLE),
      request: { ...ENSURE, maxWaitTime: SHORT },
    },
    "failed with table, Timestream dropped": {
      standing: long("failure", TABLE),
      request: { ...ENSURE, registration: {} },
    },
    "failed with table, again": {
      standing: long("failure", TABLE),
      request: { ...ENSURE, reregister: true },
    },
    "failed, again": { standing: long("failure"), request: { ...ENSURE, reregister: true } },
    "pending, succeeds": { standing: { age: 5, takes: 60, ends: "success" } },
    "pending, fails": { standing: { age: 5, takes: 60, ends: "failure" } },
    "pending, succeeds, again": {
      standing: { age: 5, takes: 60, ends: "success" },
      request: { ...ENSURE, reregister: true },
    },
    "fails one second after the start": {
      standing: { age: 5, takes: 6, ends: "failure" },
      developments: [LAGGING],
    },
    "pending with table, fails": { standing: { age: 5, takes: 60, ends: "failure", timestream: TABLE } },
    "pending with another table": {
      standing: { age: 5, takes: 60, ends: "success", timestream: OTHER_TABLE },
      request: with_(TABLE),
    },
    "stays pending": { standing: { age: 5, takes: 60, ends: "pending" } },
    "unknown status": { standing: { age: 5, takes: 20, ends: "unknown" } },
    "failed, since 60 s ago": { standing: long("failure"), request: { ...ENSURE, sinceAgo: 60 } },
    "registered, since 60 s ago": { standing: long("success"), request: { ...ENSURE, sinceAgo: 60 } },
    "registered, since 60 s ago, short deadline": {
      standing: long("success"),
      request: { ...ENSURE, sinceAgo: 60, maxWaitTime: SHORT },
    },
    "not registered, since 60 s ago": { request: { ...ENSURE, sinceAgo: 60 } },
    "pending, since 60 s ago": {
      standing: { age: 5, takes: 60, ends: "success" },
      request: { ...ENSURE, sinceAgo: 60 },
    },
  };
  for (const [id, fields] of Object.entries(rows)) yield situation(`requested: ${id}`, fields);
}

function* timesMissing(): Generator<Situation> {
  const registers: readonly (readonly RegisterMishap[])[] = [["accepted"], ["lost by 500", "accepted"]];
  for (const [need, asked] of Object.entries(NEEDING))
    for (const times of ["none in polls", "only an old creationTime in the receipt"] as const)
      for (const mishaps of registers)
        for (const development of [AT_ONCE, LAGGING])
          yield situation(
            `${need}: ${mishaps[0]}, visible after ${development.visibleAfter} s, times: ${times}`,
            both({ registers: mishaps, developments: [development] }, { ...asked, times }),
          );
}

export const situations: readonly Situation[] = [...all()];
