// A short part of `npm run lab -- borders`, always the same scripts, with those of the libraries that run on this version of Node.
import { describe, expect, test } from "vitest";
import { runPart } from "../faults/campaign.js";
import { borderPart } from "./campaign.js";
import { runnable } from "./libraries.js";

describe("real HTTP libraries, through replies with a known meaning", () => {
  test.for(runnable.map((library) => [library.name, library] as const))("%s", async ([, library]) => {
    const part = borderPart(library);
    const { runs, wrong } = await runPart(part, { seed: 1, runs: part.few });
    expect(wrong).toBeUndefined();
    expect(runs).toBe(part.few);
  });
});
