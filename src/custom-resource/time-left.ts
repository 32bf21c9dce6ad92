import type { LambdaContext } from "./protocol.js";

/**
 * Milliseconds that a Lambda function may work: what is left to it, without what is kept for the end, or without a third of it
 * where that is less. Never so few that nothing could be read.
 */
export function usableMs(context: LambdaContext | undefined, keptMs: number): number {
  if (context === undefined) return Number.POSITIVE_INFINITY;
  const leftMs = context.getRemainingTimeInMillis();
  return Math.max(LEAST_MS, leftMs - Math.min(keptMs, leftMs / 3));
}

/** Milliseconds that the end may take: what is kept for it, or what is left. */
export function endMs(context: LambdaContext | undefined, keptMs: number): number {
  return context === undefined
    ? keptMs
    : Math.max(LEAST_MS, Math.min(keptMs, context.getRemainingTimeInMillis()));
}

const LEAST_MS = 1000;
