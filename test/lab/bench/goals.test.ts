// Checks the goals whose figures are computed in virtual time, and are therefore the same on every machine.
import { expect, test } from "vitest";
import { contention } from "./contention/bench.js";
import { frontier } from "./frontier/frontier.js";
import { accepted, type Figures, GOALS, type GoalName, reached } from "./goals.js";
import { goalsTable } from "./report.js";

const namesOf = (bench: string) => Object.keys(GOALS).filter((name) => name.startsWith(`${bench}.`));

function expectReached(bench: string, figures: Figures): void {
  expect(Object.keys(figures).sort()).toEqual(namesOf(bench).sort());
  const missed = Object.entries(figures).filter(([name, figure]) => !reached(name as GoalName, figure));
  expect(missed).toEqual([]);
}

test("the polls and delays of the frontier meet their goals", async () => {
  const { figures } = await frontier(12);
  expectReached("frontier", figures);
});

test("many waits on one quota meet their goals", async () => {
  expectReached("contention", await contention());
});

test("a figure above its limit, or NaN, misses its goal", () => {
  expect([1.42, 1.43, 1.431, Number.NaN].map((figure) => reached("frontier.optimum", figure))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  const { rows } = goalsTable({ "frontier.optimum": 1.5 });
  expect(rows).toEqual([expect.objectContaining({ measured: "1.5", "at most": "1.43", "": "MISS" })]);
});

test("a known miss is accepted unless it gets worse", () => {
  expect([18.6, 18.7, Number.NaN].map((figure) => accepted("start-up.page", figure))).toEqual([
    true,
    false,
    false,
  ]);
  expect([1.43, 1.44].map((figure) => accepted("frontier.optimum", figure))).toEqual([true, false]);
  expect(goalsTable({ "start-up.page": 18 }).rows).toEqual([expect.objectContaining({ "": "MISS" })]);
});
