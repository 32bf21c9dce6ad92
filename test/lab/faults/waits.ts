// `watchRegistrationEvents()` and `getRegistration()`, in virtual time.
import fc from "fast-check";
import type { Part, Tally } from "./campaign.js";
import type { Reply } from "./replies.js";
import { checkWait } from "./wait-oracle.js";
import { playWait, readScripts, type WaitScript, waitScripts } from "./wait-script.js";

const nameOf = (reply: Reply) => {
  if (reply.afterMs === undefined) return "noAnswer";
  return reply.kind === "fault" ? reply.fault : reply.kind;
};

const played = (scripts: fc.Arbitrary<WaitScript>) => (tally: Tally) =>
  fc.asyncProperty(scripts, async (script) => {
    const trace = await playWait(script);
    for (const { reply } of trace.calls) tally.count(nameOf(reply));
    checkWait(script, trace);
  });

export const waits: Part = {
  name: "waits",
  about:
    "watchRegistrationEvents(): every response and failure, late, never and in any order; abort and unsubscribe",
  runs: 30_000,
  few: 80,
  property: played(waitScripts),
};

export const reads: Part = {
  name: "reads",
  about: "getRegistration(): the same, until the first response",
  runs: 20_000,
  few: 40,
  property: played(readScripts),
};
