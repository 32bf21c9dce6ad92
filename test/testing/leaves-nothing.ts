// Run by closing.test.ts as a process: it exits only if closed emulators leave nothing behind.
import { once } from "node:events";
import { request } from "node:http";
import { listen } from "../../src/testing/http/server.js";
import { startEmulator } from "../../src/testing/index.js";

const ask = (port: number) =>
  request({ port, host: "127.0.0.1", method: "POST", agent: false })
    .on("error", () => {})
    .end("{}");

// The emulator is closed in the middle of a dripping response and a hanging request.
const emulator = await startEmulator({ faults: [{ kind: "drip", intervalMs: 60_000 }, "hang"] });
const [incoming] = await once(ask(emulator.port), "response");
incoming.on("error", () => {});
ask(emulator.port);
while (emulator.requests.length < 2) await new Promise(setImmediate);
await emulator.close();

// The client leaves while its request is handled, so its dripping response has no reader.
let handled = false;
const server = await listen(0, async () => {
  await new Promise((resolve) => leaving.once("close", resolve).destroy());
  for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
  handled = true;
  return { status: 200, headers: {}, body: "{}", delivery: { how: "drip", intervalMs: 60_000 } };
});
const leaving = ask(server.port);
while (!handled) await new Promise(setImmediate);
await server.close();
