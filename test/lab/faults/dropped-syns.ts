// An address to which connecting hangs, because each SYN is dropped.
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
  const told = new Set<string>();
  const client = createFleetWiseClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  });
  const config = { client, abortSignal: controller.signal, requestTimeout, minDelay: 0.01, random: () => 0 };
  const end = await new Promise<string>((resolve) => {
    const maxWaitTime = ends === "deadline" ? afterMs / 1000 : 60;
    const subscription = watchRegistrationEvents({ ...config, maxWaitTime }).subscribe({
      next: ({ type }) => told.add(type),
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
  told.delete("retry");
  assert.deepEqual([...told], [], "An answer is told");
  const patience = Date.now() + 30_000;
  while (sockets() > before) {
    assert(Date.now() < patience, "A socket is left that connects");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

export const droppedSyns: Part = {
  name: "dropped-syns",
  about: "a port whose backlog is full, so that connecting hangs; skipped where the system drops no SYN",
  runs: 20,
  few: 1,
  property: (tally) =>
    fc.asyncProperty(scripts, async (script) => {
      await using deaf = await fullBacklog();
      tally.count(deaf ? script.ends : "SKIPPED, no SYN is dropped here");
      if (deaf) await play(script, deaf.endpoint);
    }),
};
