// Memory that each of 5,000 requests of the built-in client leaves behind, over real connections, one in ten with a fault.
import { createFleetWiseClient, waitUntilRegistered } from "../../../src/index.js";
import { credentials, emulatorApart } from "./emulator-apart.js";
import { figure } from "./figure.js";
import { heap } from "./heap.js";

const WARM = 2000;
const READS = 5000;

await using emulator = await emulatorApart({
  timeline: "neverSettles",
  faults: { probability: 0.1, seed: 1, faults: ["throttled", "internalError", "reset", "cutBody"] },
});
const { endpoint } = emulator;
const client = createFleetWiseClient({ endpoint, region: "us-east-1", credentials });
const enough = new AbortController();
let [calls, atFirst, atLast] = [0, 0, 0];
const counted: Pick<typeof client, "getRegisterAccountStatus"> = {
  getRegisterAccountStatus(...call) {
    calls += 1;
    if (calls === WARM) atFirst = heap();
    if (calls === WARM + READS) {
      atLast = heap();
      enough.abort("enough");
    }
    return client.getRegisterAccountStatus(...call);
  },
};
const { signal: abortSignal } = enough;
await waitUntilRegistered({
  client: counted,
  abortSignal,
  minDelay: 0.001,
  maxDelay: 0.001,
  random: () => 0,
}).catch(() => {});
figure("polls over HTTP", calls - WARM, { is: READS });
figure("bytes that a poll leaves behind", (atLast - atFirst) / READS, { atMost: 40 });
