import fc from "fast-check";
import { expect, test } from "vitest";
import { oneLine } from "../../src/text/one-line.js";

test("line breaks, escapes and other controls become one blank each run", () => {
  expect(oneLine("red \u001b[31m\r\nline\u2028separated\u2029\u0000\u0085end\n")).toBe(
    "red  [31m line separated end",
  );
});

test.each([0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069])(
  "the character %i, which turns the direction of text, becomes a blank",
  (code) => {
    expect(oneLine(`a${String.fromCodePoint(code)}b`)).toBe("a b");
  },
);

test("text that is safe stays as it is, in every script", () => {
  const text = "Die Rolle wurde nicht gefunden: 役割が見つかりません, התפקיד לא נמצא 👩‍💻";
  expect(oneLine(text)).toBe(text);
});

test("whatever comes, the outcome is one line, and safe text after that", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const line = oneLine(text);
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\p{Bidi_Control}]/u);
      expect(oneLine(line)).toBe(line);
    }),
  );
});
