import type { EnsureOptions } from "../options/ensure.js";
import { type History, registerAccountInput } from "../registration/decide.js";
import type { RegisterAccountInput } from "../registration/register-account.js";
import { type Progress, registrationsMade } from "./progress.js";

/** Returns the part of a wait's state that decisions are based on. */
export function historyOf(progress: Progress): History {
  const { registeredWith, seenNew, awaited } = progress;
  const { since, unconfirmed } = awaited;
  return {
    registrations: registrationsMade(progress),
    registeredWith,
    since,
    unconfirmed: unconfirmed && (unconfirmed.kind === "conflict" ? "conflict" : "lost"),
    seenNew,
  };
}

/** Returns the input of the next RegisterAccount. */
export function inputOf(progress: Progress, options: EnsureOptions): RegisterAccountInput {
  return registerAccountInput(historyOf(progress), progress.current, options);
}
