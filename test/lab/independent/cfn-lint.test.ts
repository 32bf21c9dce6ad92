// cfn-lint, by the AWS CloudFormation team, must report nothing but W3005 about the templates of this package.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { templates } from "./templates.js";

/** Version that the weekly workflow installs. */
const CFN_LINT = "1.51.0";

const { stdout } = spawnSync("cfn-lint", ["--version"], { encoding: "utf8" });
const why =
  stdout?.trim() === `cfn-lint ${CFN_LINT}`
    ? undefined
    : `cfn-lint ${CFN_LINT} is not installed: pip install cfn-lint==${CFN_LINT}`;

test.skipIf(why !== undefined)(
  `cfn-lint reports nothing about any template${why === undefined ? "" : ` (skipped: ${why})`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "cfn-lint-"));
    try {
      const files = Object.entries(templates(join(folder, "cdk.out"))).map(([name, template]) => {
        const file = join(folder, `${name}.json`);
        writeFileSync(file, JSON.stringify(template));
        return file;
      });
      // The CDK itself writes dependencies that a reference already implies.
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
