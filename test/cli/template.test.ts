import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../support/run.js";
import { program } from "./program.js";

test("template prints the CloudFormation template of the package, and nothing else", async () => {
  const { stdout, stderr, exitCode } = await program(["template"]);
  const file = join(root, "dist/cloudformation/fleetwise-registration.template.json");
  expect({ stdout, stderr, exitCode }).toEqual({
    stdout: readFileSync(file, "utf8"),
    stderr: "",
    exitCode: 0,
  });
  expect(JSON.parse(stdout)).toHaveProperty("AWSTemplateFormatVersion", "2010-09-09");
});
