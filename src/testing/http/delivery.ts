import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { HttpAnswer } from "./answer.js";

/** Sends an answer, or does to the connection what its delivery says. */
export async function deliver(
  { status, headers, body, delivery }: HttpAnswer,
  outgoing: ServerResponse,
  socket: Socket,
): Promise<void> {
  // A request that hangs needs no timer: the client or close() ends its connection. One whose client has left already
  // must not be given one, because nothing would end it.
  if (delivery?.how === "hang" || socket.destroyed) return;
  if (delivery?.how === "reset") {
    socket.resetAndDestroy();
    return;
  }
  const bytes = Buffer.from(body);
  const half = bytes.subarray(0, bytes.length / 2);
  const whole = { ...headers, "content-length": bytes.length };
  switch (delivery?.how) {
    case undefined:
      outgoing.writeHead(status, whole).end(bytes);
      return;
    case "cut":
      outgoing.writeHead(status, whole).write(half);
      await readingTime(outgoing);
      socket.resetAndDestroy();
      return;
    case "short":
      // Node sends no chunks where this header has been removed.
      if (delivery.framing === "end") outgoing.removeHeader("transfer-encoding");
      outgoing
        .writeHead(status, { ...(delivery.framing === "length" ? whole : headers), connection: "close" })
        .write(half, () => socket.destroySoon());
      return;
    case "drip":
      outgoing.writeHead(status, whole);
      await drip(outgoing, bytes, delivery.intervalMs);
  }
}

async function drip(outgoing: ServerResponse, bytes: Uint8Array, intervalMs: number): Promise<void> {
  const { signal } = untilClosed(outgoing);
  outgoing.flushHeaders();
  for (const byte of bytes) {
    await setTimeout(intervalMs, undefined, { signal });
    outgoing.write(Uint8Array.of(byte));
  }
  outgoing.end();
}

/**
 * Lets the client read what it has been sent. One that finds it together with the reset may take that for a proper end, as
 * libuv does.
 */
async function readingTime(outgoing: ServerResponse): Promise<void> {
  await setTimeout(20, undefined, untilClosed(outgoing));
  // A client in this process, when that stood still for so long, reads in between.
  await setImmediate();
}

/** For timers that should not outlive a connection: they reject when the client leaves or the server is closed. */
function untilClosed(outgoing: ServerResponse): { readonly signal: AbortSignal } {
  const controller = new AbortController();
  outgoing.once("close", () => controller.abort());
  return controller;
}
