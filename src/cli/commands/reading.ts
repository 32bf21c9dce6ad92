import { catchError, defer, map, of } from "rxjs";
import { getRegistration } from "../../index.js";
import { DEFAULTS } from "../../options/defaults.js";
import type { StatusFlags } from "../flags.js";
import type { Host } from "../host.js";
import { type Outcome, outcomeOfAnswer, outcomeOfError } from "../outcome.js";
import { UNTIMED } from "../targets/rate-limiter.js";
import type { Targets } from "../targets/targets.js";
import type { View } from "../views/view.js";
import { sideBySide } from "./side-by-side.js";

/** Reads every target once. */
export function readAll(
  targets: Targets,
  flags: StatusFlags,
  host: Host,
  view: View,
): Promise<readonly Outcome[]> {
  const { maxWaitTime = DEFAULTS.maxReadTime, since } = flags;
  return sideBySide(targets, flags, host, view, ({ names: [name] }, client, secondsLeft) =>
    defer(() =>
      getRegistration({
        ...UNTIMED,
        client,
        maxWaitTime: Math.min(maxWaitTime, secondsLeft),
        abortSignal: host.signal,
      }),
    ).pipe(
      map((snapshot) => outcomeOfAnswer(name, snapshot, since)),
      // There is no state to wait for: what timed out are the reads.
      catchError((error: unknown) => of(outcomeOfError(name, error, false))),
    ),
  );
}
