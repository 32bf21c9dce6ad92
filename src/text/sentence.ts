import { oneLine } from "./one-line.js";

/** Stands for the message of an error that has none. */
export const NO_MESSAGE = "an error without a message";

/** Stands for the reason of a failed registration if the service gave none. */
export const NO_REASON = "the service gave no reason";

/**
 * Returns an error as one sentence: its name unless that is `Error`, the first line of its message, the cause's name and
 * message (`fetch failed` alone explains nothing), and the HTTP status or error code. Goes by shape, not by `instanceof`,
 * because any value can be thrown.
 */
export function inOneSentence(error: unknown): string {
  const text = phrase(error) || NO_MESSAGE;
  const cause = member(error, "cause");
  const reason = cause === undefined || cause === null ? "" : phrase(cause);
  const whole = reason === "" || text.includes(reason) ? text : `${text.replace(/\.$/, "")}: ${reason}`;
  const evidence = [...new Set([...evidenceOf(error), ...evidenceOf(cause)])].filter(
    (one) => !whole.includes(one),
  );
  return sentence(evidence.length === 0 ? whole : `${whole.replace(/\.$/, "")} (${evidence.join(", ")})`);
}

/** Appends a period unless the text ends with a period, an exclamation mark or a question mark. */
export function sentence(text: string): string {
  return text.replace(/[^.!?]$/, "$&.");
}

/** Formats milliseconds as seconds: `0.25 s`, `12.3 s`. */
export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(ms < 1000 ? 3 : 1))} s`;
}

/** Formats a number with its noun: `1 poll`, `2 polls`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** Returns the name and the message of any thrown value, each an empty string if missing. */
export function wordsOf(thrown: unknown): { readonly name: string; readonly message: string } {
  if (Object(thrown) !== thrown) return { name: "", message: String(thrown) };
  const [name, message] = [member(thrown, "name"), member(thrown, "message")];
  return { name: typeof name === "string" ? name : "", message: typeof message === "string" ? message : "" };
}

function phrase(error: unknown): string {
  const { name, message } = wordsOf(error);
  return [name === "Error" ? "" : name, firstLine(message)].filter((text) => text !== "").join(": ");
}

/** Returns the first line: in later lines, the AWS SDK describes a hidden field and parsers quote their input. */
function firstLine(text: string): string {
  return oneLine(text.trimStart().split(/[\n\r]/, 1)[0] ?? "");
}

/** Returns the HTTP status of a response that named no error, and the code of a network error. */
function evidenceOf(error: unknown): string[] {
  const named = wordsOf(error).name.endsWith("Exception");
  const status =
    member(member(error, "$metadata"), "httpStatusCode") ?? member(member(error, "$response"), "statusCode");
  const code = member(error, "code");
  return [
    ...(!named && typeof status === "number" && (status < 200 || status > 299) ? [`HTTP ${status}`] : []),
    ...(typeof code === "string" && /^[A-Z][A-Z0-9_]+$/.test(code) ? [code] : []),
  ];
}

/** Returns a member of any value, or undefined if reading it throws. */
export function member(value: unknown, name: PropertyKey): unknown {
  try {
    return (Object(value) as Record<PropertyKey, unknown>)[name];
  } catch {
    return undefined;
  }
}

/** Returns at most `most` elements of an array, from the first on; none of any other value, or if reading them throws. */
export function elementsOf(value: unknown, most: number): readonly unknown[] {
  try {
    return Array.isArray(value) ? [...value.slice(0, most)] : [];
  } catch {
    return [];
  }
}

/** Returns a text that is not empty; `undefined` for any other value. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
