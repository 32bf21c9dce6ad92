import { readFileSync } from "node:fs";

const page = readFileSync(new URL("../../docs/behavior.md", import.meta.url), "utf8");
const rows = [...page.matchAll(/^\| (fatal|transient|throttled) \| (.*) \|$/gm)];

/** Each status in docs/behavior.md, in order, with the meaning of a response that has no known name. */
export const documented: readonly (readonly [number, string | undefined])[] = rows
  .flatMap(([, kind, ranges = ""]) =>
    ranges.split(", ").flatMap((range) => {
      const [from = Number.NaN, to = from] = range.split("-").map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => [from + index, kind] as const);
    }),
  )
  .sort(([a], [b]) => a - b);
