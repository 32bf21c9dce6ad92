import { expect, test, vi } from "vitest";
import type { HandlerLogEntry } from "../../src/custom-resource/index.js";
import { requestLog } from "../../src/custom-resource/log.js";
import type { EnsureEvent } from "../../src/index.js";
import { snapshot } from "../support/answers.js";
import { request } from "./requests.js";

const EVENT = request("Create");
const IDS = { requestType: "Create", requestId: EVENT.RequestId, logicalResourceId: EVENT.LogicalResourceId };
const SEEN = { snapshot: snapshot("P"), attempt: 3, elapsedMs: 1000 };
const TRANSITION = { type: "transition", resource: "iam", from: "REGISTRATION_PENDING", ...SEEN } as const;

function logged(event: object): readonly HandlerLogEntry[] {
  const entries: HandlerLogEntry[] = [];
  requestLog(EVENT, (entry) => void entries.push(entry)).event(event as EnsureEvent);
  return entries;
}

test.for<[string, object, object]>([
  [
    "a transition",
    { ...TRANSITION, to: "REGISTRATION_SUCCESS" },
    {
      level: "INFO",
      event: "transition",
      resource: "iam",
      from: "REGISTRATION_PENDING",
      to: "REGISTRATION_SUCCESS",
    },
  ],
  [
    "a failure",
    { ...TRANSITION, to: "REGISTRATION_FAILURE", errorMessage: "no role" },
    {
      level: "INFO",
      event: "transition",
      resource: "iam",
      from: "REGISTRATION_PENDING",
      to: "REGISTRATION_FAILURE",
      errorMessage: "no role",
    },
  ],
  [
    "a retry",
    {
      type: "retry",
      operation: "RegisterAccount",
      error: new SyntaxError("no JSON"),
      failure: { reason: 'SyntaxError: no JSON (HTTP 503), "Service Unavailable".' },
      throttled: true,
      nextDelayMs: 500,
      ...SEEN,
    },
    {
      level: "WARN",
      event: "retry",
      operation: "RegisterAccount",
      error: 'SyntaxError: no JSON (HTTP 503), "Service Unavailable".',
      throttled: true,
      nextDelayMs: 500,
    },
  ],
  [
    "a registration",
    { type: "register", registration: {}, registerAccountStatus: "REGISTRATION_PENDING", since: 7, ...SEEN },
    {
      level: "INFO",
      event: "register",
      registration: {},
      registerAccountStatus: "REGISTRATION_PENDING",
      since: 7,
    },
  ],
])("requestLog logs %s with the ids of the request", ([, event, entry]) => {
  expect(logged(event)).toStrictEqual([{ ...IDS, ...entry }]);
});

test("requestLog does not log a poll", () => {
  expect(logged({ type: "poll", ...SEEN, nextDelayMs: 5000 })).toEqual([]);
});

test("requestLog prints each entry as one line of JSON by default", () => {
  using print = vi.spyOn(console, "log").mockImplementation(() => {});
  requestLog(EVENT).entry("INFO", "outcome", { outcome: "two\nlines" });
  const [line] = print.mock.calls[0] ?? [];
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toEqual({ level: "INFO", event: "outcome", ...IDS, outcome: "two\nlines" });
});

test("requestLog prints an entry if the logger fails", async () => {
  using print = vi.spyOn(console, "log").mockImplementation(() => {});
  requestLog(EVENT, () => expect.unreachable("no disk")).entry("INFO", "outcome", {});
  await new Promise((resolve) => setImmediate(resolve));
  expect(print).toHaveBeenCalledOnce();
});
