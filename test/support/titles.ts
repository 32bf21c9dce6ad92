// A title says a behaviour and can be read in a list: one that grew, or that prints its data, fails its own tests.
import { beforeEach } from "vitest";

const LONGEST = 100;

beforeEach(({ task }) => {
  const titles = [task.name];
  for (let suite = task.suite; suite; suite = suite.suite) titles.push(suite.name);
  const long = titles.find((title) => title.length > LONGEST);
  if (long === undefined) return;
  throw new RangeError(
    `Expected a title of at most ${LONGEST} characters, got ${long.length}. Say the behaviour, and give data a short label.`,
  );
});
