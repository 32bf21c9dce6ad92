// The tarball with two generations of the official client, installed in every usual way: with schemas, as today, and before them,
// when each command had its own serializer.
import { copyFile, cp, mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEmulator } from "../../../src/testing/index.js";
import { LIBRARY, makePackage, OFFICIAL, packageIn } from "../../package/ages/packages.js";
import { installed, installPacked, type Project, run } from "../../package/project.js";
import { tools } from "../../package/tools.js";
import { root } from "../../support/run.js";

const PROGRAM = fileURLToPath(new URL("../../package/ages/program.mjs", import.meta.url));

const AGES = ["schemas", "before"] as const;
type Age = (typeof AGES)[number];
const other = (age: Age): Age => (age === "schemas" ? "before" : "schemas");

/** Locations of the official package, relative to the library's. The application always has one. */
const WAYS = ["beside", "linked", "bundled", "doubled"] as const;
type Way = (typeof WAYS)[number];

let project: Project;
/** Folder with the packages that the tarball needs, found from every app. */
let home = "";
const packageOf = (name: string) => packageIn(home, name);
const appOf = (way: Way, age: Age) => join(home, `${way}-${age}`);

beforeAll(async () => {
  project = await installPacked();
  home = project.bare;
  const before = join(await tools("@aws-sdk/client-sfn@3.914.0"), "node_modules");
  await cp(installed(home), packageOf(LIBRARY), { recursive: true });
  await makePackage(home, "schemas", { entryPoints: [join(root, "test/support/official-client.ts")] });
  await makePackage(home, "before", {
    stdin: {
      contents: `export * from ${JSON.stringify(fileURLToPath(new URL("../../package/ages/before-schemas.mjs", import.meta.url)))};`,
      resolveDir: before,
    },
    // Versions other than the repository's.
    alias: Object.fromEntries(
      [
        "@aws-sdk/client-sfn",
        "@smithy/middleware-endpoint",
        "@smithy/middleware-serde",
        "@smithy/smithy-client",
      ]
        .concat("@smithy/protocol-http")
        .map((name) => [name, join(before, name)]),
    ),
  });
  for (const way of WAYS) for (const age of AGES) await makeApp(way, age);
});
afterAll(() => project?.remove());

async function makeApp(way: Way, age: Age): Promise<void> {
  const app = appOf(way, age);
  const [library, official] = [join(app, "node_modules", LIBRARY), join(app, "node_modules", OFFICIAL)];
  await mkdir(join(app, "node_modules/@aws-sdk"), { recursive: true });
  await copyFile(PROGRAM, join(app, "program.mjs"));
  // After `npm link`, Node resolves imports from the library's real path, which has no official package.
  if (way === "linked") await symlink(packageOf(LIBRARY), library, "junction");
  else await cp(packageOf(LIBRARY), library, { recursive: true });
  await cp(packageOf(age), official, { recursive: true });
  if (way === "doubled")
    await cp(packageOf(other(age)), join(library, "node_modules", OFFICIAL), { recursive: true });
  if (way !== "bundled") return;
  const outfile = join(app, "bundle.cjs");
  const entryPoints = [join(app, "program.mjs")];
  await build({ entryPoints, bundle: true, platform: "node", format: "cjs", external: [LIBRARY], outfile });
  await rm(official, { recursive: true });
}

/** Ensures a registration; RegisterAccount's response is lost. Returns the output and the number of RegisterAccount requests. */
async function ensure(way: Way, age: Age, client: "IoTFleetWise" | "IoTFleetWiseClient") {
  await using emulator = await startEmulator({ faults: ["none", "cutBody"], timeScale: 1e4 });
  const env = {
    CLIENT: client,
    EMULATOR: emulator.endpoint,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
  const file = way === "bundled" ? "bundle.cjs" : "program.mjs";
  const { stdout, stderr } = await run(process.execPath, [file], appOf(way, age), env);
  const registrations = emulator.requests.filter(({ operation }) => operation === "RegisterAccount").length;
  return { stdout, stderr, registrations };
}

const REGISTERED = { stdout: "REGISTRATION_SUCCESS\n", stderr: "", registrations: 1 };

describe.concurrent.each(AGES)("the client of the AWS SDK, %s", (age) => {
  test.for(WAYS)(
    "an aggregated client, %s, sends one RegisterAccount, even if its response is lost",
    async (way) => {
      expect(await ensure(way, age, "IoTFleetWise")).toEqual(REGISTERED);
    },
  );

  test("a bare client beside the library sends one RegisterAccount, even if its response is lost", async () => {
    expect(await ensure("beside", age, "IoTFleetWiseClient")).toEqual(REGISTERED);
  });

  test.for(["linked", "bundled"] as const)("a bare client, %s: the error names the fix", async (way) => {
    const { stdout, registrations } = await ensure(way, age, "IoTFleetWiseClient");
    expect(stdout).toMatch(
      /could not be loaded\. Install it beside fleetwise-registration, or pass .*`createFleetWiseClient\(\)`/,
    );
    expect(registrations).toBe(0);
  });

  test("a bare client of a second copy registers once if the commands fit, or names the other version", async () => {
    const outcome = await ensure("doubled", age, "IoTFleetWiseClient");
    if (age === "schemas") expect(outcome).toEqual(REGISTERED);
    else {
      expect(outcome.stdout).toMatch(
        /is of another version than the client\. Install the same version of both, or pass/,
      );
      expect(outcome.registrations).toBe(0);
    }
  });
});
