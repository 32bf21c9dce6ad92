import ansiRegex from "ansi-regex";

/**
 * Line breaks and all other controls, and everything that turns the direction of text around: U+061C, U+200E, U+200F, U+202A to
 * U+202E, U+2066 to U+2069.
 *
 * @see https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/**
 * Text that comes from elsewhere, the service above all, as one line that a log or a terminal can only print. Escape sequences go
 * whole, as what they begin with alone would leave `[31m`; of a link, its text stays. Fields keep the raw text, as this loses
 * some of it: messages are made of this.
 */
export function oneLine(text: string): string {
  return text.replace(ansiRegex(), "").replace(UNSAFE, " ").trim();
}
