// The recipes of docs/testing.md for mocks, each under its own test runner and mock library, in a project outside the repository.
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIBRARY, makePackage, OFFICIAL, packageIn } from "../../package/ages/packages.js";
import { run } from "../../package/project.js";
import { tools } from "../../package/tools.js";
import { forJest } from "../../support/guides.js";
import { root } from "../../support/run.js";

let home = "";
let recipes = "";
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "fleetwise-registration-"));
  recipes = await readFile(join(root, "docs/testing.md"), "utf8");
  await makePackage(home, LIBRARY, { entryPoints: [join(root, "src/index.ts")] });
  await makePackage(home, "official", { entryPoints: [join(root, "test/support/official-client.ts")] });
  await mkdir(join(home, "node_modules/@aws-sdk"), { recursive: true });
  await cp(packageIn(home, LIBRARY), join(home, "node_modules", LIBRARY), { recursive: true });
  await cp(packageIn(home, "official"), join(home, "node_modules", OFFICIAL), { recursive: true });
});
afterAll(() => rm(home, { recursive: true, force: true }));

const recipe = (heading: string): string => {
  const [, code] = new RegExp(`^### ${heading}\\n+\`\`\`javascript\\n(.*?)^\`\`\``, "ms").exec(recipes) ?? [];
  return code ?? expect.unreachable(`docs/testing.md has no code under ${heading}`);
};

test("aws-sdk-client-mock and vi.mock: the library sees both mocks", async () => {
  const mock = join(await tools("aws-sdk-client-mock@4.1.0"), "node_modules");
  const folder = join(home, "vitest");
  await mkdir(join(folder, "node_modules"), { recursive: true });
  await symlink(
    join(mock, "aws-sdk-client-mock"),
    join(folder, "node_modules/aws-sdk-client-mock"),
    "junction",
  );
  await writeFile(join(folder, "command.test.js"), recipe("aws-sdk-client-mock"));
  await writeFile(join(folder, "package.test.js"), recipe("vi.mock and jest.mock"));
  const vitest = JSON.stringify(join(root, "node_modules/vitest"));
  await writeFile(
    join(folder, "vitest.config.mjs"),
    `export default { resolve: { alias: { vitest: ${vitest} } } };`,
  );
  const args = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--root", folder];
  const { stdout, stderr } = await run(process.execPath, args, folder, { NO_COLOR: "1" });
  expect(stdout, stderr).toMatch(/Tests +2 passed \(2\)/);
});

test("jest.mock: the library sees the mock", async () => {
  const jest = join(await tools("jest@30.5.2"), "node_modules/jest/bin/jest.js");
  const folder = join(home, "jest");
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), "{}");
  await writeFile(join(folder, "package.test.js"), forJest(recipe("vi.mock and jest.mock")));
  const { stderr } = await run(process.execPath, [jest, "--ci", "--rootDir", folder], folder);
  expect(stderr).toMatch(/^Tests: +1 passed, 1 total$/m);
});
