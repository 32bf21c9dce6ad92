// A short part of `npm run lab -- faults` with a fixed seed.
import { describe, expect, test } from "vitest";
import { runPart } from "./campaign.js";
import { parts } from "./parts.js";

describe("random scripts have the outcome that their oracle expects", () => {
  test.for(parts.map((part) => [part.name, part] as const))(
    "random scripts of %s have the outcome that their oracle expects",
    async ([, part]) => {
      const { runs, wrong } = await runPart(part, { seed: 1, runs: part.few });
      expect(wrong).toBeUndefined();
      expect(runs).toBe(part.few);
    },
  );
});
