import type { LambdaContext } from "./protocol.js";

/**
 * Returns the milliseconds that a Lambda function may use: its remaining time without the time reserved for the end, or without a
 * third of the remaining time if that is less. At least one second, so that one poll is possible.
 */
export function usableMs(context: LambdaContext | undefined, reservedMs: number): number {
  if (context === undefined) return Number.POSITIVE_INFINITY;
  const leftMs = context.getRemainingTimeInMillis();
  return Math.max(MIN_MS, leftMs - Math.min(reservedMs, leftMs / 3));
}

/** Returns the milliseconds that the end may take: the reserved time, or the remaining time if that is less. */
export function endMs(context: LambdaContext | undefined, reservedMs: number): number {
  return context === undefined
    ? reservedMs
    : Math.max(MIN_MS, Math.min(reservedMs, context.getRemainingTimeInMillis()));
}

const MIN_MS = 1000;
