// Package managers that let a package load only its declared dependencies.
// cspell:ignore npnp

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, write } from "../../package/project.js";
import { type Cell, copyPrograms, expectConsumed, hadTools, succeeded } from "./cell.js";

export const installers: readonly Cell[] = [
  installer("pnpm", "pnpm@10.34.9", "node_modules/pnpm/bin/pnpm.cjs", {
    files: {
      "pnpm-workspace.yaml":
        "nodeLinker: isolated\nhoist: false\nautoInstallPeers: false\nstrictPeerDependencies: true\n",
    },
    install: ["install", "--ignore-scripts"],
    run: ["exec", "node", "main.js"],
    layout: "isolated",
  }),
  installer("yarn-pnp", "@yarnpkg/cli-dist@4.18.1", "node_modules/@yarnpkg/cli-dist/bin/yarn.js", {
    files: {
      ".yarnrc.yml":
        "nodeLinker: pnp\npnpMode: strict\nenableScripts: false\nenableImmutableInstalls: false\nenableTelemetry: false\n",
      "yarn.lock": "",
    },
    install: ["install"],
    run: ["node", "main.js"],
    layout: "strict",
  }),
];

interface Ways {
  readonly files: Readonly<Record<string, string>>;
  readonly install: readonly string[];
  readonly run: readonly string[];
  readonly layout: string;
}

function installer(name: string, tool: string, bin: string, ways: Ways): Cell {
  return {
    name,
    group: "installers",
    async try({ tarball }) {
      const binary = join(await hadTools(tool), bin);
      // Outside the project, so that packages installed there are not found.
      const folder = await mkdtemp(join(tmpdir(), `${name}-`));
      try {
        const dependencies = { "fleetwise-registration": `file:${tarball}`, rxjs: "7.8.2" };
        const manifest = { private: true, type: "module", dependencies };
        await write(folder, { "package.json": JSON.stringify(manifest), ...ways.files });
        await copyPrograms(folder);
        const runs = async (args: readonly string[]) =>
          succeeded(await run(process.execPath, [binary, ...args], folder, await registry()));
        await runs(ways.install);
        expectConsumed(await runs(ways.run));
        const version = (await runs(["--version"])).trim();
        return {
          version: `${version}, ${ways.layout}`,
          did: "the consumer, with declared dependencies only",
        };
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  };
}

/** Returns environment variables with npm's registry, for package managers that do not read npm's configuration. */
async function registry(): Promise<Record<string, string>> {
  const url = succeeded(await run("npm", ["config", "get", "registry"], tmpdir())).trim();
  const unsafe = url.startsWith("http:") ? { YARN_UNSAFE_HTTP_WHITELIST: new URL(url).hostname } : {};
  return { YARN_NPM_REGISTRY_SERVER: url, npm_config_registry: url, CI: "true", ...unsafe };
}
