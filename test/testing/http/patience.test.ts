// Slow clients: a client that only holds a connection is disconnected, a client that waits for a response is not.
import { once } from "node:events";
import { connect } from "node:net";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { listen, type Patience } from "../../../src/testing/http/server.js";
import { startEmulator } from "../../../src/testing/index.js";
import { exchange, parseAnswer, request } from "../raw.js";

/** Short limits, but longer than a busy machine pauses between two pieces of a valid request. */
const SHORT: Patience = {
  headersTimeout: 1000,
  requestTimeout: 1500,
  connectionsCheckingInterval: 50,
  keepAliveTimeout: 75_000,
};

const fine = async () => ({ status: 200, headers: {}, body: "fine" });

test.concurrent.for<[what: string, sent: string]>([
  ["nothing", ""],
  ["half a request line", "POS"],
  ["headers without an end", "POST / HTTP/1.1\r\nhost: a\r\nx-slow: "],
  ["half a body", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhalf"],
  ["chunks without an end", "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n"],
])("a client that sends %s and no more gets a 408, and its connection ends", async ([, sent]) => {
  let handled = 0;
  const server = await listen(
    0,
    () => {
      handled += 1;
      return fine();
    },
    SHORT,
  );
  const { text } = await exchange(server.port, sent);
  expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\nConnection: close\r\n/);
  expect(handled).toBe(0);
  await server.close();
});

test.concurrent("a client may wait longer for a hanging or dripping response than for its request", async () => {
  const server = await listen(
    0,
    async ({ path }) => {
      const delivery =
        path === "/hang" ? ({ how: "hang" } as const) : ({ how: "drip", intervalMs: 250 } as const);
      return { ...(await fine()), body: "0123456789", delivery };
    },
    SHORT,
  );
  const hanging = connect(server.port, "127.0.0.1");
  hanging.write("GET /hang HTTP/1.1\r\nhost: a\r\n\r\n");
  let heard = false;
  hanging.on("data", () => {
    heard = true;
  });
  const closed = once(hanging, "close");
  const dripping = fetch(`http://127.0.0.1:${server.port}/drip`);
  // This later connection has already timed out, so the earlier ones have exceeded the limits too.
  expect((await exchange(server.port, "")).text).toMatch(/^HTTP\/1\.1 408 /);
  expect(await (await dripping).text()).toBe("0123456789");
  expect([hanging.destroyed, heard]).toEqual([false, false]);
  await server.close();
  await closed;
});

test("a slow client that sends byte by byte gets its response", async () => {
  await using emulator = await startEmulator({ timeline: "neverSettles" });
  const socket = connect(emulator.port, "127.0.0.1").setEncoding("latin1");
  const answered = once(socket, "data");
  for (const byte of request("GetRegisterAccountStatus")) {
    socket.write(byte);
    await setImmediate();
  }
  const [text] = await answered;
  expect(parseAnswer(text).status).toBe(200);
  socket.destroy();
});

test("an idle connection stays open longer than the longest delay between two polls", async () => {
  await using emulator = await startEmulator();
  const socket = connect(emulator.port, "127.0.0.1").setEncoding("latin1");
  const answers = [];
  for (const _ of [1, 2]) {
    socket.write(request("GetRegisterAccountStatus"));
    const [text] = await once(socket, "data");
    answers.push(parseAnswer(text));
  }
  const kept = { status: 404, headers: { connection: "keep-alive", "keep-alive": "timeout=75" } };
  expect(answers).toMatchObject([kept, kept]);
  socket.destroy();
});
