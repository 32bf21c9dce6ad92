// Model of a poller by docs/behavior.md: one polling loop, and the events that each consumer receives.

/** Current response of the service. `SS`, `FF` and `accessDenied` end the loop. */
export type ServiceState = "PP" | "PS" | "SS" | "FF" | "throttled" | "unavailable" | "accessDenied";

/** The poller polls every ten seconds, also after a failure. After a response it also polls one second before the deadline. */
export const PACE_S = 10;
export const MAX_WAIT_S = 95;
const LAST_READ_S = 94;

/** Events that one consumer receives. A promise receives only the result. */
export interface Consumer {
  readonly kind: "subscriber" | "promise";
  readonly transitions: string[];
  end?: string;
}

interface Loop {
  readonly sinceS: number;
  readonly transitions: string[];
  /** Last statuses of IAM and the account, as letters. */
  iam?: string;
  account?: string;
  /** Time of the next poll; `undefined` if there is none before the deadline. */
  nextS: number | undefined;
}

const ENDS: Partial<Record<ServiceState, string>> = {
  SS: "registered",
  FF: "REGISTRATION_FAILED",
  accessDenied: "SERVICE_CALL_FAILED",
};

export class PollerModel {
  nowS = 0;
  reads = 0;
  aborted = false;
  serviceState: ServiceState = "PP";
  readonly consumers: Consumer[] = [];
  #loop: Loop | undefined;
  /** Events replayed to later consumers after the end. */
  #settled: { readonly transitions: readonly string[]; readonly end: string } | undefined;

  get running(): boolean {
    return this.#loop !== undefined;
  }

  get listening(): readonly Consumer[] {
    return this.consumers.filter(({ end }) => end === undefined);
  }

  come(kind: Consumer["kind"]): void {
    const { transitions, end } = this.#settled ?? {
      transitions: this.#loop?.transitions ?? [],
      end: undefined,
    };
    const consumer: Consumer = { kind, transitions: [...transitions] };
    if (end !== undefined) consumer.end = end;
    this.consumers.push(consumer);
    if (this.#settled || this.#loop) return;
    this.#loop = { sinceS: this.nowS, transitions: [], nextS: this.nowS };
    if (this.aborted) this.#settle("aborted");
    else this.#catchUp(this.nowS);
  }

  leave(consumer: Consumer): void {
    consumer.end = "left";
    if (this.listening.length === 0) this.#loop = undefined;
  }

  abort(): void {
    this.aborted = true;
    if (this.#loop) this.#settle("aborted");
  }

  advance(seconds: number): void {
    this.#catchUp(this.nowS + seconds);
    this.nowS += seconds;
  }

  #catchUp(toS: number): void {
    for (;;) {
      const { nextS, sinceS } = this.#loop ?? {};
      if (sinceS === undefined) return;
      const atS = nextS ?? sinceS + MAX_WAIT_S;
      if (atS > toS) return;
      if (nextS === undefined)
        this.#settle(this.#loop?.account === undefined ? "STATUS_UNREADABLE" : "REGISTRATION_TIMEOUT");
      else this.#read(nextS - sinceS);
    }
  }

  #read(elapsedS: number): void {
    const loop = this.#loop;
    if (!loop) return;
    this.reads += 1;
    const answered = this.serviceState.length === 2;
    if (answered) {
      const [account, iam] = this.serviceState;
      this.#emit(loop, "iam", iam);
      this.#emit(loop, "account", account);
    }
    const end = ENDS[this.serviceState];
    if (end !== undefined) {
      this.#settle(end);
      return;
    }
    const brought = answered && elapsedS < LAST_READ_S ? LAST_READ_S : Number.POSITIVE_INFINITY;
    const nextS = Math.min(elapsedS + PACE_S, brought);
    loop.nextS = nextS < MAX_WAIT_S ? loop.sinceS + nextS : undefined;
  }

  #emit(loop: Loop, resource: "iam" | "account", letter: string | undefined): void {
    if (letter === undefined || loop[resource] === letter) return;
    const transition = `${resource} ${loop[resource] ?? ""}>${letter}`;
    loop[resource] = letter;
    loop.transitions.push(transition);
    for (const consumer of this.listening) consumer.transitions.push(transition);
  }

  #settle(end: string): void {
    this.#settled = { transitions: this.#loop?.transitions ?? [], end };
    this.#loop = undefined;
    for (const consumer of this.listening) consumer.end = end;
  }
}
