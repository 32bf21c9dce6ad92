import type { Host } from "../host.js";

/**
 * Whether what is printed may be changed again. Not where standard output is a pipe: its reader mostly writes to the same
 * terminal, and would write into the view.
 */
export function isLive({ stdout, stderr, env }: Host): boolean {
  const inCi = !["", "0", "false"].includes(env["CI"] ?? "");
  return stderr.isTTY === true && stdout.isPipe !== true && env["TERM"] !== "dumb" && !inCi;
}
