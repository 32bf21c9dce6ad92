// The handlers wait for minutes, so their tests run in virtual time, over real sockets.
import { test as realTimeTest } from "vitest";
import { startEmulator } from "../../src/testing/index.js";
import { inVirtualTime } from "../support/in-virtual-time.js";
import { clientOf } from "./requests.js";

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

// The first request loads modules, in real time, while virtual time would advance.
const emulator = await startEmulator();
await clientOf(emulator).registerAccount();
await emulator.close();
