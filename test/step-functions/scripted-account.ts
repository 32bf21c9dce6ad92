// An account whose service follows a script by the clock alone, so that a client that polls slightly earlier or later observes
// the same course. It records the requests that it carried out.
import fc from "fast-check";
import { answer, serviceError } from "../support/answers.js";

type Letter = "P" | "S" | "F";

/** Possible fates of a RegisterAccount request. */
const RESPONSES = [
  "accepted",
  "lost",
  "lost after it was carried out",
  "conflict",
  "throttled",
  "refused",
  "denied",
  "malformed",
] as const;
type Response = (typeof RESPONSES)[number];

export interface Script {
  /** The previous registration, if any. Without times, it cannot be distinguished from another. */
  readonly before:
    | { readonly state: Letter; readonly takes: number; readonly timestream: boolean }
    | undefined;
  /**
   * Someone else's registration, with its start and duration in seconds. While it is pending, RegisterAccount gets a conflict.
   */
  readonly another: { readonly at: number; readonly takes: number; readonly ends: "S" | "F" } | undefined;
  /** Fates of the RegisterAccount requests, in order; the last one repeats. */
  readonly responses: readonly Response[];
  /** Registrations that are carried out, in order; the last one repeats. Times in seconds. */
  readonly registrations: readonly {
    readonly shownAfter: number;
    readonly takes: number;
    readonly ends: "S" | "F";
  }[];
  readonly times: boolean;
  /** Time in which polls fail, in seconds. */
  readonly outage:
    | { readonly from: number; readonly to: number; readonly error: "throttled" | "internal" }
    | undefined;
  /** Start of the time in which responses to polls are malformed, in seconds. */
  readonly malformedFrom: number | undefined;
}

const ends = fc.constantFrom<"S" | "F">("S", "S", "F");

export const scripts: fc.Arbitrary<Script> = fc.record({
  before: fc.option(
    fc.record({
      state: fc.constantFrom<Letter>("P", "S", "F", "F"),
      takes: fc.constant(45),
      timestream: fc.boolean(),
    }),
    { freq: 2, nil: undefined },
  ),
  another: fc.option(fc.record({ at: fc.constantFrom(0, 15), takes: fc.constant(75), ends }), {
    freq: 2,
    nil: undefined,
  }),
  responses: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom<Response>("accepted") },
      {
        weight: 4,
        arbitrary: fc.constantFrom<Response>("lost", "lost after it was carried out", "conflict"),
      },
      { weight: 2, arbitrary: fc.constantFrom<Response>("throttled", "refused") },
      { weight: 1, arbitrary: fc.constantFrom<Response>("denied", "malformed") },
    ),
    { minLength: 1, maxLength: 5 },
  ),
  registrations: fc.array(
    fc.record({ shownAfter: fc.constantFrom(0, 0, 12, 10_000), takes: fc.constantFrom(0, 65, 10_000), ends }),
    { minLength: 1, maxLength: 3 },
  ),
  times: fc.constantFrom(true, true, false),
  outage: fc.option(
    fc.record({
      from: fc.constantFrom(0, 20),
      to: fc.constantFrom(50, 10_000),
      error: fc.constantFrom<"throttled" | "internal">("throttled", "internal"),
    }),
    { freq: 3, nil: undefined },
  ),
  malformedFrom: fc.option(fc.constantFrom(0, 40), { freq: 1, nil: undefined }),
});

/** Long ago, in seconds. */
const BEFORE = -86_400;

/**
 * Returns a client of the account, and the numbers of RegisterAccount requests that arrived and that were carried out.
 *
 * @param seconds - Returns the seconds since the script began.
 * @param epochMs - Start of the script, by the service's clock.
 */
export function scriptedAccount(script: Script, seconds: () => number, epochMs: number) {
  const carriedOut: {
    readonly at: number;
    readonly shownAfter: number;
    readonly takes: number;
    readonly ends: "S" | "F";
  }[] = [];
  let requests = 0;
  const { before, another } = script;

  const stamp = (at: number) => (script.times ? { at: new Date(epochMs + 1000 * at) } : {});
  function shown(): { readonly letter: Letter; readonly at: number } | undefined {
    const now = seconds();
    const latest = carriedOut.filter(({ at, shownAfter }) => at + shownAfter <= now).at(-1);
    if (latest) return { letter: now < latest.at + latest.takes ? "P" : latest.ends, at: latest.at };
    if (another && another.at <= now)
      return { letter: now < another.at + another.takes ? "P" : another.ends, at: another.at };
    if (before === undefined) return undefined;
    return { letter: before.state === "P" && now >= before.takes ? "S" : before.state, at: BEFORE };
  }

  function poll(): unknown {
    const now = seconds();
    const { outage, malformedFrom = Number.POSITIVE_INFINITY } = script;
    if (outage && outage.from <= now && now < outage.to) throw failures[outage.error]();
    const seen = shown();
    if (seen === undefined) throw serviceError("ResourceNotFoundException");
    const { creationTime, lastModificationTime, ...rest } = answer(
      `${seen.letter}${seen.letter}${before?.timestream ? seen.letter : "-"}`,
      stamp(seen.at),
    );
    return {
      ...rest,
      ...(script.times && { creationTime, lastModificationTime }),
      ...(now >= malformedFrom && { customerAccountId: undefined }),
    };
  }

  function carryOut(): { readonly at: Date } {
    const { registrations } = script;
    const at = seconds();
    const registration = registrations[Math.min(carriedOut.length, registrations.length - 1)];
    if (registration === undefined) throw new Error("No registration is scripted");
    carriedOut.push({ at, ...registration });
    return { at: new Date(epochMs + 1000 * at) };
  }

  function register(): unknown {
    const response = script.responses[Math.min(requests, script.responses.length - 1)] ?? "accepted";
    requests += 1;
    const now = seconds();
    const busy = another && another.at <= now && now < another.at + another.takes;
    if (response in failures && response !== "lost after it was carried out")
      throw failures[response as keyof typeof failures]();
    if (busy) throw failures.conflict();
    const { at } = carryOut();
    if (response === "lost after it was carried out") throw failures.lost();
    return {
      ...(response === "accepted" && { registerAccountStatus: "REGISTRATION_PENDING" }),
      ...(script.times && { creationTime: at.getTime() / 1000, lastModificationTime: at.getTime() / 1000 }),
      iamResources: {},
    };
  }

  return {
    client: { getRegisterAccountStatus: async () => poll(), registerAccount: async () => register() },
    requests: () => requests,
    carriedOut: () => carriedOut.length,
  };
}

const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });
const failures = {
  lost: () => serviceError("InternalServerException", status(500)),
  internal: () => serviceError("InternalServerException", status(500)),
  throttled: () => serviceError("ThrottlingException", status(429)),
  conflict: () => serviceError("ConflictException", status(409)),
  denied: () => serviceError("AccessDeniedException", status(403)),
  refused: () =>
    Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" }),
};
