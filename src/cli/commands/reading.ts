import { catchError, defer, map, of } from "rxjs";
import { getRegistration } from "../../index.js";
import type { Host } from "../host.js";
import { type Outcome, outcomeOfAnswer, outcomeOfError } from "../outcome.js";
import type { StatusFlags } from "../program.js";
import type { Targets } from "../targets/targets.js";
import type { View } from "../views/view.js";
import { sideBySide } from "./side-by-side.js";

/** Reads every target once. */
export function readAll(
  { list }: Targets,
  flags: StatusFlags,
  host: Host,
  view: View,
): Promise<readonly Outcome[]> {
  const { maxWaitTime, since } = flags;
  return sideBySide(list, flags.concurrency, view, ({ name, client }) =>
    defer(() => getRegistration({ client, maxWaitTime, abortSignal: host.signal })).pipe(
      map((snapshot) => outcomeOfAnswer(name, snapshot, since)),
      catchError((error: unknown) => {
        const outcome = outcomeOfError(name, error);
        // There is no state to wait for: what timed out are the reads.
        return of<Outcome>(outcome.state === "timed-out" ? { ...outcome, state: "unreadable" } : outcome);
      }),
    ),
  );
}
