// The Lambda runtime of the plain template. This test depends on the date, so it runs every week and not in `npm test`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../support/run.js";

/**
 * Deprecation dates of Lambda's runtimes, as of November 2026.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, https://endoflife.date/aws-lambda
 */
const DEPRECATED: Readonly<Record<string, string>> = { "nodejs24.x": "2028-04-30" };

test("Lambda supports the runtime of the plain template for at least another year", () => {
  const file = join(root, "dist/cloudformation/fleetwise-registration.template.json");
  const { Runtime } = JSON.parse(readFileSync(file, "utf8")).Resources.Function.Properties;
  const yearAhead = Date.now() + 365 * 24 * 3600 * 1000;
  expect(Date.parse(DEPRECATED[Runtime] ?? "")).toBeGreaterThan(yearAhead);
});
