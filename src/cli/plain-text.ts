import { stripVTControlCharacters } from "node:util";

// Line breaks, escapes and C1 controls, and what turns the direction of the text around.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;

/** Text of the service, of a file or of an error, as one line that a terminal can only print. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(CONTROLS, " ").trim();
}
