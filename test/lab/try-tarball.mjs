// Installs the tarball in an empty project, as a user would, and runs the examples that need nothing else there, against the
// package's emulator.
//
//   npm run lab -- tarball                           packs first
//   npm run lab -- tarball some.tgz --with-sdk       uses that tarball, and also runs the examples that need the AWS SDK's client
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { values, positionals } = parseArgs({
  options: { "with-sdk": { type: "boolean", default: false } },
  allowPositionals: true,
});
// On Windows, npm is a script, which only a shell can run.
const npm = (args, cwd) =>
  execFileSync("npm", args, { cwd, encoding: "utf8", shell: process.platform === "win32" });

const project = mkdtempSync(join(tmpdir(), "fleetwise-registration-"));
const tarball = positionals[0]
  ? resolve(positionals[0])
  : join(project, JSON.parse(npm(["pack", "--json", "--pack-destination", project], root))[0].filename);
const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const packages = [tarball, ...["rxjs", "tsx"].map((name) => `${name}@${devDependencies[name]}`)];
if (values["with-sdk"]) packages.push("@aws-sdk/client-iotfleetwise@3");
writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
npm(["install", "--no-audit", "--no-fund", ...packages], project);
cpSync(join(root, "examples"), join(project, "examples"), { recursive: true });

/** Output of each example after success. The others need the AWS CLI, profiles or other packages, or print a definition. */
const outputs = {
  "01-provisioning-script.ts": "account 123456789012: REGISTRATION_SUCCESS; IAM: REGISTRATION_SUCCESS",
  "02-progress.ts": "registered\n",
  "03-abort-and-time-limit.ts": "account 123456789012 is registered\n",
  "05-one-loop.ts": "account 123456789012 is registered\n",
  "06-official-client.ts": "account 123456789012: REGISTRATION_SUCCESS",
  "07-ensure.ts": "registered\n",
  "09-service.ts": "registered: the work begins\n",
};
const entry = createRequire(join(project, "package.json")).resolve("fleetwise-registration/testing");
const { startEmulator } = await import(pathToFileURL(entry).href);

async function output(example) {
  const emulator = await startEmulator({ timeline: "registersInstantly" });
  const child = spawn(process.execPath, ["--import", "tsx", join("examples", example)], {
    cwd: project,
    env: {
      ...process.env,
      AWS_ENDPOINT_URL_IOTFLEETWISE: emulator.endpoint,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    return (await child.stdout.toArray()).join("");
  } finally {
    await emulator.close();
  }
}

for (const [example, expected] of Object.entries(outputs)) {
  const needsSdk = readFileSync(join(root, "examples", example), "utf8").includes(
    "@aws-sdk/client-iotfleetwise",
  );
  if (needsSdk && !values["with-sdk"]) {
    console.log(`${example}: skipped, because it needs the AWS SDK's client (--with-sdk)`);
    continue;
  }
  const printed = await output(example);
  if (!printed.includes(expected))
    throw new Error(`${example} did not print ${JSON.stringify(expected)}:\n${printed}`);
  console.log(`${example}: passed`);
}
rmSync(project, { recursive: true });
