/** Parses JSON. Returns `undefined` for any other text, because the error of `JSON.parse` quotes it, and it may hold a secret. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
