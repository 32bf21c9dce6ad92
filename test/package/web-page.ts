import { createContext, runInContext } from "node:vm";

const WEB = [
  ...[
    "AbortController",
    "AbortSignal",
    "atob",
    "btoa",
    "clearInterval",
    "clearTimeout",
    "crypto",
    "DOMException",
  ],
  ...[
    "Event",
    "EventTarget",
    "fetch",
    "Headers",
    "performance",
    "queueMicrotask",
    "ReadableStream",
    "Request",
  ],
  ...["Response", "structuredClone", "TextDecoder", "TextEncoder", "URL", "URLSearchParams"],
];

/**
 * Runs a script with only those globals that browsers have too, and returns the value of its last expression. Timers are
 * numbers, as in browsers, so `unref()` fails.
 */
export function inWebPage(script: string): unknown {
  const globals = Object.fromEntries(WEB.map((name) => [name, Reflect.get(globalThis, name)]));
  const numbered =
    <A extends unknown[]>(start: (...args: A) => NodeJS.Timeout) =>
    (...args: A) =>
      Number(start(...args));
  const timers = { setTimeout: numbered(setTimeout), setInterval: numbered(setInterval) };
  return runInContext(script, createContext({ ...globals, ...timers }));
}
