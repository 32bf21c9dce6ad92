import { stripVTControlCharacters } from "node:util";
import { oneLine } from "../text/one-line.js";

/** Text of the service, of a file or of an error, as one line that a terminal can only print. */
export function plainText(text: string): string {
  return oneLine(stripVTControlCharacters(text));
}
