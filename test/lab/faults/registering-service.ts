// A model of the service for `watchEnsureEvents()`: it counts accepted registrations, makes each visible only after a while, and
// fails or hangs before or after it has carried out a request.
import fc from "fast-check";
import { answer, serviceError } from "../../support/answers.js";
import { EPOCH_MS } from "../../support/virtual-time.js";
import type { World } from "./virtual-world.js";

/** Faults of a request: instead of carrying it out, or after the service has carried it out. */
const MISHAPS = {
  none: {},
  throttled: { fails: () => serviceError("ThrottlingException", { $metadata: { httpStatusCode: 429 } }) },
  denied: { fails: () => serviceError("AccessDeniedException", { $metadata: { httpStatusCode: 403 } }) },
  refused: { fails: () => network("ECONNREFUSED") },
  reset: { fails: () => network("ECONNRESET") },
  resetAfter: { fails: () => network("ECONNRESET"), carriedOut: true },
  internalError: {
    fails: () => serviceError("InternalServerException", { $metadata: { httpStatusCode: 500 } }),
  },
  internalErrorAfter: {
    fails: () => serviceError("InternalServerException", { $metadata: { httpStatusCode: 500 } }),
    carriedOut: true,
  },
  hangs: { fails: undefined },
  hangsAfter: { fails: undefined, carriedOut: true },
} as const satisfies Readonly<
  Record<string, { readonly fails?: (() => Error) | undefined; readonly carriedOut?: true }>
>;

type Mishap = keyof typeof MISHAPS;

const network = (code: string) => Object.assign(new Error(`${code} happened`), { code, syscall: "read" });

/** Course of an accepted registration. It becomes visible within the grace period. */
interface Registration {
  readonly shownAfterMs: number;
  readonly takesMs: number;
  readonly ends: "S" | "F";
}

export interface ServiceScript {
  /** Registration that exists at the start, if any: its duration, its result, and whether it has Timestream. */
  readonly before:
    | { readonly takesMs: number; readonly ends: "S" | "F"; readonly timestream: boolean }
    | undefined;
  /** Accepted registrations, in order; the last one repeats. */
  readonly registrations: readonly Registration[];
  /** Whether RegisterAccount is rejected while a registration is in progress. */
  readonly conflicts: boolean;
  /** Fault of each request of either operation; later requests have none. */
  readonly mishaps: readonly Mishap[];
}

const seconds = (max: number) => fc.nat({ max }).map((n) => 1000 * n);
const ends = fc.constantFrom<"S" | "F">("S", "S", "F");

export const serviceScripts: fc.Arbitrary<ServiceScript> = fc.record({
  before: fc.option(
    fc.record({ takesMs: fc.oneof(fc.constant(0), seconds(60)), ends, timestream: fc.boolean() }),
    {
      nil: undefined,
      freq: 2,
    },
  ),
  registrations: fc.array(fc.record({ shownAfterMs: seconds(20), takesMs: seconds(90), ends }), {
    minLength: 1,
    maxLength: 4,
  }),
  conflicts: fc.boolean(),
  mishaps: fc.array(
    fc.oneof(
      {
        weight: 20,
        arbitrary: fc.constantFrom(...(Object.keys(MISHAPS) as Mishap[]).filter((name) => name !== "denied")),
      },
      { weight: 1, arbitrary: fc.constant<Mishap>("denied") },
    ),
    { maxLength: 10 },
  ),
});

/** An accepted registration, by the true state of the service. */
interface Accepted extends Registration {
  readonly atMs: number;
  readonly input: object;
  /** Status of the previous registration that the client last saw before this RegisterAccount. */
  readonly after: string | undefined;
}

export interface RegisteringService {
  readonly client: {
    getRegisterAccountStatus(input: object): Promise<unknown>;
    registerAccount(input: object): Promise<unknown>;
  };
  readonly accepted: readonly Accepted[];
  readonly calls: readonly {
    readonly operation: "read" | "register";
    readonly mishap: Mishap;
    readonly accepted: boolean;
  }[];
  /** Responses to polls as letters ("-" for "not found"), with the registration's number; 0 is the initial one. */
  readonly shown: readonly { readonly letter: string; readonly of: number }[];
}

export function registeringService(script: ServiceScript, world: World): RegisteringService {
  const accepted: Accepted[] = [];
  const calls: RegisteringService["calls"][number][] = [];
  const shown: RegisteringService["shown"][number][] = [];

  const letterOf = ({ atMs, takesMs, ends }: { atMs: number; takesMs: number; ends: string }) =>
    world.nowMs() < atMs + takesMs ? "P" : ends;

  function read(): unknown {
    const now = world.nowMs();
    const of = accepted.map(({ atMs, shownAfterMs }) => atMs + shownAfterMs <= now).lastIndexOf(true) + 1;
    const latest = accepted[of - 1] ?? (script.before && { ...script.before, atMs: BEFORE_MS });
    if (latest === undefined) {
      shown.push({ letter: "-", of });
      throw serviceError("ResourceNotFoundException");
    }
    // The initial registration settles by the virtual clock, although the times in its responses are older.
    const letter = of > 0 ? letterOf(latest) : letterOf({ ...latest, atMs: 0 });
    shown.push({ letter, of });
    const parts = script.before?.timestream ? letter : "-";
    return answer(letter + letter + parts, {
      at: new Date(EPOCH_MS + latest.atMs),
      iamMessage: `reason ${of}`,
    });
  }

  function register(input: object): unknown {
    const now = world.nowMs();
    const latest = accepted.at(-1);
    if (script.conflicts && latest && letterOf(latest) === "P") throw serviceError("ConflictException");
    const registration = script.registrations[Math.min(accepted.length, script.registrations.length - 1)];
    if (registration === undefined) throw new Error("No registration is scripted");
    const last = shown.at(-1);
    const after = last?.of === accepted.length ? last.letter : undefined;
    accepted.push({ ...registration, atMs: now, input, after });
    const at = new Date(EPOCH_MS + now);
    return {
      registerAccountStatus: "REGISTRATION_PENDING",
      creationTime: at,
      lastModificationTime: at,
      iamResources: {},
    };
  }

  /** Carries out a request or not, then applies its fault. */
  const call = (operation: "read" | "register", carryOut: () => unknown) => async () => {
    const mishap = script.mishaps[calls.length] ?? "none";
    const { fails, carriedOut }: { fails?: (() => Error) | undefined; carriedOut?: true } = MISHAPS[mishap];
    const before = accepted.length;
    const asked = { operation, mishap, accepted: false };
    calls.push(asked);
    if (mishap === "none") {
      try {
        return carryOut();
      } finally {
        asked.accepted = accepted.length > before;
      }
    }
    if (carriedOut && operation === "register") {
      try {
        carryOut();
      } catch {
        /* The client never receives the response. */
      }
      asked.accepted = accepted.length > before;
    }
    if (fails) throw fails();
    return new Promise<never>(() => {});
  };
  return {
    client: {
      getRegisterAccountStatus: () => call("read", read)(),
      registerAccount: (input) => call("register", () => register(input))(),
    },
    accepted,
    calls,
    shown,
  };
}

/** Start of the initial registration: long before the script. */
const BEFORE_MS = -86_400_000;
