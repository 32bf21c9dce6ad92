// The handlers wait for minutes, so their tests run in virtual time, over real sockets.
import { test as realTimeTest } from "vitest";
import { inVirtualTime } from "../support/in-virtual-time.js";
import type { Scene } from "../support/scripted-server.js";

/** Sleeps in virtual time. */
export const pass = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

/** A test in virtual time. `network.hanging` is the number of requests in flight that nobody answers. */
export const test = realTimeTest.extend<{ network: { hanging: number } }>({
  network: [
    async ({ task: _ }, use) => {
      const network = { hanging: 0 };
      await inVirtualTime(() => use(network), { hanging: () => network.hanging });
    },
    { auto: true },
  ],
});

/** Never responds, and lets the virtual time pass until the client closes the connection. */
export function hangingOn(network: { hanging: number }): Scene {
  return (_response, { socket }) => {
    network.hanging += 1;
    socket.once("close", () => {
      network.hanging -= 1;
    });
  };
}

// The first request loads modules, in real time, while virtual time would advance.
await fetch("http://127.0.0.1:1/").catch(() => {});
