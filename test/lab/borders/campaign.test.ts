// A short part of `npm run lab -- borders` with a fixed seed, for the libraries that run on this version of Node.
import { describe, expect, test } from "vitest";
import { runPart } from "../faults/campaign.js";
import { borderPart } from "./campaign.js";
import { runnable } from "./libraries.js";

describe("waits through real HTTP libraries", () => {
  test.for(runnable.map((library) => [library.name, library] as const))(
    "every reply to %s has its documented meaning",
    async ([, library]) => {
      const part = borderPart(library);
      const { runs, wrong } = await runPart(part, { seed: 1, runs: part.few });
      expect(wrong).toBeUndefined();
      expect(runs).toBe(part.few);
    },
  );
});
