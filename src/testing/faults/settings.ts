import { rejectUnknown } from "../../text/expected.js";
import { expectNumber, expectObject, expectOneOf, expectString } from "../checks.js";
import { expectHint, expectRetryAfter, throttleDefaults } from "../http/quota.js";
import { framings } from "../http/response.js";
import type { AnswerFault, Fault, FaultInput, FaultKind } from "./faults.js";

/** A checked fault with the default settings. The fault and its `of` are objects, even if only a kind was given. */
export type CheckedFault = Complete<Fault>;
export type CheckedAnswer = Complete<AnswerFault>;
type Complete<One> = One extends unknown
  ? { readonly [Name in Exclude<keyof One, "of">]-?: NonNullable<One[Name]> } & ("of" extends keyof One
      ? { readonly of: CheckedAnswer | undefined }
      : unknown)
  : never;

type FaultOf<Kind extends FaultKind, One = Fault> = One extends { readonly kind: infer Kinds }
  ? Kind extends Kinds
    ? One
    : never
  : never;

/** Throws a TypeError or a RangeError that names the invalid value. May return the value with the defaults. */
type Check = (name: string, value: unknown) => unknown;

/** The default of a setting, and its check. */
type Setting = readonly [usual: unknown, check: Check];

type Settings<Kinds extends FaultKind> = {
  readonly [Kind in Kinds]: { readonly [Name in Exclude<keyof FaultOf<Kind>, "kind">]-?: Setting };
};

const number =
  (wanted: string, holds: (value: number) => boolean): Check =>
  (name, value) =>
    expectNumber(name, value, wanted, holds);
const expectFraming: Check = (name, value) => expectOneOf(name, value, "a framing", framings);
const expectEnd: Check = (name, value) => expectOneOf(name, value, "an end", ["reset", "hang"]);

/** The settings of each kind of fault that replaces the service's response. */
const ANSWERS: Settings<AnswerFault["kind"]> = {
  throttled: {
    hint: [throttleDefaults.hint, expectHint],
    retryAfter: [throttleDefaults.retryAfter, expectRetryAfter],
  },
  internalError: { retryAfter: [0, expectRetryAfter] },
  unavailable: {},
  accessDenied: {},
  expiredToken: {},
  requestTimeout: {},
  proxyTimeout: {},
  redirect: { location: ["/login", expectString] },
  captivePortal: {},
  malformedJson: {},
  emptyBody: {},
  emptyObject: {},
};

const of: Setting = [undefined, (name, value) => checked(name, value as FaultInput, Object.keys(ANSWERS))];

/** The settings of each kind of fault. */
const SETTINGS: Settings<FaultKind> = {
  ...ANSWERS,
  reset: {},
  hang: {},
  cutBody: { of },
  shortBody: { of, framing: ["length", expectFraming] },
  drip: {
    of,
    intervalMs: [10, number("a number of milliseconds from 0 to 60000", (ms) => ms >= 0 && ms <= 60_000)],
  },
  skewedClock: {
    of,
    skew: [900, number("a number of seconds within 10^9", (seconds) => Math.abs(seconds) <= 1e9)],
  },
  lostAnswer: { by: ["reset", expectEnd] },
};

/** All kinds of faults. */
export const faultKinds: readonly FaultKind[] = Object.keys(SETTINGS) as FaultKind[];

/**
 * Returns a checked copy of a fault.
 *
 * @throws TypeError or RangeError that names the invalid setting.
 */
export function checkFault(name: string, fault: FaultInput): CheckedFault {
  return checked(name, fault, faultKinds);
}

function checked(name: string, given: FaultInput, kinds: readonly string[]): CheckedFault {
  if (typeof given === "string") {
    expectOneOf(name, given, "a fault", kinds);
    return checked(name, { kind: given } as Fault, kinds);
  }
  expectObject(name, given, "a fault");
  const { kind, ...settings } = given;
  expectOneOf(`${name}.kind`, kind, "a fault", kinds);
  rejectUnknown(`a member of \`${name}\``, settings, ["kind", ...Object.keys(SETTINGS[kind])]);
  const values = Object.entries<Setting>(SETTINGS[kind]).map(([setting, [usual, check]]) => {
    const { [setting]: value = usual } = settings as Readonly<Record<string, unknown>>;
    return [setting, value === undefined ? undefined : (check(`${name}.${setting}`, value) ?? value)];
  });
  return { kind, ...Object.fromEntries(values) } as CheckedFault;
}
