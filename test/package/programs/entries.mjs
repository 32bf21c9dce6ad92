// Loads every entry point by `import` and by `require`, and prints the exported names.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const manifest = await import("fleetwise-registration/package.json", { with: { type: "json" } });
const entries = Object.keys(manifest.default.exports)
  .filter((entry) => !entry.endsWith(".json"))
  .map((entry) => entry.slice(1));
const shown = [];
for (const entry of entries) {
  const imported = await import(`fleetwise-registration${entry}`);
  const required = require(`fleetwise-registration${entry}`);
  shown.push({
    imported: Object.keys(imported).sort(),
    required: Object.keys(required).sort(),
    same: Object.keys(imported).every((name) => imported[name] === required[name]),
  });
}
const versions = [manifest.default.version, require("fleetwise-registration/package.json").version];
console.log(JSON.stringify({ entries: shown, versions }));
