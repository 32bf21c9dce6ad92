import type { LambdaContext } from "./protocol.js";

/**
 * Milliseconds that a Lambda function may work: what is left to it, without what is kept for the end, or without a third of it
 * where that is less. Never so few that nothing could be read.
 */
export function usableMs(context: LambdaContext | undefined, keptMs: number): number {
  const leftMs = remainingMs(context);
  if (leftMs === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(LEAST_MS, leftMs - Math.min(keptMs, leftMs / 3));
}

/** Milliseconds that the end may take: what is kept for it, or what is left. */
export function endMs(context: LambdaContext | undefined, keptMs: number): number {
  const leftMs = remainingMs(context);
  return leftMs === undefined ? keptMs : Math.max(LEAST_MS, Math.min(keptMs, leftMs));
}

/** A wrapper around a handler may pass a context of its own, without the method: CloudFormation must be answered nevertheless. */
function remainingMs(context: Partial<LambdaContext> | undefined): number | undefined {
  const left = context?.getRemainingTimeInMillis;
  const leftMs: unknown = typeof left === "function" ? left.call(context) : undefined;
  return typeof leftMs === "number" && Number.isFinite(leftMs) ? leftMs : undefined;
}

const LEAST_MS = 1000;
