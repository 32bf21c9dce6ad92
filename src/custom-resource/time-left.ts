import type { LambdaContext } from "./protocol.js";

/**
 * Returns the milliseconds that a Lambda function may use: its remaining time without the time reserved for the end, or without a
 * third of the remaining time if that is less. At least one second, so that one poll is possible; unlimited if the time is
 * unknown.
 */
export function usableMs(context: LambdaContext | undefined, reservedMs: number): number {
  const leftMs = remainingMs(context);
  if (leftMs === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(MIN_MS, leftMs - Math.min(reservedMs, leftMs / 3));
}

/** Returns the milliseconds for the response: the reserved time, or the remaining time if that is less, at least one second. */
export function endMs(context: LambdaContext | undefined, reservedMs: number): number {
  const leftMs = remainingMs(context);
  return leftMs === undefined ? reservedMs : Math.max(MIN_MS, Math.min(reservedMs, leftMs));
}

/** Returns the remaining milliseconds. A wrapper may pass a context without the method, but CloudFormation must get a response. */
function remainingMs(context: Partial<LambdaContext> | undefined): number | undefined {
  const left = context?.getRemainingTimeInMillis;
  const leftMs = typeof left === "function" ? left.call(context) : undefined;
  return Number.isFinite(leftMs) ? leftMs : undefined;
}

const MIN_MS = 1000;
