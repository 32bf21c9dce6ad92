// The lines of `--json` have no member that docs/command-line.md does not name.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startEmulator } from "../../src/testing/index.js";
import { root } from "../support/run.js";
import { inside, interruptible, KEYS, parsed } from "./program.js";

const page = readFileSync(join(root, "docs/command-line.md"), "utf8");
const [, section = ""] = page.split("## Lines of JSON\n");
const rows = [...section.matchAll(/^\| (`?[\w- ]+`?) \| (.+) \|$/gm)].map(
  ([, first = "", second = ""]) => [first.replaceAll("`", ""), second] as const,
);
const membersOf = (type: string) =>
  [...(rows.find(([name]) => name === type)?.[1] ?? "").matchAll(/`(\w+)`/g)].map(([, member]) => member);
const common = membersOf("every line");

test("no line of --json has a member that the guide does not name for its type", async () => {
  await using emulator = await startEmulator({
    timeline: "failsThenRegisters",
    timeScale: 600,
    faults: [undefined, "throttled"],
  });
  const at = ["--region", "eu-central-1", "--endpoint-url", emulator.endpoint];
  const { signal, interrupt } = interruptible();
  const outcomes = await Promise.all([
    inside(["ensure", "--json", "--expected", "1", "--max-delay", "1", "--drop-timestream", ...at], {
      env: KEYS,
    }),
    inside(["ensure", "--json", "--dry-run", "--emulate=loses-timestream"]),
    inside(["status", "--json", "--emulate=fails-iam", "--max-wait-time", "2d"]),
    inside(["wait", "--json", "--emulate=registers-instantly", "--max-wait-time", "2d"]),
    inside(["wait", "--json", "--nonsense"]),
    inside(["emulate", "--json", "--port", "0"], { signal, stdout: { write: interrupt } }),
  ]);
  const lines = outcomes.flatMap(({ stdout }) => parsed(stdout));
  const types = new Set(lines.map(({ type }) => String(type)));
  expect([...types].sort()).toEqual([
    "identity",
    "listening",
    "poll",
    "register",
    "result",
    "retry",
    "settled",
    "transition",
    "warning",
  ]);
  for (const line of lines) {
    const known = [...common, ...membersOf(String(line["type"]))];
    expect(
      Object.keys(line).filter((member) => !known.includes(member)),
      JSON.stringify(line),
    ).toEqual([]);
    expect(line).toMatchObject({ time: expect.stringMatching(/^\d{4}-/), type: expect.any(String) });
    if (line["error"]) expect(Object.keys(line["error"]).sort()).toEqual(["code", "message", "name"]);
    for (const target of (line["targets"] ?? []) as readonly object[]) {
      const members = [...membersOf("settled")];
      expect(Object.keys(target).filter((member) => !members.includes(member))).toEqual([]);
    }
  }
});
