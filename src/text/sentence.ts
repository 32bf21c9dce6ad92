import { oneLine } from "./one-line.js";

/**
 * An error as a sentence: its name where that says something, the first line of its message, the status or the code that it
 * came with, and its cause's words where it has none of its own: `fetch failed` tells nothing. By shape, not by `instanceof`: it
 * may be thrown by anything, and be no `Error` at all.
 */
export function inOneSentence(error: unknown): string {
  const text = phrase(error) || "an error without a message";
  const cause = member(error, "cause");
  const reason = cause === undefined || cause === null ? "" : phrase(cause);
  const whole = reason === "" || text.includes(reason) ? text : `${text.replace(/\.$/, "")}: ${reason}`;
  const evidence = [...new Set([...evidenceOf(error), ...evidenceOf(cause)])].filter(
    (one) => !whole.includes(one),
  );
  return sentence(evidence.length === 0 ? whole : `${whole.replace(/\.$/, "")} (${evidence.join(", ")})`);
}

/** A text with a full stop, unless it ends with one or the like. */
export function sentence(text: string): string {
  return text.replace(/[^.!?]$/, "$&.");
}

/** Milliseconds in words: `0.25 s`, `12.3 s`. */
export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(ms < 1000 ? 3 : 1))} s`;
}

/** How many of what: `1 read`, `2 reads`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** The name and the message of what was thrown, each empty where there is none: it may be anything. */
export function wordsOf(thrown: unknown): { readonly name: string; readonly message: string } {
  if (typeof thrown !== "object" || thrown === null) return { name: "", message: String(thrown) };
  const [name, message] = [member(thrown, "name"), member(thrown, "message")];
  return { name: typeof name === "string" ? name : "", message: typeof message === "string" ? message : "" };
}

function phrase(error: unknown): string {
  const { name, message } = wordsOf(error);
  return [name === "Error" ? "" : name, firstLine(message)].filter((text) => text !== "").join(": ");
}

/** The AWS SDK tells of a hidden field in further lines, and parsers quote what they were given. */
function firstLine(text: string): string {
  return oneLine(text.trimStart().split(/[\n\r]/, 1)[0] ?? "");
}

/** What says more than many a message: the status of an answer that named no error, the code of a connection's fault. */
function evidenceOf(error: unknown): string[] {
  const named = /Exception$/.test(String(member(error, "name")));
  const status =
    member(member(error, "$metadata"), "httpStatusCode") ?? member(member(error, "$response"), "statusCode");
  const code = member(error, "code");
  return [
    ...(!named && typeof status === "number" && (status < 200 || status > 299) ? [`HTTP ${status}`] : []),
    ...(typeof code === "string" && /^[A-Z][A-Z0-9_]+$/.test(code) ? [code] : []),
  ];
}

/** A member of anything, also of what throws when it is looked at. */
export function member(value: unknown, name: string): unknown {
  try {
    return (Object(value) as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}
