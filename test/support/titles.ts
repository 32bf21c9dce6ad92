// Limits the length of test titles, so that they stay readable in a list of failures.
import { beforeEach } from "vitest";

const LONGEST = 100;

beforeEach(({ task }) => {
  const titles = [task.name];
  for (let suite = task.suite; suite; suite = suite.suite) titles.push(suite.name);
  const long = titles.find((title) => title.length > LONGEST);
  if (long === undefined) return;
  throw new RangeError(
    `Expected a title of at most ${LONGEST} characters, got ${long.length}. Describe the behavior, and give data a short label.`,
  );
});
