// Every entry point has the outcome, the number of RegisterAccount requests and the counts that the model of the service expects.
// `npm run lab -- cross-check` plays all situations through all entry points.
import { describe, expect, test } from "vitest";
import { crossCheck, reportOf } from "./cross-check.js";
import { DELIBERATE } from "./differences.js";
import { entryPoints } from "./entry-points/entry-points.js";
import { library } from "./entry-points/library.js";
import { LIBRARY_TRAITS, type Traits } from "./model.js";
import { situations } from "./situations.js";

/** Plays only every n-th situation here, because all of them take too long for `npm test`. */
const EVERY = 8;

describe("the cross-check of all entry points", () => {
  test("there are at least 300 situations, each with a unique name", () => {
    expect(new Set(situations.map(({ id }) => id)).size).toBe(situations.length);
    expect(situations.length).toBeGreaterThanOrEqual(300);
  });

  test.for(Object.keys(entryPoints))(
    "the entry point %s has the outcomes of the model",
    async (entryPoint) => {
      const results = await crossCheck(
        entryPoint,
        situations.filter((_, index) => index % EVERY === 0),
      );
      expect(results.length).toBeGreaterThan(40);
      const differing = results.filter(({ differences }) => differences.length > 0);
      expect(differing.map(reportOf).join("\n\n")).toBe("");
    },
  );

  test("an entry point differs from the library only in traits with a listed reason", async () => {
    for (const [name, open] of Object.entries(entryPoints)) {
      await using entryPoint = await open();
      const traits = Object.keys(LIBRARY_TRAITS) as (keyof Traits)[];
      const differing = traits.filter((trait) => entryPoint.traits[trait] !== library.traits[trait]);
      const listed = DELIBERATE.filter((one) => one.entryPoints.includes(name)).map(({ trait }) => trait);
      expect(differing.sort(), name).toEqual(listed.sort());
    }
  });
});
