// Measures the costs of a rollout that the guide lists.
import { expect, test } from "vitest";
import { multiAccountRegistrationStateMachine } from "../../src/step-functions/index.js";
import { guide } from "../support/guides.js";
import { seeded } from "../support/seeded.js";
import { accounts, roleOf } from "./world.js";

const documented = [...guide.matchAll(/^\| (\d+) s \| (\d+) \| \$(\d+\.\d\d) \|$/gm)].map((row) =>
  row.slice(1).map(Number),
);

test.each(documented)(
  "a registration of five minutes with a poll every %d s takes %d transitions",
  async (interval, transitions, dollars) => {
    const account = "123456789012";
    const input = { accounts: [{ account, roleArn: roleOf(account) }] };
    let sum = 0;
    const runs = 3;
    for (let seed = 1; seed <= runs; seed++) {
      await using world = await accounts();
      await world.add(account);
      const random = seeded(seed);
      const outcome = await world.run(multiAccountRegistrationStateMachine({ interval }), input, { random });
      // Without the five transitions of the outer execution.
      sum += outcome.transitions - 5;
    }
    expect(Math.abs(sum / runs - Number(transitions))).toBeLessThanOrEqual(2);
    // A thousand accounts at $0.025 for a thousand transitions.
    expect(Number(dollars)).toBeCloseTo(Number(transitions) * 0.025, 1);
  },
);

test("the guide has figures for the default intervals of one and of many accounts", () => {
  expect(documented.map(([interval]) => interval)).toEqual([5, 15]);
});
