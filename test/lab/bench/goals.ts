/** The benches. Each has its own folder. */
export const benches = ["frontier", "contention", "overhead", "start-up"] as const;
export type BenchName = (typeof benches)[number];

/** A goal: a figure that a bench measures, and its limit. */
export interface Goal {
  readonly bench: BenchName;
  readonly what: string;
  readonly atMost: number;
  /** Unit of the figure, unless it is a ratio. */
  readonly unit?: string;
  /** Limit of `--check` for a goal that is missed: it must not get worse. README.md has the reasons. */
  readonly tolerated?: number;
}

/**
 * All goals. The figures of `frontier` and `contention` are computed in virtual time: they are the same on every machine, and
 * goals.test.ts checks them.
 */
export const GOALS = {
  "frontier.usual": {
    bench: "frontier",
    what: "lognormal around 300 s: delay / the AWS SDK waiter's",
    atMost: 0.05,
  },
  "frontier.usual.calls": {
    bench: "frontier",
    what: "lognormal around 300 s: polls",
    atMost: 52,
    unit: "polls",
  },
  "frontier.optimum": {
    bench: "frontier",
    what: "delay / the optimum that knows the distribution, at equal polls, over seven distributions",
    atMost: 1.43,
  },
  "frontier.at-once": { bench: "frontier", what: "done within 3 s: delay", atMost: 0.6, unit: "s" },
  "frontier.at-once.calls": { bench: "frontier", what: "done within 3 s: polls", atMost: 3, unit: "polls" },
  "frontier.mostly-at-once": {
    bench: "frontier",
    what: "70 % done within 3 s: delay / the AWS SDK waiter's",
    atMost: 0.08,
  },
  "frontier.wrong-guess": {
    bench: "frontier",
    what: "`expected` wrong by a factor of three: delay / a fixed interval's, at equal polls",
    atMost: 1.1,
  },
  "frontier.memoryless": {
    bench: "frontier",
    what: "memoryless distribution: delay / a fixed interval's, at equal polls",
    atMost: 1.25,
  },
  "frontier.clock": {
    bench: "frontier",
    what: "done within 3 s, local clock wrong by 5, 20, 60 s: delay",
    atMost: 0.7,
    unit: "s",
  },
  "frontier.parts": {
    bench: "frontier",
    what: "the account finishes within 10 s of its resources: delay x polls / the same without their statuses",
    atMost: 0.7,
  },
  "frontier.parts.cost": {
    bench: "frontier",
    what: "the account finishes long after its resources: delay x polls / the same without their statuses",
    atMost: 1.1,
  },
  "contention.last": {
    bench: "contention",
    what: "1000 waits on a quota of 10 per second: time of the last result / the earliest possible",
    atMost: 1.15,
  },
  "contention.calls": {
    bench: "contention",
    what: "1000 waits on a quota of 10 per second: requests / those of plain full jitter",
    atMost: 0.65,
  },
  "contention.lost": {
    bench: "contention",
    what: "1000 waits on a quota of 10 per second: failed waits",
    atMost: 0,
    unit: "waits",
  },
  "contention.consumers": {
    bench: "contention",
    what: "1000 consumers of one poller: requests / one consumer's",
    atMost: 1,
  },
  "overhead.cpu": {
    bench: "overhead",
    what: "CPU per poll of a source in memory / the AWS SDK waiter's",
    atMost: 3.5,
  },
  "overhead.heap": { bench: "overhead", what: "heap per idle wait / the AWS SDK waiter's", atMost: 1.75 },
  "overhead.http": {
    bench: "overhead",
    what: "CPU per poll over HTTP, main thread / that of a bare loop of the same client",
    atMost: 1.1,
  },
  "overhead.growth": {
    bench: "overhead",
    what: "heap that each of 10,000 polls leaves behind",
    atMost: 32,
    unit: "B",
  },
  "overhead.settling": {
    bench: "overhead",
    what: "CPU per wait when 40,000 end together / when 20,000 do",
    atMost: 1.25,
  },
  "overhead.left": { bench: "overhead", what: "timers and listeners left by 2000 finished waits", atMost: 0 },
  "start-up.cli": {
    bench: "start-up",
    what: "cold start of `status` against an emulator, beyond `node --eval 0`",
    atMost: 150,
    unit: "ms",
  },
  "start-up.import": {
    bench: "start-up",
    what: "CPU of importing the ES module, beyond that of rxjs",
    atMost: 15,
    unit: "ms",
  },
  "start-up.page": {
    bench: "start-up",
    what: "`waitUntilRegistered` for browsers with its dependencies, gzip",
    atMost: 16.5,
    unit: "kB",
    tolerated: 18.6,
  },
  "start-up.verdict": { bench: "start-up", what: "`registrationState` alone, gzip", atMost: 3, unit: "kB" },
  "start-up.lambda": {
    bench: "start-up",
    what: "the bundle of the Lambda functions, gzip",
    atMost: 42,
    unit: "kB",
  },
  "start-up.packages": {
    bench: "start-up",
    what: "installed packages, including rxjs",
    atMost: 25,
    unit: "packages",
  },
  "start-up.disk": {
    bench: "start-up",
    what: "size on disk of these packages, as in `du`",
    atMost: 25,
    unit: "MB",
    tolerated: 27.5,
  },
} as const satisfies Readonly<Record<string, Goal>>;

export type GoalName = keyof typeof GOALS;

/** Measured figures. */
export type Figures = Readonly<Partial<Record<GoalName, number>>>;

/** Tolerance, because sums of shares have rounding errors. */
const ROUNDING = 1e-9;

export function reached(name: GoalName, figure: number): boolean {
  return figure <= GOALS[name].atMost + ROUNDING;
}

/** Returns whether `--check` accepts a figure: it reaches its goal, or is a known miss that has not got worse. */
export function accepted(name: GoalName, figure: number): boolean {
  const { atMost, tolerated = atMost }: Goal = GOALS[name];
  return figure <= tolerated + ROUNDING;
}
