// A short part of `npm run lab -- faults`, always the same scripts.
import { describe, expect, test } from "vitest";
import { runPart } from "./campaign.js";
import { parts } from "./parts.js";

describe("random scripts give the result that their oracle expects", () => {
  test.for(parts.map((part) => [part.name, part] as const))("%s", async ([, part]) => {
    const { runs, wrong } = await runPart(part, { seed: 1, runs: part.few });
    expect(wrong).toBeUndefined();
    expect(runs).toBe(part.few);
  });
});
