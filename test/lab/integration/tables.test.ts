// The tables of the documents are generated from the code.
import { expect, test } from "vitest";
import { documents } from "../../../build/tables/documents.js";
import { withInterfaces } from "../../../build/tables/interfaces.js";
import { DEFAULTS } from "../../../src/options/defaults.js";

test("the tables of the documents are up to date with the code", () => {
  const outdated = documents().filter(({ written, generated }) => written !== generated);
  expect(
    outdated.map(({ path }) => path),
    "run `npm run docs:tables`",
  ).toEqual([]);
});

test("the numeric defaults in doc comments equal those of the code", () => {
  const members = withInterfaces((read) => [
    ...read("options/waiter.ts", "RegistrationWaiterOptions").members,
    ...read("options/ensure.ts", "EnsureOptions").members,
    ...read("step-functions/options.ts", "RegistrationStateMachineOptions").members,
    ...read("timing/cadence.ts", "ExpectedFinishOptions").members,
  ]);
  const numeric = members.filter(({ name }) => name in DEFAULTS);
  expect(numeric.length).toBeGreaterThan(10);
  for (const { name, byDefault = "" } of numeric)
    expect(Number.parseFloat(byDefault), name).toBe(DEFAULTS[name as keyof typeof DEFAULTS]);
});
