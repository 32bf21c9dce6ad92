import type { Call, Reply } from "../http/protocol.js";
import type { Delivery, HttpResponse } from "../http/response.js";
import { faultResponse } from "./fault-response.js";
import type { CheckedFault } from "./settings.js";

/**
 * Returns the reply to a request after applying the fault, if any.
 *
 * @param serve - Runs the operation; not called if the fault replaces or prevents the response.
 */
export async function applyFault(
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
      return noReply({ how: fault.by });
    case "cutBody":
    case "shortBody":
    case "drip":
    case "skewedClock": {
      const { answer, errorName } = fault.of ? faultResponse(fault.of, call) : await serve();
      return { answer: inTransit(fault, call, answer), errorName };
    }
    default:
      return faultResponse(fault, call);
  }
}

/** Returns the time by the server's clock. */
export const serverTime = (fault: CheckedFault | undefined, now: number): number =>
  fault?.kind === "skewedClock" ? now + fault.skew * 1000 : now;

function inTransit(
  fault: Extract<CheckedFault, { readonly kind: "cutBody" | "shortBody" | "drip" | "skewedClock" }>,
  call: Call,
  answer: HttpResponse,
): HttpResponse {
  switch (fault.kind) {
    case "cutBody":
      return { ...answer, delivery: { how: "cut" } };
    case "shortBody":
      return { ...answer, delivery: { how: "short", framing: fault.framing } };
    case "drip":
      return {
        ...answer,
        delivery: { how: "drip", intervalMs: fault.intervalMs },
      };
    case "skewedClock":
      return { ...answer, headers: { ...answer.headers, date: new Date(call.serverTime).toUTCString() } };
  }
}

/** Status 0 is only recorded; no response is sent. */
const noReply = (delivery: Delivery): Reply => ({
  answer: { status: 0, headers: {}, body: "", delivery },
  errorName: undefined,
});
