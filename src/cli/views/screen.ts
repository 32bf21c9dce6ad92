import cliTruncate from "cli-truncate";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import type { Colors } from "./colors.js";
import { paint, type Tone } from "./wording.js";

/** What a frame is drawn on. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly colors: Colors;
  readonly unicode: boolean;
}

interface Glyphs {
  readonly spinner: readonly string[];
  readonly good: string;
  readonly bad: string;
  readonly absent: string;
  readonly troubled: string;
  readonly full: string;
  readonly empty: string;
  readonly dot: string;
  readonly ellipsis: string;
}

const UNICODE: Glyphs = {
  spinner: [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"],
  good: "✔",
  bad: "✖",
  absent: "○",
  troubled: "!",
  full: "━",
  empty: "─",
  dot: "·",
  ellipsis: "…",
};

const ASCII: Glyphs = {
  spinner: [..."|/-\\"],
  good: "+",
  bad: "x",
  absent: "o",
  troubled: "!",
  full: "#",
  empty: "-",
  dot: "-",
  ellipsis: "~",
};

const SPINNER_STEP_MS = 120;

export function glyphsOf({ unicode }: Pick<Screen, "unicode">): Glyphs {
  return unicode ? UNICODE : ASCII;
}

/** The mark of a state, in its color; a pending one turns as time passes, or stands still without one. */
export function mark(screen: Screen, tone: Tone, now?: number): string {
  const glyphs = glyphsOf(screen);
  const turning = glyphs.spinner[Math.floor((now ?? 0) / SPINNER_STEP_MS) % glyphs.spinner.length] ?? "";
  const still = screen.unicode ? "…" : ".";
  const glyph = tone === "pending" ? (now === undefined ? still : turning) : glyphs[tone];
  return paint(screen.colors, tone)(glyph);
}

/** A bar of `width` cells, of which the part from 0 to 1 is full. */
export function bar(screen: Screen, width: number, part: number): string {
  const { full, empty } = glyphsOf(screen);
  const cells = Math.min(width, Math.max(0, Math.floor(width * part)));
  return screen.colors.cyan(full.repeat(cells)) + screen.colors.dim(empty.repeat(width - cells));
}

/** More than a screen has room for. What measures, cuts and wraps a text takes minutes for one of a megabyte. */
const LONGEST = 5000;

/** The first of several wordings that fits, or the last one cut short. Widths are those that a terminal shows. */
export function fit(screen: Pick<Screen, "unicode">, width: number, ...wordings: readonly string[]): string {
  const fitting = wordings.find((wording) => wording.length <= LONGEST && stringWidth(wording) <= width);
  return fitting ?? cut(screen, width, wordings.at(-1) ?? "", "end");
}

/** A text cut to a width: names in the middle, as what tells them apart is at both ends. */
export function cut(
  screen: Pick<Screen, "unicode">,
  width: number,
  text: string,
  position: "middle" | "end",
): string {
  const options = { position, truncationCharacter: glyphsOf(screen).ellipsis };
  const read = text.length > LONGEST ? text.slice(0, LONGEST / 2) + text.slice(-LONGEST / 2) : text;
  const shown = cliTruncate(read, Math.max(1, width), options);
  // A character of two cells that stands at the edge is kept, and is one too many.
  return stringWidth(shown) <= width ? shown : cliTruncate(read, Math.max(1, width - 1), options);
}

/** A text of exactly this width. */
export function cell(
  screen: Pick<Screen, "unicode">,
  width: number,
  text: string,
  position: "middle" | "end" = "end",
): string {
  const fitting = cut(screen, width, text, position);
  return fitting + " ".repeat(Math.max(0, width - stringWidth(fitting)));
}

/** A text below a line, in lines of the screen's width. */
export function indented(screen: Screen, text: string): readonly string[] {
  if (text === "") return [];
  const lead = screen.columns < 40 ? "  " : "    ";
  return wrapped(screen.columns - 1 - lead.length, text).map((line) => lead + line);
}

/** A text in lines of at most this width, broken between words. A line that starts with a blank is a command to copy, and stays whole. */
export function wrapped(width: number, text: string): readonly string[] {
  const read = text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  return read
    .split("\n")
    .flatMap((line) =>
      line.startsWith(" ") ? line : wrapAnsi(line, Math.max(8, width), { hard: true }).split("\n"),
    );
}
