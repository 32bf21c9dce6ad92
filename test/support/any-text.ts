import fc from "fast-check";

/** Code points of UTF-16's surrogate halves, which are no characters. */
const SURROGATES = { first: 0xd800, count: 0x800 };

/** Any text of whole characters. Unlike fast-check's own unit "binary", this one takes no seconds to construct. */
export const anyText: fc.Arbitrary<string> = fc.string({
  unit: fc
    .nat(0x10ffff - SURROGATES.count)
    .map((nat) => String.fromCodePoint(nat < SURROGATES.first ? nat : nat + SURROGATES.count)),
});
