import { clock } from "./wording.js";

/** A bar's two halves, and what stands beside it. */
export interface Bar {
  readonly full: string;
  readonly empty: string;
}

export interface BarGlyphs {
  readonly full: string;
  readonly empty: string;
}

/** A bar of `width` cells, of which the part from `from` to `to` (0 to 1) is full. */
export function barOf(width: number, part: number, { full, empty }: BarGlyphs): Bar {
  const cells = Math.min(width, Math.max(0, Math.floor(width * part)));
  return { full: full.repeat(cells), empty: empty.repeat(width - cells) };
}

/**
 * How far a registration is by what is usual, which is all that is known: past it, the bar says so, and no more.
 *
 * @returns The texts that tell it, the longest first.
 */
export function pace(
  ageMs: number,
  expectedMs: number,
): { readonly part: number; readonly texts: readonly string[] } {
  const [age, expected] = [clock(ageMs), clock(expectedMs)];
  return ageMs <= expectedMs
    ? { part: ageMs / expectedMs, texts: [`${age} of about ${expected}`, `${age} / ${expected}`, age] }
    : { part: 1, texts: [`${age}, longer than usual (about ${expected})`, `${age}, longer than usual`] };
}
