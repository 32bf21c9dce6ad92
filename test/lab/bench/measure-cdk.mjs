// `npm run lab -- measure-cdk`: prints the size of the construct's functions, and the time of a whole synthesis process with and
// without the construct, the best of five. The CDK's own validation is switched off, because its duration varies by two seconds.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const app = (construct) => `
  const { App, Stack } = require("aws-cdk-lib");
  const stack = new Stack(new App({ outdir: process.argv[1] }), "Fleet");
  ${construct ? 'new (require("./dist/cdk/index.cjs").FleetWiseRegistration)(stack, "Registration");' : ""}
  stack.node.root.synth();`;

const env = { ...process.env, CDK_VALIDATION: "false" };

function seconds(construct) {
  const runs = [1, 2, 3, 4, 5].map(() => {
    const began = performance.now();
    const outdir = mkdtempSync(join(tmpdir(), "cdk.out-"));
    const { status } = spawnSync(process.execPath, ["-e", app(construct), outdir], { env, stdio: "inherit" });
    if (status !== 0) process.exit(1);
    return performance.now() - began;
  });
  return (Math.min(...runs) / 1000).toFixed(1);
}

const code = readFileSync("dist/cdk/lambda/index.mjs");
console.log(`functions: ${(gzipSync(code, { level: 9 }).length / 1000).toFixed(0)} kB gzip`);
console.log(`synthesis: ${seconds(true)} s, an empty stack ${seconds(false)} s`);
