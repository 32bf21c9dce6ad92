import type { Call, Reply } from "../http/protocol.js";
import type { Delivery, HttpResponse } from "../http/response.js";
import { faultResponse } from "./fault-response.js";
import type { CheckedAnswer, CheckedFault } from "./settings.js";

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
  const altered = async (of: CheckedAnswer | undefined, change: Partial<HttpResponse>): Promise<Reply> => {
    const reply = of ? faultResponse(of, call) : await serve();
    const headers = { ...reply.answer.headers, ...change.headers };
    return { ...reply, answer: { ...reply.answer, ...change, headers } };
  };
  switch (fault.kind) {
    case "reset":
    case "hang":
      return noReply({ how: fault.kind });
    case "lostAnswer":
      await serve();
      return noReply({ how: fault.by });
    case "cutBody":
      return altered(fault.of, { delivery: { how: "cut" } });
    case "shortBody":
      return altered(fault.of, { delivery: { how: "short", framing: fault.framing } });
    case "drip":
      return altered(fault.of, { delivery: { how: "drip", intervalMs: fault.intervalMs } });
    case "skewedClock":
      return altered(fault.of, { headers: { date: new Date(call.serverTime).toUTCString() } });
    default:
      return faultResponse(fault, call);
  }
}

/** Returns the time by the server's clock. */
export const serverTime = (fault: CheckedFault | undefined, now: number): number =>
  fault?.kind === "skewedClock" ? now + fault.skew * 1000 : now;

/** Status 0 is only recorded; no response is sent. */
const noReply = (delivery: Delivery): Reply => ({ answer: { status: 0, headers: {}, body: "", delivery } });
