import { type Call, errorReply, jsonAnswer, type Reply } from "../http/protocol.js";
import type { HttpAnswer } from "../http/server.js";
import { ServiceError } from "../http/service-error.js";
import { throttled } from "../http/throttling.js";
import { type Fault, faultDefaults } from "./faults.js";

/** The reply that a fault puts in place of the service's own; undefined where the operation should run. */
export function insteadOf(fault: Fault | undefined, call: Call): Reply | undefined {
  switch (fault?.kind) {
    case "throttled": {
      const { hint = faultDefaults.hint, retryAfter = faultDefaults.retryAfter } = fault;
      return errorReply(throttled(hint, retryAfter, call.serverTime));
    }
    case "internalError": {
      const members = { retryAfterSeconds: fault.retryAfter ?? 0 };
      return errorReply(new ServiceError("InternalServerException", "Internal failure.", { members }));
    }
    case "accessDenied": {
      const action = `iotfleetwise:${call.operation}`;
      return errorReply(
        new ServiceError(
          "AccessDeniedException",
          `User is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
        ),
      );
    }
    case "expiredToken":
      return errorReply(
        new ServiceError("ExpiredTokenException", "The security token included in the request is expired"),
      );
    case "unavailable":
      return plain({ status: 503, headers: { "content-type": "text/html" }, body: unavailablePage });
    case "malformedJson":
      return plain({ ...jsonAnswer(200, {}), body: '{"accountStatus":"REGISTRATION_' });
    case "emptyBody":
      return plain({ ...jsonAnswer(200, {}), body: "" });
    case "emptyObject":
      return plain(jsonAnswer(200, {}));
    case "reset":
    case "hang":
      return plain({ ...noAnswer, delivery: fault.kind });
    default:
      return undefined;
  }
}

/** What a fault makes of the service's own reply on its way to the client. */
export function onTheWay(fault: Fault | undefined, call: Call, reply: Reply): Reply {
  const { answer } = reply;
  switch (fault?.kind) {
    case "cutBody":
      return { ...reply, answer: { ...answer, delivery: "cut" } };
    case "drip": {
      const { intervalMs = faultDefaults.intervalMs } = fault;
      return { ...reply, answer: { ...answer, delivery: { intervalMs } } };
    }
    case "skewedClock": {
      const date = new Date(call.serverTime).toUTCString();
      return { ...reply, answer: { ...answer, headers: { ...answer.headers, date } } };
    }
    default:
      return reply;
  }
}

/** What the server takes the time to be. */
export const serverTime = (fault: Fault | undefined, now: number): number =>
  fault?.kind === "skewedClock" ? now + (fault.skew ?? faultDefaults.skew) * 1000 : now;

const plain = (answer: HttpAnswer): Reply => ({ answer, errorName: undefined });

/** Status 0 is for the record alone: nothing of this is sent. */
const noAnswer = { status: 0, headers: {}, body: "" };

const unavailablePage =
  "<html><head><title>503 Service Temporarily Unavailable</title></head><body><h1>503 Service Temporarily Unavailable</h1></body></html>\n";
