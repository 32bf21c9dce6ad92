// The service as `ensureEvents()` meets it: it counts the registrations that it accepts, shows each only after a while, and
// carries a call out or not before whatever happens to its answer.
import fc from "fast-check";
import { answer, serviceError } from "../support/answers.js";
import { EPOCH_MS } from "../support/virtual-time.js";
import type { World } from "./virtual-world.js";

/** What happens to a call: before the service hears of it, or after it has carried it out. */
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

/** What becomes of a registration that the service accepts. Shown within the grace, as the service promises. */
interface Registration {
  readonly shownAfterMs: number;
  readonly takesMs: number;
  readonly ends: "S" | "F";
}

export interface ServiceScript {
  /** The registration that there is before, if any: for so long, and with what end. */
  readonly before:
    | { readonly takesMs: number; readonly ends: "S" | "F"; readonly timestream: boolean }
    | undefined;
  /** The registrations that are accepted, in order, the last for ever. */
  readonly registrations: readonly Registration[];
  /** Whether it refuses to register while a registration is in progress. */
  readonly conflicts: boolean;
  /** What happens to each call, of either operation; nothing to those that follow. */
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

/** What the service knows, beside what it showed. */
interface Accepted extends Registration {
  readonly atMs: number;
  readonly input: object;
  /** What the client had last been shown of the registration before, when it asked for this one. */
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
  /** What reads were answered, in letters: "-" for "not found", and of which registration, 0 for the one before. */
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
    // The registration that there is before ends by the world's time.
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

  /** Carries a call out, or does not, and then has its mishap. */
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
        /* Nobody hears of it. */
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

/** Long ago. */
const BEFORE_MS = -86_400_000;
