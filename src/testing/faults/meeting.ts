import type { Delivery, HttpAnswer } from "../http/answer.js";
import type { Call, Reply } from "../http/protocol.js";
import { answerOf } from "./answers.js";
import { faultDefaults } from "./faults.js";
import type { CheckedFault } from "./settings.js";

/**
 * The reply to a call that meets a fault, or none.
 *
 * @param serve - Has the service answer; left alone where another answers in its place, or nobody does.
 */
export async function meet(
  fault: CheckedFault | undefined,
  call: Call,
  serve: () => Promise<Reply>,
): Promise<Reply> {
  if (fault === undefined) return serve();
  switch (fault.kind) {
    case "reset":
    case "hang":
      return noReply({ how: fault.kind });
    case "lostAnswer":
      await serve();
      return noReply({ how: fault.by ?? faultDefaults.by });
    case "cutBody":
    case "shortBody":
    case "drip":
    case "skewedClock": {
      const { answer, errorName } = fault.of ? answerOf(fault.of, call) : await serve();
      return { answer: onTheWay(fault, call, answer), errorName };
    }
    default:
      return answerOf(fault, call);
  }
}

/** What the server takes the time to be. */
export const serverTime = (fault: CheckedFault | undefined, now: number): number =>
  fault?.kind === "skewedClock" ? now + (fault.skew ?? faultDefaults.skew) * 1000 : now;

function onTheWay(
  fault: Extract<CheckedFault, { readonly kind: "cutBody" | "shortBody" | "drip" | "skewedClock" }>,
  call: Call,
  answer: HttpAnswer,
): HttpAnswer {
  switch (fault.kind) {
    case "cutBody":
      return { ...answer, delivery: { how: "cut" } };
    case "shortBody":
      return { ...answer, delivery: { how: "short", framing: fault.framing ?? faultDefaults.framing } };
    case "drip":
      return {
        ...answer,
        delivery: { how: "drip", intervalMs: fault.intervalMs ?? faultDefaults.intervalMs },
      };
    case "skewedClock":
      return { ...answer, headers: { ...answer.headers, date: new Date(call.serverTime).toUTCString() } };
  }
}

/** Status 0 is for the record alone: nothing of this is sent. */
const noReply = (delivery: Delivery): Reply => ({
  answer: { status: 0, headers: {}, body: "", delivery },
  errorName: undefined,
});
