import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { HttpResponse } from "./response.js";

/** Sends a response, or breaks the connection as its delivery requires. */
export async function deliver(
  { status, headers, body, delivery }: HttpResponse,
  outgoing: ServerResponse,
  socket: Socket,
): Promise<void> {
  // A hanging request needs no timer: the client or close() ends its connection. If the client has already disconnected,
  // a timer would have nothing to stop it.
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
      // After this header is removed, Node does not send chunks.
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
 * Gives the client time to read the first half. A client that receives it together with the reset may treat the reset as
 * a normal end, as libuv does.
 */
async function readingTime(outgoing: ServerResponse): Promise<void> {
  await setTimeout(20, undefined, untilClosed(outgoing));
  // If this process was blocked for that long, a client inside this process reads in this turn of the event loop.
  await setImmediate();
}

/** Returns a signal that stops a connection's timers when the client disconnects or the server is closed. */
function untilClosed(outgoing: ServerResponse): { readonly signal: AbortSignal } {
  const controller = new AbortController();
  outgoing.once("close", () => controller.abort());
  return controller;
}
