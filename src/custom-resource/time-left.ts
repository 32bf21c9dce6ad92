import type { LambdaContext } from "./protocol.js";

/**
 * Returns the milliseconds that a Lambda function may use: its remaining time without the time reserved for the end, or without a
 * third of the remaining time if that is less. At least one second, so that one poll is possible.
 */
export function usableMs(context: LambdaContext | undefined, keptMs: number): number {
  const leftMs = remainingMs(context);
  if (leftMs === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(MIN_MS, leftMs - Math.min(keptMs, leftMs / 3));
}

/** Milliseconds that the end may take: what is kept for it, or what is left. */
export function endMs(context: LambdaContext | undefined, keptMs: number): number {
  const leftMs = remainingMs(context);
  return leftMs === undefined ? keptMs : Math.max(MIN_MS, Math.min(keptMs, leftMs));
}

/** A wrapper around a handler may pass a context of its own, without the method: CloudFormation must be answered nevertheless. */
function remainingMs(context: Partial<LambdaContext> | undefined): number | undefined {
  const left = context?.getRemainingTimeInMillis;
  const leftMs: unknown = typeof left === "function" ? left.call(context) : undefined;
  return typeof leftMs === "number" && Number.isFinite(leftMs) ? leftMs : undefined;
}

const MIN_MS = 1000;
