// The response that an error carries. Each library puts it elsewhere: the AWS SDK in `$response`, axios and got in `response`, ky 2
// in `data` beside it. An error made from a response of undici or fetch often has the response's members itself.

import { parseJson } from "../text/json.js";
import { oneLine } from "../text/one-line.js";
import { member } from "../text/sentence.js";

/** The members of a failed response that are used here. */
export interface ErrorResponse {
  /** The service's name of the error, from the body or else from the header `x-amzn-errortype`. */
  readonly type: string | undefined;
  /** The members of a JSON body. */
  readonly members: object | undefined;
  /** The body, if it is text and not JSON. */
  readonly text: string | undefined;
  /** Whether the headers frame the body (length or chunks), so that a library notices a cut. */
  readonly framed: boolean;
  header(name: string): unknown;
}

/** Returns the objects that may have the members of a response. */
export function holdersOf(thrown: object): readonly unknown[] {
  return [member(thrown, "$response"), member(thrown, "response"), thrown];
}

/** Returns the response of an error, from wherever its library puts it. */
export function responseOf(thrown: object): ErrorResponse {
  const holders = holdersOf(thrown);
  const headers = holders.map((holder) => member(holder, "headers"));
  const header = (name: string) => first(headers.map((some) => headerOf(some, name)));
  const bodies = [
    member(thrown, "$responseBodyText"),
    ...holders.flatMap((holder) => [member(holder, "data"), member(holder, "body")]),
  ];
  const parsed = bodies.map((body) => (typeof body === "string" ? parseJson(body) : body));
  // An unread stream has none of the service's members.
  const members = parsed.filter(isObject).find((body) => typeof member(body, "getReader") !== "function");
  const text = bodies.find((body, index) => typeof body === "string" && !isObject(parsed[index]));
  return {
    type: first([member(members, "__type"), member(members, "code"), header("x-amzn-errortype")].map(typeOf)),
    members,
    text: text as string | undefined,
    framed: ["content-length", "transfer-encoding"].some((name) => header(name) !== undefined),
    header,
  };
}

/** JSON parse errors of V8, JavaScriptCore and SpiderMonkey for text that ends too early. */
const ENDS_EARLY =
  /Unexpected (end of|EOF)|Unterminated |JSON Parse error: Expected|\bExpected .* in JSON at position|end of data|unterminated string/i;

/**
 * Returns whether text that should be JSON may have been cut in transit: it starts like the service's responses. Without the text,
 * the parser's message decides.
 */
export function mayBeCut(text: string | undefined, message = ""): boolean {
  if (text === undefined) return ENDS_EARLY.test(message);
  return text.startsWith("{") && parseJson(text) === undefined;
}

/** Longest clue in characters: enough for the title of a page, too short for its content. */
const LONGEST_CLUE = 80;

/** Number of characters that are searched for a clue. The time grows with the square of it if tags are not closed. */
const SEARCHED = 10_000;

/**
 * Returns text that helps to identify the sender of a response: a redirect's target without its query, or the title or first words
 * of a page. Empty if there is none.
 */
export function clueOf({ header, text: body }: ErrorResponse, status = 0): string {
  const location = header("location");
  if (status >= 300 && status < 400 && typeof location === "string")
    return `to ${oneLine(location.replace(/[?#].*/s, "").replace(/\/\/[^/]*@/, "//"))}`;
  const text = body?.slice(0, SEARCHED);
  if (text === undefined || text.startsWith("{")) return "";
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1];
  const words = (title ?? text.replace(/<(script|style)\b.*?(<\/\1>|$)/gis, " ").replace(/<[^>]*>/g, " "))
    .replace(/\s+/g, " ")
    .trim();
  return words === "" ? "" : `"${oneLine(words).slice(0, LONGEST_CLUE)}"`;
}

/** Reads a header from a plain object with names in any letter case, or from anything with a `get`, such as `Headers`. */
function headerOf(headers: unknown, name: string): unknown {
  try {
    const get = member(headers, "get");
    const value = typeof get === "function" ? get.call(headers, name) : undefined;
    const entries = Object.entries(Object(headers)).map(([one, some]) => [one.toLowerCase(), some] as const);
    return value ?? new Map(entries).get(name);
  } catch {
    return undefined;
  }
}

/** Returns the name of an error without the namespace before it and the URI after it. */
function typeOf(value: unknown): string | undefined {
  return typeof value === "string" ? /^(?:[\w.]+#)?(\w+)(?::|$)/.exec(value)?.[1] : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

export function first<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined);
}
