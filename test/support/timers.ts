/**
 * Counts the timers that keep the process alive: set, neither fired nor cleared, and not unref'd. (Node's `fetch` keeps its idle
 * connections with an unref'd timer.)
 */
export function countTimers(): { readonly active: () => number } & Disposable {
  const active = new Set<NodeJS.Timeout>();
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  const patched = {
    setTimeout: (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
      const timer = setTimeout(() => {
        active.delete(timer);
        run(...args);
      }, ms);
      active.add(timer);
      return timer;
    },
    setInterval: (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
      const timer = setInterval(run, ms, ...args);
      active.add(timer);
      return timer;
    },
    clearTimeout: (timer: NodeJS.Timeout) => {
      active.delete(timer);
      clearTimeout(timer);
    },
    clearInterval: (timer: NodeJS.Timeout) => {
      active.delete(timer);
      clearInterval(timer);
    },
  };
  Object.assign(globalThis, patched);
  return {
    active: () => [...active].filter((timer) => timer.hasRef()).length,
    [Symbol.dispose]: () =>
      void Object.assign(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval }),
  };
}
