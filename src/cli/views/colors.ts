import pc from "picocolors";
import type { Host } from "../host.js";
import type { OutputFlags } from "../options.js";

/** Functions that color a text, or return it unchanged. */
export type Colors = ReturnType<typeof pc.createColors>;

/**
 * Returns the colors of a stream: as requested, else only at a terminal, and on standard error only if a live view is possible.
 *
 * @see https://no-color.org
 * @see https://force-color.org
 */
export function colorsOf(stream: "stdout" | "stderr", host: Host, { color }: OutputFlags): Colors {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = host.env;
  const isTerminal = stream === "stderr" ? isLive(host) : host.stdout.isTTY === true && term !== "dumb";
  const requested = force ? force !== "0" && force !== "false" : no ? false : undefined;
  return pc.createColors(color !== false && (requested ?? isTerminal));
}

/** Returns whether printed lines may be changed again. If standard output is a pipe, its reader would write into the view. */
export function isLive({ stdout, stderr, env }: Host): boolean {
  const inCi = !["", "0", "false"].includes(env["CI"] ?? "");
  // Some containers have a terminal of unknown size.
  const isSized = stderr.columns !== 0 && stderr.rows !== 0;
  return stderr.isTTY === true && isSized && stdout.isPipe !== true && env["TERM"] !== "dumb" && !inCi;
}
