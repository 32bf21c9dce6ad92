/** Freezes plain data and everything in it, so that a caller cannot change the emulator's records. */
export function deepFreeze<T>(value: T): T {
  // A work list instead of recursion: the JSON of a request may be nested deeper than the stack.
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== "object" || next === null || Object.isFrozen(next)) continue;
    left.push(...Object.values(next));
    Object.freeze(next);
  }
  return value;
}
