// Every entry point comes to what the model of the service expects: the same outcome, number of RegisterAccount requests and
// counts in all of them. `npm run lab -- cross-check` plays all situations through all entry points.
import { describe, expect, test } from "vitest";
import { crossCheck, reportOf } from "./cross-check.js";
import { DELIBERATE } from "./differences.js";
import { doors } from "./doors/doors.js";
import { library } from "./doors/library.js";
import { LIBRARY_TRAITS, type Traits } from "./model.js";
import { situations } from "./situations.js";

/** Every how many-th situation is played here: each request over a socket takes a millisecond. */
const SHARE: Readonly<Record<string, number>> = { "command-line": 8, "dry-run": 8, "state-machine": 4 };

describe("the cross-check of all entry points", () => {
  test("has at least 300 situations, each under a name of its own", () => {
    expect(new Set(situations.map(({ id }) => id)).size).toBe(situations.length);
    expect(situations.length).toBeGreaterThanOrEqual(300);
  });

  test.for(Object.keys(doors))("%s comes to what the model expects", async (door) => {
    const every = SHARE[door] ?? 1;
    const results = await crossCheck(
      door,
      situations.filter((_, index) => index % every === 0),
    );
    expect(results.length).toBeGreaterThan(40);
    const differing = results.filter(({ differences }) => differences.length > 0);
    expect(differing.map(reportOf).join("\n\n")).toBe("");
  });

  test("an entry point differs from the library only where a reason is listed", async () => {
    for (const [name, open] of Object.entries(doors)) {
      await using door = await open();
      const traits = Object.keys(LIBRARY_TRAITS) as (keyof Traits)[];
      const differing = traits.filter((trait) => door.traits[trait] !== library.traits[trait]);
      const listed = DELIBERATE.filter((one) => one.doors.includes(name)).map(({ trait }) => trait);
      expect(differing.sort(), name).toEqual(listed.sort());
    }
  });
});
