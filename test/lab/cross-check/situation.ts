// A situation: an account, what happens to the requests that reach its service, and what an engineer asks for.
import type { RegisterAccountInput } from "../../../src/index.js";

/** How a registration that the service has carried out develops. Times are in seconds. */
export interface Development {
  /** Until polls show it: eventual consistency. `Infinity`: never. */
  readonly visibleAfter: number;
  /** Until it leaves the pending state. */
  readonly takes: number;
  /** Its final state; `pending` and `unknown` never become final, and `unknown` is a status that AWS may add later. */
  readonly ends: "success" | "failure" | "pending" | "unknown";
}

/** The registration that exists when the situation starts. */
export interface Standing extends Pick<Development, "takes" | "ends"> {
  /** How long before the situation it started, in seconds. */
  readonly age: number;
  /** The Timestream table that it holds. */
  readonly timestream?: Table | undefined;
}

export type Table = NonNullable<RegisterAccountInput["timestreamResources"]>;

/** What happens to a RegisterAccount request. */
export type RegisterMishap =
  | "accepted"
  /** Carried out, and the response is lost: the connection breaks, the service answers 500, nothing comes. */
  | "lost by reset"
  | "lost by 500"
  | "lost by hanging"
  /** The same for a request that was not carried out. */
  | "dropped by reset"
  | "dropped by 500"
  | "dropped by hanging"
  /** Rejected because someone else has just registered the account. */
  | "conflict with another registration"
  /** Rejected because campaigns have to be deleted first. */
  | "conflict with campaigns"
  | "throttled"
  | "connection refused"
  | "denied"
  | "invalid";

export type PollMishap = "denied" | "throttled" | "500" | "malformed" | "hanging" | "connection refused";

/** When polls go wrong: the first one, or all for some seconds, from the start or from the first RegisterAccount request on. */
export interface PollTrouble {
  readonly mishap: PollMishap;
  readonly from: "start" | "RegisterAccount";
  readonly lasts: "once" | number;
}

/** What is asked for. Times are in seconds. */
export interface Request {
  readonly mode: "ensure" | "wait";
  readonly maxWaitTime: number;
  readonly consistencyGrace: number;
  readonly maxRegistrations: number;
  readonly registration?: RegisterAccountInput | undefined;
  readonly reregister?: true | "if-different" | undefined;
  /** How long before the start `since` lies, in seconds. */
  readonly sinceAgo?: number | undefined;
}

export interface Situation {
  readonly id: string;
  readonly standing: Standing | undefined;
  /** What happens to each RegisterAccount request, the last forever. */
  readonly registers: readonly RegisterMishap[];
  /** How each registration develops that is carried out, in order, the last forever. */
  readonly developments: readonly Development[];
  /** Whether the service still registers Timestream resources (its legacy mode). */
  readonly takesTimestream: boolean;
  readonly polls: readonly PollTrouble[];
  /** Which times polls and RegisterAccount's response carry. */
  readonly times: "all" | "none in polls" | "only an old creationTime in the receipt";
  readonly request: Request;
}

/** A readable story of a situation. */
export function storyOf({
  id,
  standing,
  registers,
  developments,
  polls,
  times,
  request,
  takesTimestream,
}: Situation): string {
  const { mode, sinceAgo, registration, ...options } = request;
  const lines = [
    `account: ${standing ? `registered ${standing.age} s ago, ${standing.ends} after ${standing.takes} s${standing.timestream ? `, with ${tableName(standing.timestream)}` : ""}` : "not registered"}`,
    `RegisterAccount: ${registers.join(", then ")}`,
    `registrations: ${developments.map(({ visibleAfter, takes, ends }) => `visible after ${visibleAfter} s, ${ends} after ${takes} s`).join("; then ")}${takesTimestream ? "" : "; Timestream resources are ignored"}`,
    ...polls.map(
      ({ mishap, from, lasts }) =>
        `polls: ${mishap} ${lasts === "once" ? "once" : `for ${lasts} s`} from ${from} on`,
    ),
    ...(times === "all" ? [] : [`times: ${times}`]),
    `asked: ${mode} ${JSON.stringify({ ...options, registration, ...(sinceAgo !== undefined && { since: `${sinceAgo} s ago` }) })}`,
  ];
  return `${id}\n${lines.map((line) => `    ${line}`).join("\n")}`;
}

export const tableName = ({ timestreamDatabaseName, timestreamTableName }: Table): string =>
  `${timestreamDatabaseName}.${timestreamTableName}`;
