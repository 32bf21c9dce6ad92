// `npm run build`: builds dist from src. Needs only Node and no shell, so that it runs on every system.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./bundle.js";
import { bundleCli } from "./cli.js";
import { bundleEntries } from "./entries.js";
import { bundleFunctions } from "./functions.js";
import { writeLicenses } from "./licenses.js";
import { writeTemplate } from "./template.js";
import { writeTypes } from "./types.js";

rmSync(join(root, "dist"), { recursive: true, force: true });
const tsc = join(root, "node_modules/typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
if (status !== 0) process.exit(1);
writeTypes();
writeLicenses((await Promise.all([bundleEntries(), bundleFunctions(), bundleCli(), writeTemplate()])).flat());
