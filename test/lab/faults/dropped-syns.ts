// Waits at an address at which connecting hangs, because the system drops each SYN.
import { strict as assert } from "node:assert";
import fc from "fast-check";
import { createFleetWiseClient, watchRegistrationEvents } from "../../../src/index.js";
import type { Part } from "./campaign.js";
import { fullBacklog } from "./full-backlog.js";

interface DroppedScript {
  readonly requestTimeout: number;
  readonly ends: "deadline" | "abort" | "unsubscribe";
  readonly afterMs: number;
}

const scripts: fc.Arbitrary<DroppedScript> = fc.record({
  requestTimeout: fc.constantFrom(0.02, 0.1, 10),
  ends: fc.constantFrom("deadline", "abort", "unsubscribe"),
  afterMs: fc.integer({ min: 1, max: 300 }),
});

const CODES = { deadline: "STATUS_UNREADABLE", abort: "aborted", unsubscribe: "left" };

async function play({ requestTimeout, ends, afterMs }: DroppedScript, endpoint: string): Promise<void> {
  const sockets = () =>
    process.getActiveResourcesInfo().filter((name) => /^TCP(Socket|Connect)/.test(name)).length;
  const before = sockets();
  const controller = new AbortController();
  const types = new Set<string>();
  const client = createFleetWiseClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  });
  const config = { client, abortSignal: controller.signal, requestTimeout, minDelay: 0.01, random: () => 0 };
  const end = await new Promise<string>((resolve) => {
    const maxWaitTime = ends === "deadline" ? afterMs / 1000 : 60;
    const subscription = watchRegistrationEvents({ ...config, maxWaitTime }).subscribe({
      next: ({ type }) => types.add(type),
      error: (error: { readonly code?: string }) => resolve(error.code ?? String(error)),
      complete: () => resolve("registered"),
    });
    if (ends === "abort") setTimeout(() => controller.abort("aborted"), afterMs);
    if (ends === "unsubscribe") {
      setTimeout(() => {
        subscription.unsubscribe();
        resolve("left");
      }, afterMs);
    }
  });
  assert.equal(end, CODES[ends]);
  types.delete("retry");
  assert.deepEqual([...types], [], "An event other than a retry was emitted");
  const patience = Date.now() + 30_000;
  while (sockets() > before) {
    assert(Date.now() < patience, "A connecting socket is left");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

export const droppedSyns: Part = {
  name: "dropped-syns",
  about: "a port with a full backlog, at which connecting hangs; skipped if the system drops no SYN",
  runs: 20,
  few: 1,
  property: (tally) =>
    fc.asyncProperty(scripts, async (script) => {
      await using backlog = await fullBacklog();
      tally.count(backlog ? script.ends : "SKIPPED, because this system drops no SYN");
      if (backlog) await play(script, backlog.endpoint);
    }),
};
