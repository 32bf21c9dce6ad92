// A page in headless Chromium that follows waits on the emulator, bundled by esbuild and by Vite.
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { bundle } from "./bundlers.js";
import { bundlings } from "./bundlings.js";
import { type Cell, expectConsumed, hadTools, loader, Unavailable } from "./cell.js";
import { type Endpoints, withEmulators } from "./emulators.js";

const FLAGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
];

const PAGE = `<!doctype html><title>Registration</title><h1>Registration</h1><ol></ol><script src="/script.js"></script>
<script>
  const at = (name) => [name, location.origin + "/" + name];
  const endpoints = Object.fromEntries(["registers", "fails", "hangs", "breaks"].map(at));
  const list = document.querySelector("ol");
  const print = (line) => list.appendChild(document.createElement("li")).append(line);
  consume(endpoints, print).catch(print).then(() => { document.title = "done"; });
</script>`;

export const browsers: readonly Cell[] = ["esbuild", "vite"].map((name) => ({
  name: `chromium-${name}`,
  group: "browser",
  async try(packed) {
    const executablePath = chromium();
    const playwright = await loader(await hadTools("playwright-core@1.65.1"))("playwright-core");
    const bundling = bundlings[name];
    if (bundling === undefined) throw new RangeError(`Unknown bundler ${name}`);
    const { file } = await bundle(name, bundling, "browser", packed);
    const script = await readFile(file, "utf8");
    return withEmulators(async (endpoints) => {
      const site = await serve(script, endpoints);
      const browser = await playwright.default.chromium.launch({ executablePath, args: FLAGS });
      try {
        const page = await browser.newPage();
        await page.goto(site.url);
        await page.waitForFunction("document.title === 'done'", undefined, { timeout: 60_000 });
        const lines: string[] = await page.locator("li").allTextContents();
        const picture = process.env["SCREENSHOT"];
        if (picture !== undefined) await page.screenshot({ path: picture });
        expectConsumed(lines.map((line) => `${line}\n`).join(""));
        return { version: browser.version(), did: "the consumer in a page" };
      } finally {
        await browser.close();
        site.close();
      }
    });
  },
}));

/** Returns the path of the browser. @throws Unavailable if this machine has none. */
function chromium(): string {
  const named = process.env["CHROMIUM"];
  if (named !== undefined) return named;
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    const { status, stdout } = spawnSync("which", [name], { encoding: "utf8" });
    if (status === 0) return stdout.trim();
  }
  throw new Unavailable("chromium: install it, or set CHROMIUM to its path");
}

/** Serves the page and, under the same origin, the emulators, because the emulator does not support CORS. */
async function serve(script: string, endpoints: Endpoints): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((incoming, outgoing) => {
    const { method, url = "", headers } = incoming;
    const endpoint = endpoints[url.split("/")[1] ?? ""];
    if (endpoint === undefined) {
      const javaScript = url === "/script.js";
      outgoing.writeHead(200, { "content-type": javaScript ? "text/javascript" : "text/html" });
      outgoing.end(javaScript ? script : PAGE);
      return;
    }
    const forwarded = request(endpoint, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on("error", () => outgoing.destroy()).pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    outgoing.on("close", () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
