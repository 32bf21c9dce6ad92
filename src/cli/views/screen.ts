import cliTruncate from "cli-truncate";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import type { Colors } from "./colors.js";
import { paint, type Tone } from "./wording.js";

/** The terminal that a picture is drawn for. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly colors: Colors;
  readonly unicode: boolean;
}

const MARKS = { good: "✔", bad: "✖", absent: "○", troubled: "!", pending: "…" };
const UNICODE = { ...MARKS, full: "━", empty: "─", turning: "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏" };
const ASCII_MARKS = { good: "+", bad: "x", absent: "o", troubled: "!", pending: "~" };
const ASCII = { ...ASCII_MARKS, full: "#", empty: "-", turning: "|/-\\" };
const TURN_MS = 120;

/** Returns the colored mark of a state. The mark of a pending state turns if a time is given. */
export function mark({ unicode, colors }: Screen, tone: Tone, now?: number): string {
  const { turning, ...glyphs } = unicode ? UNICODE : ASCII;
  const turns = tone === "pending" && now !== undefined;
  const glyph = turns ? turning[Math.floor(now / TURN_MS) % turning.length] : glyphs[tone];
  return paint(colors, tone)(glyph ?? "");
}

/** Returns a bar of `width` cells, of which the share from 0 to 1 is full. */
export function bar({ unicode, colors }: Screen, width: number, share: number): string {
  const { full, empty } = unicode ? UNICODE : ASCII;
  const cells = Math.min(width, Math.max(0, Math.floor(width * share)));
  return colors.cyan(full.repeat(cells)) + colors.dim(empty.repeat(width - cells));
}

/** Joins the parts of a line that are not empty. */
export function joined({ unicode }: Screen, parts: readonly (string | false | undefined)[]): string {
  return parts.filter(Boolean).join(unicode ? " · " : " - ");
}

/** Maximum length of a text that is measured: cutting or wrapping a text of a megabyte would take minutes. */
const LONGEST = 5000;

/** Cuts a text to a width; a name in the middle, because both of its ends identify it. */
export function clip({ unicode }: Screen, width: number, text: string, position: "middle" | "end" = "end") {
  const options = { position, truncationCharacter: unicode ? UNICODE.pending : ASCII.pending };
  const read = text.length > LONGEST ? text.slice(0, LONGEST / 2) + text.slice(-LONGEST / 2) : text;
  const shown = cliTruncate(read, Math.max(1, width), options);
  // cli-truncate keeps a character of two cells at the edge, which is one cell too many.
  return stringWidth(shown) <= width ? shown : cliTruncate(read, Math.max(1, width - 1), options);
}

/** Cuts or fills a text to exactly this width. */
export function pad(screen: Screen, width: number, text: string, position?: "middle" | "end"): string {
  const fitting = clip(screen, width, text, position);
  return fitting + " ".repeat(Math.max(0, width - stringWidth(fitting)));
}

/** Wraps a text to the screen, if possible between words. A line that starts with a blank is a command to copy: it stays whole. */
export function wrapped(screen: Screen, text: string, first = "    ", next = first): readonly string[] {
  if (text === "") return [];
  const read = text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  const [lead, later] = screen.columns < 40 ? [first.slice(0, 2), next.slice(0, 2)] : [first, next];
  const width = Math.max(8, screen.columns - 1 - later.length);
  return read
    .split("\n")
    .flatMap((line) => (line.startsWith(" ") ? line : wrapAnsi(line, width, { hard: true }).split("\n")))
    .map((line, index) => (index === 0 ? lead : later) + line);
}
