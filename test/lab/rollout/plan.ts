import type { Ending } from "../../../src/step-functions/endings.js";
import type { EmulatorOptions, FaultInput } from "../../../src/testing/index.js";

/** Result of an account in the state machine's report. */
export interface Result {
  readonly account: string;
  readonly outcome: "registered" | Ending["outcome"];
  readonly error?: string;
  readonly cause?: string;
}

/** An account of a rollout: its behavior and its expected outcome. */
export interface Planned {
  readonly account: string;
  /** Undefined if no emulator runs for the account. */
  readonly emulated: EmulatorOptions | undefined;
  readonly expected: Result["outcome"];
}

type Kind = Omit<Planned, "account">;

const transient: FaultInput[] = ["throttled", "unavailable", "reset", "internalError", "cutBody"];
const always = (fault: FaultInput) => ({ probability: 1, faults: [fault] });
const role = { accessKeyId: "AKIAOTHER", secretAccessKey: "other" };

const GOOD: readonly Kind[] = [
  { emulated: {}, expected: "registered" },
  { emulated: { timeline: "registers" }, expected: "registered" },
  { emulated: { timeline: "registersInstantly" }, expected: "registered" },
  { emulated: { timeline: "failsThenRegisters" }, expected: "registered" },
  { emulated: { timeline: "outdatedResult" }, expected: "registered" },
  { emulated: { timeline: "unknownStatus" }, expected: "registered" },
  { emulated: { faults: { probability: 0.3, faults: transient } }, expected: "registered" },
];

const BAD: readonly Kind[] = [
  { emulated: { timeline: "failsIam" }, expected: "failed" },
  { emulated: { timeline: "failsTimestream" }, expected: "refused" },
  { emulated: { timeline: "failsBoth" }, expected: "refused" },
  { emulated: { timeline: "neverSettles" }, expected: "timed-out" },
  { emulated: { faults: always("throttled") }, expected: "call-failed" },
  { emulated: { faults: always("hang") }, expected: "call-failed" },
  { emulated: { faults: always("accessDenied") }, expected: "call-failed" },
  { emulated: { faults: always("emptyObject") }, expected: "call-failed" },
  { emulated: { credentials: role }, expected: "call-failed" },
  { emulated: undefined, expected: "call-failed" },
];

/** Returns accounts of every kind, with the given number of bad ones spread between the good ones. */
export function plan(accounts: number, bad: number): readonly Planned[] {
  const every = bad > 0 ? Math.floor(accounts / bad) : Number.POSITIVE_INFINITY;
  return Array.from({ length: accounts }, (_, index) => {
    const isBad = index % every === every - 1 && index < every * bad;
    const [kinds, nth] = isBad ? [BAD, (index + 1) / every - 1] : [GOOD, index];
    return { account: String(100_000_000_000 + index), ...(kinds[nth % kinds.length] as Kind) };
  });
}
