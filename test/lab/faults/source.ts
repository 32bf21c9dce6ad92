import { getEventListeners } from "node:events";
import type { StatusSource } from "../../../src/index.js";
import { carryOut, type Reply } from "./replies.js";
import type { World } from "./virtual-world.js";

/** A request to the source, with its outcome. */
export interface Call {
  readonly atMs: number;
  readonly reply: Reply;
  /** The thrown error, if any. */
  thrown?: unknown;
}

/** A source that plays scripted replies, repeating the last one, and records its requests. */
export interface ScriptedSource {
  readonly client: StatusSource;
  readonly calls: readonly Call[];
  /** Number of delayed replies that are still to come. */
  outstanding(): number;
  /** Number of requests that are neither answered nor aborted. */
  open(): number;
}

export function scriptedSource(replies: readonly Reply[], world: World): ScriptedSource {
  const calls: Call[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const open = new Set<AbortSignal>();

  const client = ({ abortSignal }: { readonly abortSignal: AbortSignal }) =>
    new Promise<unknown>((resolve, reject) => {
      const reply = replies[Math.min(calls.length, replies.length - 1)];
      if (reply === undefined) throw new Error("No reply is scripted");
      const call: Call = { atMs: world.nowMs(), reply };
      calls.push(call);
      open.add(abortSignal);
      abortSignal.addEventListener("abort", () => open.delete(abortSignal), { once: true });

      const settle = () => {
        open.delete(abortSignal);
        try {
          resolve(carryOut(reply));
        } catch (error) {
          call.thrown = error;
          reject(error);
        }
      };
      if (reply.afterMs === 0) return settle();
      if (reply.afterMs === undefined) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        settle();
      }, reply.afterMs);
      timers.add(timer);
      if (reply.ignoresAbort) return;
      abortSignal.addEventListener("abort", () => {
        clearTimeout(timer);
        timers.delete(timer);
        reject(abortSignal.reason);
      });
    });
  return { client, calls, outstanding: () => timers.size, open: () => open.size };
}

/** Returns the resources that a wait holds now. A settled wait holds none. */
export function held(world: World, source: ScriptedSource, signal: AbortSignal): Held {
  return {
    timers: world.timers() - source.outstanding(),
    listeners: getEventListeners(signal, "abort").length,
    openCalls: source.open(),
  };
}

export interface Held {
  readonly timers: number;
  readonly listeners: number;
  readonly openCalls: number;
}
