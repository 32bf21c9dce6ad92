// Loads every entry point by `import` and by `require`, and shows what came.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const imported = [
  await import("fleetwise-registration"),
  await import("fleetwise-registration/custom-resource"),
  await import("fleetwise-registration/testing"),
];
const required = [
  require("fleetwise-registration"),
  require("fleetwise-registration/custom-resource"),
  require("fleetwise-registration/testing"),
];
const manifest = await import("fleetwise-registration/package.json", { with: { type: "json" } });
console.log(
  JSON.stringify({
    imported: imported.map((entry) => Object.keys(entry).sort()),
    required: required.map((entry) => Object.keys(entry).sort()),
    same: required.every((entry, index) =>
      Object.keys(entry).every((name) => entry[name] === imported[index][name]),
    ),
    versions: [manifest.default.version, require("fleetwise-registration/package.json").version],
  }),
);
