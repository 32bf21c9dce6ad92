// Tests the license text of packages without a license file: SPDX's text, or a failed build if there is none.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const { licenseOf } = await import(new URL("../../build/licenses.js", import.meta.url).href);
const folder = mkdtempSync(join(tmpdir(), "licenses-"));
afterAll(() => rmSync(folder, { recursive: true }));

function textOf(manifest: object): string {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "a", version: "1.0.0", ...manifest }));
  return licenseOf(folder).text;
}

describe("licenseOf a package without a license file", () => {
  test.each([
    ["an object", { name: "Ada Lovelace", email: "ada@example.com" }],
    ["a string with an email address and a URL", "Ada Lovelace <ada@example.com> (https://example.com)"],
  ])("licenseOf names the author in SPDX's text, given as %s", (_case, author) => {
    expect(textOf({ license: "MIT", author })).toMatch(
      /^MIT License\n\nCopyright \(c\) Ada Lovelace\n\nPermission is hereby granted/,
    );
  });

  test("licenseOf names the authors of the package if its manifest names none", () => {
    expect(textOf({ license: "BSD-3-Clause" })).toMatch(/^Copyright \(c\) the authors of a\b/m);
  });

  test.each([["UNLICENSED"], ["SEE LICENSE IN FILE"], [undefined]])(
    "licenseOf fails the build if the license is %s",
    (license) => {
      expect(() => textOf({ license })).toThrow(/^Expected a license text of a 1\.0\.0/);
    },
  );
});
