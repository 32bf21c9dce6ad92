/** Returns the bytes retained on this thread's heap. Requires `--expose-gc`. */
export function heap(): number {
  if (globalThis.gc === undefined) throw new Error("Expected Node to be run with --expose-gc");
  for (let round = 0; round < 3; round++) globalThis.gc();
  return process.memoryUsage().heapUsed;
}
