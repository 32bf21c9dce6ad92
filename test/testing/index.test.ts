import { expect, test } from "vitest";
import * as testing from "../../src/testing/index.js";

test("the testing entry point exports exactly these names", () => {
  expect(Object.keys(testing).sort()).toEqual(["faultKinds", "startEmulator", "timelineNames", "timelines"]);
});
