// What an entry point came to, in terms that all have in common.
import type { FirstAction } from "./model.js";
import type { Counts } from "./service.js";

export interface Row {
  /** `registered`, or the code of the error. */
  readonly code: string;
  readonly requests: number;
  /** As the entry point itself reports them. */
  readonly registrations?: Counts | undefined;
  readonly message: string;
  /** Whether its text names the code, as CloudFormation's reason must. */
  readonly named?: boolean | undefined;
  readonly phase?: string | undefined;
  readonly operation?: string | undefined;
  readonly exitCode?: number | undefined;
  /** Of a dry run. */
  readonly first?: FirstAction | string | undefined;
}

/** A library error as a row; of an error of another kind, its name stands for the code. */
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
