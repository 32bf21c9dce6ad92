/**
 * A token bucket (https://en.wikipedia.org/wiki/Token_bucket): holds `burst` tokens, full at first, refilled by `rate`
 * a second. The returned function takes one at a time in epoch milliseconds and tells whether there was one.
 */
export function tokenBucket(rate: number, burst: number): (now: number) => boolean {
  let tokens = burst;
  let filledAt: number | undefined;
  return (now) => {
    // A wall clock that is set back must not drain the bucket.
    const elapsed = Math.max(0, now - (filledAt ?? now));
    tokens = Math.min(burst, tokens + (elapsed / 1000) * rate);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
