// cfn-lint, of the AWS CloudFormation team, finds nothing in any template that this package makes.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { templates } from "./templates.js";

/** The version that the weekly workflow installs. */
const CFN_LINT = "1.51.0";

const { stdout } = spawnSync("cfn-lint", ["--version"], { encoding: "utf8" });
const why =
  stdout?.trim() === `cfn-lint ${CFN_LINT}`
    ? undefined
    : `there is no cfn-lint ${CFN_LINT}: pip install cfn-lint==${CFN_LINT}`;

test.skipIf(why !== undefined)(
  `every template is clean${why === undefined ? "" : ` (skipped: ${why})`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "cfn-lint-"));
    try {
      const files = Object.entries(templates(join(folder, "cdk.out"))).map(([name, template]) => {
        const file = join(folder, `${name}.json`);
        writeFileSync(file, JSON.stringify(template));
        return file;
      });
      // The CDK itself writes dependencies that a reference implies already.
      const { stdout, stderr } = spawnSync(
        "cfn-lint",
        ["--format", "parseable", "--ignore-checks", "W3005", "--", ...files],
        { encoding: "utf8" },
      );
      expect(`${stdout}${stderr}`.replaceAll(`${folder}/`, "")).toBe("");
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  300_000,
);
