import { expect, test } from "vitest";
import * as testing from "../../src/testing/index.js";

test("exports by name, and nothing else", () => {
  expect(Object.keys(testing).sort()).toEqual(["faultKinds", "startEmulator", "timelineNames", "timelines"]);
});
