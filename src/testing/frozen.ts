/** Freezes plain data all the way down, so that what is handed out cannot be changed behind the emulator's back. */
export function deepFreeze<T>(value: T): T {
  // A list of what is left, not recursion: a request's JSON may be nested deeper than the stack.
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== "object" || next === null || Object.isFrozen(next)) continue;
    left.push(...Object.values(next));
    Object.freeze(next);
  }
  return value;
}
