// Gives each run of the tests one temporary folder, which is deleted at the end.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function setup(): () => void {
  // A short name, because the path of a Unix socket has at most 108 bytes.
  const folder = mkdtempSync(join(tmpdir(), "test-"));
  // Some programs run as another user.
  chmodSync(folder, 0o755);
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  return () => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    rmSync(folder, { recursive: true, force: true });
  };
}
