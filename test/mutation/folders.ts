/** Each folder of src whose code is mutated, with the tests that must notice every change in it. */
export const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  registration: ["test/registration/*.test.ts"],
  timing: ["test/timing/*.test.ts"],
  options: ["test/options/*.test.ts"],
  waiting: ["test/waiting/*.test.ts", "test/wait.test.ts", "test/ensure.test.ts"],
  failures: ["test/failures/*.test.ts", "test/client/kinds.test.ts"],
  client: ["test/client/*.test.ts"],
  "custom-resource": ["test/custom-resource/*.test.ts"],
  "step-functions": ["test/step-functions/*.test.ts"],
};

/** Returns the tests for a folder of src, or for a file in one. @throws RangeError if its folder is not mutated. */
export function testsFor(path: string): readonly string[] {
  const [folder = ""] = path.split("/");
  const tests = FOLDERS[folder];
  if (tests !== undefined) return tests;
  throw new RangeError(
    `Expected a folder of src, or a file in one, of ${Object.keys(FOLDERS).join(", ")}; got "${path}"`,
  );
}
