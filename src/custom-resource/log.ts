import type { EnsureEvent } from "../index.js";
import { oneLine } from "../text/one-line.js";
import { inOneSentence } from "../text/sentence.js";
import type { OnEventRequest } from "./protocol.js";

/** What is logged of a request: never its ResponseURL, which is a secret. */
export interface HandlerLogEntry {
  /** How much it matters. */
  readonly level: "INFO" | "WARN" | "ERROR";
  /** What happened. */
  readonly event: "transition" | "retry" | "register" | "outcome";
  /** Create, Update or Delete. */
  readonly requestType: string;
  /** CloudFormation's id of the request. */
  readonly requestId: string;
  /** The resource's name in the template. */
  readonly logicalResourceId: string;
  /** What there is to say of it: `resource`, `from` and `to`, `error`, `outcome`, `reason`, ... */
  readonly [detail: string]: unknown;
}

/** Where log entries go to: to the console instead where it fails, as that is no reason to fail the resource. */
export type HandlerLog = (entry: HandlerLogEntry) => void;

type Level = HandlerLogEntry["level"];
type Details = Readonly<Record<string, unknown>>;

/** Says what happens to one request. */
export interface RequestLog {
  entry(level: Level, event: HandlerLogEntry["event"], details: Details): void;
  /** A transition, a retry, or a RegisterAccount; of reads nothing. */
  event(event: EnsureEvent): void;
}

/** @param log - By default a line of JSON each, on the console: Lambda takes it to the log group. */
export function requestLog(request: OnEventRequest, log: HandlerLog = toConsole): RequestLog {
  const { RequestType: requestType, RequestId: requestId, LogicalResourceId: logicalResourceId } = request;
  const entry: RequestLog["entry"] = (level, event, details) => {
    const whole = { level, event, requestType, requestId, logicalResourceId, ...details };
    // A log that throws, rejects or is none fails no request: a Delete succeeds, and CloudFormation is answered.
    (async () => log(whole))().catch(() => toConsole(whole));
  };
  return {
    entry,
    event: (event) => {
      switch (event.type) {
        case "transition": {
          const { resource, from, to, errorMessage } = event;
          return entry("INFO", "transition", { resource, from, to, ...(errorMessage && { errorMessage }) });
        }
        case "retry": {
          const { operation, throttled, nextDelayMs } = event;
          return entry("WARN", "retry", { operation, error: said(event.error), throttled, nextDelayMs });
        }
        case "register": {
          const { registration, registerAccountStatus, since } = event;
          return entry("INFO", "register", { registration, registerAccountStatus, since });
        }
      }
    },
  };
}

/** An error in one line, with its reason, without its stack. */
function said(error: unknown): string {
  return oneLine(inOneSentence(error));
}

function toConsole(entry: HandlerLogEntry): void {
  console.log(JSON.stringify(entry));
}
