/**
 * Splits text into words as a POSIX shell does, with quotes and backslashes and without any expansion: the AWS CLI splits
 * section names and `credential_process` that way.
 *
 * @returns `undefined` if a quote is not closed or the text ends with a backslash.
 */
export function shellWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let rest = text;
  while (rest !== "") {
    const [part = ""] = PART.exec(rest) ?? [];
    if (part === "") return undefined;
    rest = rest.slice(part.length);
    if (!BLANKS.includes(part)) word = (word ?? "") + unquoted(part);
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}

const BLANKS = " \t\r\n";

/** A quoted text, an escaped character, or any other character. */
const PART = /^(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^'"\\])/s;

function unquoted(part: string): string {
  switch (part[0]) {
    case "'":
      return part.slice(1, -1);
    case '"':
      // Within double quotes, a backslash is special only before a double quote or a backslash.
      return part.slice(1, -1).replace(/\\(["\\])/g, "$1");
    case "\\":
      return part.slice(1);
    default:
      return part;
  }
}
