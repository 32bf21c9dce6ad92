// A situation: an account, the fate of the requests to its service, and the options of the caller.
import type { RegisterAccountInput } from "../../../src/index.js";

/** Course of a registration that the service has carried out. Times are in seconds. */
export interface Development {
  /** Time until polls return it, because of eventual consistency; `Infinity` for never. */
  readonly visibleAfter: number;
  /** Time until it is no longer pending. */
  readonly takes: number;
  /** State after that time, in which it stays. `unknown` is a status that AWS may add later; like `pending`, it is not final. */
  readonly ends: "success" | "failure" | "pending" | "unknown";
}

/** Registration that exists when the situation starts. */
export interface Standing extends Pick<Development, "takes" | "ends"> {
  /** Seconds from its start to the start of the situation. */
  readonly age: number;
  /** Timestream table that it includes. */
  readonly timestream?: Table | undefined;
  /** Result of the registration a day before it. */
  readonly former?: "success" | "failure" | undefined;
}

export type Table = NonNullable<RegisterAccountInput["timestreamResources"]>;

/** Fate of a RegisterAccount request. */
export type RegisterMishap =
  | "accepted"
  /** Carried out, but the response is lost: the connection breaks, the service returns 500, or nothing arrives. */
  | "lost by reset"
  | "lost by 500"
  | "lost by hanging"
  /** Not carried out, and the response is lost in the same ways. */
  | "dropped by reset"
  | "dropped by 500"
  | "dropped by hanging"
  /** Rejected because someone else has just registered the account. */
  | "conflict with another registration"
  /** Rejected because campaigns must be deleted first. */
  | "conflict with campaigns"
  | "throttled"
  | "connection refused"
  | "denied"
  | "invalid";

export type PollMishap = "denied" | "throttled" | "500" | "malformed" | "hanging" | "connection refused";

/** Failing polls: the first one, or all for some seconds, counted from the start or from the first RegisterAccount request. */
export interface PollTrouble {
  readonly mishap: PollMishap;
  readonly from: "start" | "RegisterAccount";
  readonly lasts: "once" | number;
}

/** Options of the caller. Times are in seconds. */
export interface Request {
  readonly mode: "ensure" | "wait";
  readonly maxWaitTime: number;
  readonly consistencyGrace: number;
  readonly maxRegistrations: number;
  readonly registration?: RegisterAccountInput | undefined;
  readonly reregister?: true | "if-different" | undefined;
  /** Seconds from `since` to the start. */
  readonly sinceAgo?: number | undefined;
}

export interface Situation {
  readonly id: string;
  readonly standing: Standing | undefined;
  /** Fate of each RegisterAccount request; the last one repeats. */
  readonly registers: readonly RegisterMishap[];
  /** Course of each registration that is carried out, in order; the last one repeats. */
  readonly developments: readonly Development[];
  /** Whether the service still registers Timestream resources (its legacy mode). */
  readonly takesTimestream: boolean;
  readonly polls: readonly PollTrouble[];
  /** Seconds from its start in which every second poll of a copy returns the registration before the latest, if there is one. */
  readonly hostsDisagree?: number;
  /** Times that polls and RegisterAccount's response contain. */
  readonly times: "all" | "none in polls" | "only an old creationTime in the receipt";
  readonly request: Request;
}

/** Returns a readable description of a situation. */
export function storyOf({
  id,
  standing,
  registers,
  developments,
  polls,
  times,
  request,
  takesTimestream,
  hostsDisagree,
}: Situation): string {
  const { mode, sinceAgo, registration, ...options } = request;
  const lines = [
    `account: ${standing ? `registered ${standing.age} s ago, ${standing.ends} after ${standing.takes} s${standing.timestream ? `, with ${tableName(standing.timestream)}` : ""}${standing.former ? `, ${standing.former} the day before` : ""}` : "not registered"}`,
    `RegisterAccount: ${registers.join(", then ")}`,
    `registrations: ${developments.map(({ visibleAfter, takes, ends }) => `visible after ${visibleAfter} s, ${ends} after ${takes} s`).join("; then ")}${takesTimestream ? "" : "; Timestream resources are ignored"}`,
    ...polls.map(
      ({ mishap, from, lasts }) =>
        `polls: ${mishap} ${lasts === "once" ? "once" : `for ${lasts} s`} from ${from} on`,
    ),
    ...(hostsDisagree
      ? [`polls: every second one returns the registration before the latest for ${hostsDisagree} s`]
      : []),
    ...(times === "all" ? [] : [`times: ${times}`]),
    `requested: ${mode} ${JSON.stringify({ ...options, registration, ...(sinceAgo !== undefined && { since: `${sinceAgo} s ago` }) })}`,
  ];
  return `${id}\n${lines.map((line) => `    ${line}`).join("\n")}`;
}

export const tableName = ({ timestreamDatabaseName, timestreamTableName }: Table): string =>
  `${timestreamDatabaseName}.${timestreamTableName}`;
