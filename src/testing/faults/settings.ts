import { rejectUnknown } from "../../text/expected.js";
import { expectNumber, expectObject, expectOneOf, expectString } from "../checks.js";
import { expectHint, expectRetryAfter } from "../http/quota.js";
import { framings } from "../http/response.js";
import {
  type AnswerFault,
  answerKinds,
  type Fault,
  type FaultInput,
  type FaultKind,
  faultKinds,
} from "./faults.js";

type FaultOf<Kind extends FaultKind, One = Fault> = One extends { readonly kind: infer Kinds }
  ? Kind extends Kinds
    ? One
    : never
  : never;

/** A checked fault. The fault and its `of` are objects, even if only a kind was given. */
export type CheckedFault = LongForm<Fault>;
type LongForm<One> = One extends Fault
  ? "of" extends keyof One
    ? Omit<One, "of"> & { readonly of?: AnswerFault | undefined }
    : One
  : never;

/** Throws a TypeError or a RangeError that names the invalid value. */
type Check = (name: string, value: unknown) => void;

const expectAnswer: Check = (name, value) => void checked(name, value as FaultInput, answerKinds);
const expectEnd: Check = (name, value) => expectOneOf(name, value, "an end", ["reset", "hang"]);
const expectFraming: Check = (name, value) => expectOneOf(name, value, "a framing", framings);
const expectInterval: Check = (name, value) =>
  expectNumber(name, value, "a number of milliseconds from 0 to 60000", (ms) => ms >= 0 && ms <= 60_000);
const expectSkew: Check = (name, value) =>
  expectNumber(name, value, "a number of seconds within 10^9", (seconds) => Math.abs(seconds) <= 1e9);

/** The settings of each kind of fault, and their checks. */
const SETTINGS: {
  readonly [Kind in FaultKind]: { readonly [Name in Exclude<keyof FaultOf<Kind>, "kind">]-?: Check };
} = {
  throttled: { hint: expectHint, retryAfter: expectRetryAfter },
  internalError: { retryAfter: expectRetryAfter },
  unavailable: {},
  accessDenied: {},
  expiredToken: {},
  requestTimeout: {},
  proxyTimeout: {},
  redirect: { location: expectString },
  captivePortal: {},
  malformedJson: {},
  emptyBody: {},
  emptyObject: {},
  reset: {},
  hang: {},
  cutBody: { of: expectAnswer },
  shortBody: { of: expectAnswer, framing: expectFraming },
  drip: { of: expectAnswer, intervalMs: expectInterval },
  skewedClock: { of: expectAnswer, skew: expectSkew },
  lostAnswer: { by: expectEnd },
};

/**
 * Returns a checked copy of a fault.
 *
 * @throws TypeError or RangeError that names the invalid setting.
 */
export function checkFault(name: string, fault: FaultInput): CheckedFault {
  return checked(name, fault, faultKinds);
}

function checked(name: string, given: FaultInput, kinds: readonly FaultKind[]): CheckedFault {
  if (typeof given === "string") {
    expectOneOf(name, given, "a fault", kinds);
    return { kind: given } as CheckedFault;
  }
  expectObject(name, given, "a fault");
  const { kind, ...settings } = given;
  expectOneOf(`${name}.kind`, kind, "a fault", kinds);
  const checks: Readonly<Record<string, Check>> = SETTINGS[kind];
  rejectUnknown(`a member of \`${name}\``, settings, ["kind", ...Object.keys(checks)]);
  for (const [setting, value] of Object.entries(settings)) {
    if (value !== undefined) checks[setting]?.(`${name}.${setting}`, value);
  }
  const of =
    "of" in given && given.of !== undefined ? checked(`${name}.of`, given.of, answerKinds) : undefined;
  return { ...given, ...(of && { of }) } as CheckedFault;
}
