// The outcome of an entry point, in terms that all entry points share.
import type { FirstAction } from "./model.js";
import type { Counts } from "./service.js";

export interface Row {
  /** `registered`, or the code of the error. */
  readonly code: string;
  readonly requests: number;
  /** Counts that the entry point reports. */
  readonly registrations?: Counts | undefined;
  readonly message: string;
  /** Whether the text starts with the code, as CloudFormation's reason must. */
  readonly named?: boolean | undefined;
  readonly phase?: string | undefined;
  readonly operation?: string | undefined;
  readonly exitCode?: number | undefined;
  /** Predicted action of a dry run. */
  readonly first?: FirstAction | string | undefined;
}

/** Returns a row for an error. If it is not an error of the library, its name replaces the code. */
export function rowOfError(error: unknown, requests: number): Row {
  const { name, code, message, phase, operation, registrations } = Object(error) as Record<string, unknown>;
  return {
    code: typeof code === "string" ? code : `${name}`,
    requests,
    message: String(message),
    phase: text(phase),
    operation: text(operation),
    registrations: countsOf(registrations),
  };
}

export const countsOf = (value: unknown): Counts | undefined =>
  typeof value === "object" && value !== null && "accepted" in value ? (value as Counts) : undefined;

const text = (value: unknown) => (typeof value === "string" ? value : undefined);
