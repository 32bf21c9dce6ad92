import type { ResolvedEnsureOptions } from "../options/ensure.js";
import { type History, type Policy, registerAccountInput } from "../registration/decide.js";
import type { RegisterAccountInput } from "../registration/register-account.js";
import { type Progress, registrationsMade } from "./progress.js";

/**
 * Returns the part of a wait's state that decisions are based on.
 *
 * In a CloudFormation handler, any registration that was seen pending counts as new, whatever its times: another copy of the request
 * may have started it.
 */
export function historyOf(progress: Progress, { requestedAt }: Pick<Policy, "requestedAt">): History {
  const { registeredWith, awaited, started } = progress;
  const { since, unconfirmed, beganMs } = awaited;
  const seenNew = progress.seenNew || (requestedAt !== undefined && beganMs !== undefined);
  return {
    registrations: registrationsMade(progress),
    registeredWith,
    since,
    unconfirmed: unconfirmed && (unconfirmed.kind === "conflict" ? "conflict" : "lost"),
    seenNew,
    started: requestedAt && started.filter((time) => time >= requestedAt.getTime()).length,
  };
}

/** Returns the input of the next RegisterAccount. */
export function inputOf(progress: Progress, options: ResolvedEnsureOptions): RegisterAccountInput {
  return registerAccountInput(historyOf(progress, options), progress.current, options);
}
