// The true state of the service: the registrations that it carried out, for whom and when, and what polls returned of them.
import type { PollMishap, RegisterMishap, Situation, Standing, Table } from "./situation.js";

/** A registration that was carried out. Times are epoch milliseconds. */
export interface Registration {
  readonly no: number;
  readonly by: "before" | "caller" | "someone else";
  /** The copy of the caller that knows of it before polls show it: its RegisterAccount started it, or met it as a conflict. */
  readonly copy: number | undefined;
  readonly startedAtMs: number;
  readonly visibleAtMs: number;
  /** From when on every poll shows it: until then, one of the hosts may lag. */
  readonly everywhereAtMs: number;
  readonly endsAtMs: number;
  readonly ends: Standing["ends"];
  /** Timestream table that it includes. */
  readonly timestream: Table | undefined;
  /** Requested table. In its current mode, the service ignores it. */
  readonly asked: Table | undefined;
  /** Whether RegisterAccount's response confirmed it. */
  readonly confirmed: boolean;
  /** The registrations that its copy had been shown before it requested this one. */
  readonly shown: readonly Registration[];
}

export type State = "pending" | "success" | "failure" | "unknown";

/** A request that reached the service, or was meant to. */
export interface Exchange {
  readonly atMs: number;
  readonly copy: number;
  readonly operation: "GetRegisterAccountStatus" | "RegisterAccount";
  readonly mishap: RegisterMishap | PollMishap | "none";
  readonly carriedOut: boolean;
  /** Registration that a poll returned, or "not found". */
  readonly shown?: { readonly registration: Registration; readonly state: State } | "not found";
}

/** Reply to a request. */
export type Reply =
  | { readonly type: "response"; readonly body: Record<string, unknown> }
  | {
      readonly type: "error";
      readonly name: string;
      readonly status: number;
      readonly fields: Record<string, unknown>;
    }
  | { readonly type: "broken"; readonly code: "ECONNRESET" | "ECONNREFUSED" }
  | { readonly type: "nothing" };

/** Number of RegisterAccount requests by outcome. A rejected request was certainly not carried out. */
export interface Counts {
  readonly accepted: number;
  readonly lost: number;
  readonly rejected: number;
}

export class Service {
  readonly registrations: Registration[] = [];
  readonly exchanges: Exchange[] = [];
  readonly #situation: Situation;
  readonly #now: () => number;
  readonly #startMs: number;

  constructor(situation: Situation, now: () => number) {
    this.#situation = situation;
    this.#now = now;
    this.#startMs = now();
    const { standing } = situation;
    if (standing === undefined) return;
    const { former, age } = standing;
    if (former) this.#standBefore({ age: age + 86_400, takes: 60, ends: former });
    this.#standBefore(standing);
  }

  #standBefore({ age, takes, ends, timestream }: Standing): void {
    const startedAtMs = this.#startMs - 1000 * age;
    this.registrations.push({
      no: this.registrations.length,
      by: "before",
      copy: undefined,
      startedAtMs,
      visibleAtMs: startedAtMs,
      everywhereAtMs: startedAtMs,
      endsAtMs: startedAtMs + 1000 * takes,
      ends,
      timestream,
      asked: timestream,
      confirmed: true,
      shown: [],
    });
  }

  /**
   * Returns what a copy of the caller can know by its last request: its own requests, their registrations, and those that polls show.
   * Of those that only some hosts show, it knows the last: `isComplete` does not know earlier polls, because the provider framework
   * passes on only the result of `onEvent`.
   */
  knownTo(copy: number): Service {
    const known = new Service(this.#situation, this.#now);
    const shown = this.#shownTo(copy).slice(-1);
    const exchanges = this.exchanges.filter((one) => one.copy === copy);
    const atMs = exchanges.at(-1)?.atMs ?? this.#now();
    // Before its own registration is visible, one that ended after its RegisterAccount looks like its own.
    const isMistaken = (one: Registration) =>
      one.visibleAtMs > atMs && shown.some((other) => other !== one && other.endsAtMs > one.startedAtMs);
    const visible = this.registrations.filter((one) => isKnown(one, copy, atMs, shown) && !isMistaken(one));
    known.registrations.splice(0, known.registrations.length, ...visible);
    known.exchanges.push(...exchanges);
    return known;
  }

  get registerRequests(): readonly Exchange[] {
    return this.exchanges.filter(({ operation }) => operation === "RegisterAccount");
  }

  get counts(): Counts {
    const mishaps = this.registerRequests.map(({ mishap }) => mishap);
    const accepted = mishaps.filter((mishap) => mishap === "accepted").length;
    const lost = mishaps.filter((mishap) => /^(lost|dropped)/.test(mishap)).length;
    return { accepted, lost, rejected: mishaps.length - accepted - lost };
  }

  /** The registration that was carried out last. */
  get latest(): Registration | undefined {
    return this.registrations.at(-1);
  }

  stateOf({ endsAtMs, ends }: Registration): State {
    if (ends === "unknown") return this.#now() >= endsAtMs ? "unknown" : "pending";
    return this.#now() < endsAtMs ? "pending" : ends;
  }

  /** @param copy - Number of the copy of the caller, if there are several. */
  poll(copy = 1): Reply {
    const mishap = this.#pollMishap();
    if (mishap !== undefined) {
      this.#record(copy, "GetRegisterAccountStatus", mishap, false);
      return POLL_REPLIES[mishap];
    }
    const now = this.#now();
    const visible = this.registrations.filter(({ visibleAtMs }) => visibleAtMs <= now);
    const latest = visible.at(-1);
    const { hostsDisagree = 0 } = this.#situation;
    const shownBefore = this.exchanges.filter((one) => one.copy === copy && one.shown !== undefined).length;
    const behind = latest && now < latest.startedAtMs + 1000 * hostsDisagree && shownBefore % 2 === 1;
    const registration = (behind ? visible.at(-2) : undefined) ?? latest;
    const exchange = {
      atMs: now,
      copy,
      operation: "GetRegisterAccountStatus",
      mishap: "none",
      carriedOut: true,
    } as const;
    if (registration === undefined) {
      this.exchanges.push({ ...exchange, shown: "not found" });
      return error("ResourceNotFoundException", 404, { resourceId: "account", resourceType: "account" });
    }
    const state = this.stateOf(registration);
    this.exchanges.push({ ...exchange, shown: { registration, state } });
    return { type: "response", body: this.#bodyOf(registration, state) };
  }

  register(input: { readonly timestreamResources?: Table | undefined }, copy = 1): Reply {
    const { registers, times } = this.#situation;
    const index = this.registerRequests.length;
    const mishap = registers[Math.min(index, registers.length - 1)] ?? "accepted";
    const carriedOut = mishap === "accepted" || mishap.startsWith("lost");
    this.#record(copy, "RegisterAccount", mishap, carriedOut);
    const now = this.#now();
    if (carriedOut) this.#carryOut("caller", now, input.timestreamResources, copy);
    if (mishap === "conflict with another registration")
      this.#carryOut("someone else", now - 100, this.latest?.timestream, copy);
    if (mishap !== "accepted") return REGISTER_REPLIES[mishap];
    const first = this.registrations[0]?.startedAtMs ?? now;
    const receipt =
      times === "only an old creationTime in the receipt"
        ? { creationTime: first / 1000 }
        : { creationTime: now / 1000, lastModificationTime: now / 1000 };
    const body = { registerAccountStatus: "REGISTRATION_PENDING", iamResources: {}, ...receipt };
    return { type: "response", body };
  }

  #record(
    copy: number,
    operation: Exchange["operation"],
    mishap: Exchange["mishap"],
    carriedOut: boolean,
  ): void {
    this.exchanges.push({ atMs: this.#now(), copy, operation, mishap, carriedOut });
  }

  #carryOut(by: Registration["by"], startedAtMs: number, asked: Table | undefined, copy: number): void {
    const { developments, takesTimestream, hostsDisagree = 0 } = this.#situation;
    const made = this.registrations.filter((one) => one.by !== "before").length;
    const development = developments[Math.min(made, developments.length - 1)];
    if (development === undefined) throw new Error("No development is scripted");
    const { visibleAfter, takes, ends } = development;
    this.registrations.push({
      no: this.registrations.length,
      by,
      copy,
      startedAtMs,
      visibleAtMs: startedAtMs + 1000 * visibleAfter,
      everywhereAtMs: startedAtMs + 1000 * Math.max(visibleAfter, hostsDisagree),
      endsAtMs: startedAtMs + 1000 * takes,
      ends,
      timestream: takesTimestream ? asked : undefined,
      asked,
      confirmed: this.registerRequests.at(-1)?.mishap === "accepted",
      shown: this.#shownTo(copy),
    });
  }

  /** Returns the registrations that polls have shown to a copy. */
  #shownTo(copy: number): readonly Registration[] {
    return this.exchanges.flatMap((one) =>
      one.copy === copy && typeof one.shown === "object" ? [one.shown.registration] : [],
    );
  }

  #pollMishap(): PollMishap | undefined {
    const polls = this.exchanges.filter(({ operation }) => operation === "GetRegisterAccountStatus");
    const registered = this.registerRequests[0]?.atMs;
    for (const { mishap, from, lasts } of this.#situation.polls) {
      const fromMs = from === "start" ? this.#startMs : registered;
      if (fromMs === undefined) continue;
      const before = this.exchanges.findIndex(({ operation }) => operation === "RegisterAccount");
      const earlier =
        from === "start"
          ? polls.length
          : this.exchanges.slice(before).filter(({ operation }) => operation !== "RegisterAccount").length;
      if (lasts === "once" ? earlier === 0 : this.#now() < fromMs + 1000 * lasts) return mishap;
    }
    return undefined;
  }

  #bodyOf(registration: Registration, state: State): Record<string, unknown> {
    const { timestream, startedAtMs, endsAtMs } = registration;
    const status = STATUS[state];
    const part = {
      registrationStatus: status,
      errorMessage: state === "failure" ? reasonOf(registration) : "",
    };
    const changedAtMs = state === "pending" ? startedAtMs : endsAtMs;
    return {
      customerAccountId: "123456789012",
      accountStatus: status,
      iamRegistrationResponse: { roleArn: "arn:aws:iam::123456789012:role/r", ...part },
      ...(timestream && { timestreamRegistrationResponse: { ...timestream, ...part, errorMessage: "" } }),
      ...(this.#situation.times !== "none in polls" && {
        creationTime: startedAtMs / 1000,
        lastModificationTime: changedAtMs / 1000,
      }),
    };
  }
}

/** Returns the service's reason for a failed registration. Each registration has its own. */
export const reasonOf = ({ no }: Registration): string => `failure no. ${no} of ${no}`;

/** Returns whether a copy of the caller knows a registration at a time, if it polls then and was shown these before. */
export const isKnown = (
  one: Registration,
  copy: number | undefined,
  atMs: number,
  shown: readonly Registration[],
): boolean => one.copy === copy || shown.includes(one) || one.everywhereAtMs <= atMs;

const STATUS: Readonly<Record<State, string>> = {
  pending: "REGISTRATION_PENDING",
  success: "REGISTRATION_SUCCESS",
  failure: "REGISTRATION_FAILURE",
  unknown: "REGISTRATION_VALIDATING",
};

function error(name: string, status: number, fields: Record<string, unknown> = {}): Reply {
  return { type: "error", name, status, fields: { message: `${name} of the service`, ...fields } };
}

const THROTTLED = error("ThrottlingException", 429);
const DENIED = error("AccessDeniedException", 403);
const INTERNAL = error("InternalServerException", 500);
const RESET: Reply = { type: "broken", code: "ECONNRESET" };
const REFUSED: Reply = { type: "broken", code: "ECONNREFUSED" };
const NOTHING: Reply = { type: "nothing" };

const POLL_REPLIES: Readonly<Record<PollMishap, Reply>> = {
  denied: DENIED,
  throttled: THROTTLED,
  "500": INTERNAL,
  malformed: { type: "response", body: {} },
  hanging: NOTHING,
  "connection refused": REFUSED,
};

/** Message of a conflict that is not about a registration. */
const CAMPAIGNS = "Campaigns without a data destination have to be deleted first";

const REGISTER_REPLIES: Readonly<Record<Exclude<RegisterMishap, "accepted">, Reply>> = {
  "lost by reset": RESET,
  "lost by 500": INTERNAL,
  "lost by hanging": NOTHING,
  "dropped by reset": RESET,
  "dropped by 500": INTERNAL,
  "dropped by hanging": NOTHING,
  "conflict with another registration": error("ConflictException", 409, {
    resource: "123456789012",
    resourceType: "account",
  }),
  "conflict with campaigns": error("ConflictException", 409, {
    message: CAMPAIGNS,
    resource: "my-campaign",
    resourceType: "campaign",
  }),
  throttled: THROTTLED,
  "connection refused": REFUSED,
  denied: DENIED,
  invalid: error("ValidationException", 400, { reason: "other" }),
};
