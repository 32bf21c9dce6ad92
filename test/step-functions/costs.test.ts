// What the guide says that a rollout takes of Step Functions.
import { expect, test } from "vitest";
import { multiAccountRegistrationStateMachine } from "../../src/step-functions/index.js";
import { guide } from "../support/guides.js";
import { seeded } from "../support/seeded.js";
import { accounts, roleOf } from "./world.js";

const said = [...guide.matchAll(/^\| (\d+) s \| (\d+) \| \$(\d+\.\d\d) \|$/gm)].map((row) =>
  row.slice(1).map(Number),
);

test.each(said)(
  "every %d s: %d transitions for an account of five minutes",
  async (interval, transitions, dollars) => {
    const account = "123456789012";
    const input = { accounts: [{ account, roleArn: roleOf(account) }] };
    let sum = 0;
    const runs = 5;
    for (let seed = 1; seed <= runs; seed++) {
      await using world = await accounts();
      await world.add(account);
      const random = seeded(seed);
      const outcome = await world.run(multiAccountRegistrationStateMachine({ interval }), input, { random });
      // Without the five of the whole.
      sum += outcome.transitions - 5;
    }
    expect(Math.abs(sum / runs - Number(transitions))).toBeLessThanOrEqual(2);
    // A thousand accounts at $0.025 for a thousand transitions.
    expect(Number(dollars)).toBeCloseTo(Number(transitions) * 0.025, 1);
  },
);

test("there are figures of the default and of a fleet's default", () => {
  expect(said.map(([interval]) => interval)).toEqual([5, 15]);
});
