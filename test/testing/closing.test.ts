import { once } from "node:events";
import { type AddressInfo, connect, Server, Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { type Emulator, type Fault, startEmulator } from "../../src/testing/index.js";
import { runTypeScript } from "../support/run.js";
import { until } from "../support/until.js";

/** Returns an emulator's remaining handles. Waits some turns of the event loop, because sockets close slowly. */
async function left({ port }: Pick<Emulator, "port">, expected = 0): Promise<string[]> {
  const handles = () => activeHandles().filter((handle) => portsOf(handle).includes(port));
  for (let turn = 0; turn < 1000 && handles().length > expected; turn += 1) await setImmediate();
  return handles().map((handle) => (handle instanceof Server ? "server" : "socket"));
}

/** Undocumented in Node. `getActiveResourcesInfo()` does not name a socket's owner, and other tests keep sockets open. */
const activeHandles = (): readonly object[] =>
  (process as unknown as { _getActiveHandles(): readonly object[] })._getActiveHandles();

function portsOf(handle: object): readonly unknown[] {
  if (handle instanceof Socket) return [handle.localPort, handle.remotePort];
  return handle instanceof Server ? [(handle.address() as AddressInfo | null)?.port] : [];
}

/** Opens a connection and sends a poll. Returns the connection and its received data. */
function ask({ port }: Emulator) {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  const target = "x-amz-target: IoTAutobahnControlPlane.GetRegisterAccountStatus";
  socket.write(`POST / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${target}\r\ncontent-length: 2\r\n\r\n{}`);
  const closed = once(socket, "close");
  return { socket, closed, answer: () => once(socket, "data").then(String) };
}

const start = (...faults: Fault[]) => startEmulator({ timeline: "registers", faults });
const slow: Fault = { kind: "drip", intervalMs: 60_000 };

test("close() ends an idle connection and leaves no socket", async () => {
  const emulator = await start();
  const { closed, answer } = ask(emulator);
  expect(await answer()).toMatch(/^HTTP\/1.1 200 OK/);
  await emulator.close();
  await closed;
  expect(await left(emulator)).toEqual([]);
});

test("the end of an `await using` block closes the emulator", async () => {
  let closed: Promise<unknown>;
  let port: number;
  {
    await using emulator = await start();
    const connection = ask(emulator);
    ({ port } = emulator);
    closed = connection.closed;
    await connection.answer();
  }
  await closed;
  expect(await left({ port })).toEqual([]);
});

test("close() ends a hanging request and leaves no socket", async () => {
  const emulator = await start({ kind: "hang" });
  const { closed } = ask(emulator);
  await until(() => emulator.requests.length === 1);
  await emulator.close();
  await closed;
  expect(await left(emulator)).toEqual([]);
});

test("close() ends a dripping response", async () => {
  const emulator = await start(slow);
  const { closed, answer } = ask(emulator);
  expect(await answer()).toMatch(/^HTTP\/1.1 200 OK/);
  await emulator.close();
  await closed;
  expect(await left(emulator)).toEqual([]);
});

test("close() ends hundreds of connections in every phase", async () => {
  const emulator = await startEmulator({
    timeline: "registers",
    faults: { probability: 1, faults: [{ kind: "hang" }, slow] },
  });
  const sent = ["", "POST / HTT", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{", undefined];
  const connections = Array.from({ length: 400 }, (_, index) => {
    const bytes = sent[index % sent.length];
    if (bytes === undefined) return ask(emulator);
    const socket = connect(emulator.port, "127.0.0.1").on("error", () => {});
    socket.write(bytes);
    return { socket, closed: once(socket, "close") };
  });
  await until(() => emulator.requests.length === 100);
  await emulator.close();
  await Promise.all(connections.map(({ socket, closed }) => socket.resume() && closed));
  expect(await left(emulator)).toEqual([]);
});

test("the emulator continues after a client leaves during a dripping response", async () => {
  const emulator = await start(slow);
  const { socket, closed, answer } = ask(emulator);
  await answer();
  socket.destroy();
  await closed;
  // The emulator still listens on each of this machine's loopback addresses.
  expect(new Set(await left(emulator, 2))).toEqual(new Set(["server"]));
  await emulator.close();
});

test("a program exits after closing its emulator in any phase", async () => {
  const { stderr, exitCode } = await runTypeScript("test/testing/leaves-nothing.ts", { timeout: 100_000 });
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
});

test("close() may be called again, and no request is accepted afterwards", async () => {
  const emulator = await start();
  await Promise.all([emulator.close(), emulator.close()]);
  await emulator.close();
  const [error] = await once(connect(emulator.port, "127.0.0.1"), "error");
  expect(error.code).toBe("ECONNREFUSED");
});
