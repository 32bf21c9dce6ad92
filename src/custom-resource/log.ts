import type { EnsureEvent } from "../index.js";
import { oneLine } from "../text/one-line.js";
import { inOneSentence } from "../text/sentence.js";
import type { OnEventRequest } from "./protocol.js";

/** A log entry about a request. It never contains the ResponseURL, which is a secret. */
export interface HandlerLogEntry {
  /** Severity: `WARN` for a retry, `ERROR` for a failure of the resource, otherwise `INFO`. */
  readonly level: "INFO" | "WARN" | "ERROR";
  /** Kind of the entry. `register` is an accepted RegisterAccount, `outcome` the end of an invocation. */
  readonly event: "transition" | "retry" | "register" | "outcome";
  /** Create, Update or Delete. */
  readonly requestType: string;
  /** CloudFormation's id of the request. */
  readonly requestId: string;
  /** The resource's name in the template. */
  readonly logicalResourceId: string;
  /** Details of the entry: `resource`, `from` and `to`, `error`, `outcome`, `reason`, ... */
  readonly [detail: string]: unknown;
}

/** A logger. If it fails, the entry goes to the console instead, because a logger must not fail the resource. */
export type HandlerLog = (entry: HandlerLogEntry) => void;

type Level = HandlerLogEntry["level"];
type Details = Readonly<Record<string, unknown>>;

/** Log of one request. */
export interface RequestLog {
  entry(level: Level, event: HandlerLogEntry["event"], details: Details): void;
  /** Logs a transition, a retry or a registration. Polls are not logged. */
  event(event: EnsureEvent): void;
}

/** @param log - By default, each entry is printed as one line of JSON, which Lambda sends to the log group. */
export function requestLog(request: OnEventRequest, log: HandlerLog = toConsole): RequestLog {
  const { RequestType: requestType, RequestId: requestId, LogicalResourceId: logicalResourceId } = request;
  const entry: RequestLog["entry"] = (level, event, details) => {
    const whole = { level, event, requestType, requestId, logicalResourceId, ...details };
    // A failing user logger must not fail the request.
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
          const error = oneLine(inOneSentence(event.error));
          return entry("WARN", "retry", { operation, error, throttled, nextDelayMs });
        }
        case "register": {
          const { registration, registerAccountStatus, since } = event;
          return entry("INFO", "register", { registration, registerAccountStatus, since });
        }
      }
    },
  };
}

function toConsole(entry: HandlerLogEntry): void {
  console.log(JSON.stringify(entry));
}
