import pc from "picocolors";
import type { Host } from "../host.js";
import type { OutputFlags } from "../options.js";

/** Functions that color a text, or leave it as it is. */
export type Colors = Pick<
  ReturnType<typeof pc.createColors>,
  "bold" | "dim" | "red" | "green" | "yellow" | "cyan"
>;

/**
 * For one stream: what is asked for before what it is. Lines that stand for a live view have none of themselves.
 *
 * @see https://no-color.org
 * @see https://force-color.org
 */
export function colorsOf(
  name: "stdout" | "stderr",
  host: Host,
  { color }: Pick<OutputFlags, "color">,
): Colors {
  const isTerminal = name === "stderr" ? isLive(host) : host.stdout.isTTY === true;
  return pc.createColors(color !== false && (asked(host.env) ?? (isTerminal && host.env["TERM"] !== "dumb")));
}

function asked({ FORCE_COLOR: force, NO_COLOR: no }: Host["env"]): boolean | undefined {
  if (force) return force !== "0" && force !== "false";
  return no ? false : undefined;
}

/**
 * Whether what is printed may be changed again. Not where standard output is a pipe: its reader mostly writes to the same
 * terminal, and would write into the view.
 */
export function isLive({ stdout, stderr, env }: Host): boolean {
  const inCi = !["", "0", "false"].includes(env["CI"] ?? "");
  return stderr.isTTY === true && stdout.isPipe !== true && env["TERM"] !== "dumb" && !inCi;
}
