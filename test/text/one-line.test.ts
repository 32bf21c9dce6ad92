// cspell:ignore mtext ctext Rolle wurde nicht gefunden התפקיד נמצא
import fc from "fast-check";
import { expect, test } from "vitest";
import { oneLine } from "../../src/text/one-line.js";
import { anyText } from "../support/any-text.js";

test("oneLine replaces each run of control characters by one space", () => {
  expect(oneLine("one\r\nline\u2028separated\u2029\u0000\u0085end\n")).toBe("one line separated end");
});

test.each([
  ["a color", "\u001b[1;31mtext\u001b[0m"],
  ["a color in the form of ISO 8613-6", "\u001b[38:2::1:2:3mtext"],
  ["a color by the 8-bit introducer", "\u009b31mtext"],
  ["a cleared screen and a reset", "\u001b[2J\u001b[?1049h\u001bctext"],
  ["a title", "\u001b]0;a title\u0007text"],
  ["a link, of which the text stays", "\u001b]8;;https://example.com/?a=b\u001b\\text\u001b]8;;\u001b\\"],
  ["the clipboard", "\u001b]52;c;cm0gLXJmIC8=\u0007text"],
  ["a device's string", "\u001bPq#0;2;0;0;0\u001b\\te\u001b_Gf=24;AAAA\u001b\\xt"],
])("oneLine removes a whole escape sequence: %s", (_, text) => {
  expect(oneLine(text)).toBe("text");
});

test("an unterminated escape sequence hides no text after it", () => {
  expect(oneLine("\u001b]0;the reason\u001b[31m itself")).toBe("]0;the reason itself");
  expect(oneLine("the reason \u001b[")).toBe("the reason  [");
});

test.each([0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069])(
  "oneLine replaces the direction character %i by a space",
  (code) => {
    expect(oneLine(`a${String.fromCodePoint(code)}b`)).toBe("a b");
  },
);

test("oneLine keeps safe text unchanged, in every script", () => {
  const text = "Die Rolle wurde nicht gefunden: 役割が見つかりません, התפקיד לא נמצא 👩‍💻";
  expect(oneLine(text)).toBe(text);
});

test("oneLine returns one safe line for any text", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const line = oneLine(text);
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\p{Bidi_Control}]/u);
      expect(oneLine(line)).toBe(line);
    }),
  );
});
