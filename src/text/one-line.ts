import ansiRegex from "ansi-regex";

/**
 * Line breaks, other control characters, and characters that change the direction of text: U+061C, U+200E, U+200F, U+202A
 * to U+202E, U+2066 to U+2069.
 *
 * @see https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
export const UNSAFE: RegExp = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/**
 * Returns foreign text, such as the service's, as one line that a log or terminal prints but never interprets. Removes
 * whole escape sequences, because removing only the escape character would leave `[31m`; the text of a link stays. Use it
 * for messages only: fields keep the original text.
 */
export function oneLine(text: string): string {
  return text.replace(ansiRegex(), "").replace(UNSAFE, " ").trim();
}
