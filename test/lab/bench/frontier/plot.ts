import { type Policy, reachable } from "./frontier.js";

const [WIDTH, HEIGHT, LEFT, TOP] = [640, 380, 60, 10];
const [GRAY, BLUE] = ["#777", "#0969da"];

/** A logarithmic axis: returns the position of a value in pixels. */
const axis = (from: number, to: number, start: number, end: number) => (value: number) =>
  Number((start + ((end - start) * Math.log(value / from)) / Math.log(to / from)).toFixed(1));
const x = axis(7, 220, LEFT, LEFT + WIDTH);
const y = axis(0.4, 70, TOP + HEIGHT, TOP);

/** Draws polls against delay as SVG: each waiter as a point, the reachable limits as lines. */
export function plot(policies: readonly Policy[]): string {
  const { calls, delay, optimum } = reachable.bound;
  const [right, bottom] = [LEFT + WIDTH, TOP + HEIGHT];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${right + 120} ${bottom + 45}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="white"/>`,
    ...[10, 20, 50, 100].flatMap((value) => [
      line(
        [
          [x(value), TOP],
          [x(value), bottom],
        ],
        "#eee",
      ),
      text(x(value), bottom + 16, `${value}`, "middle"),
    ]),
    ...[0.5, 1, 2, 5, 10, 20, 50].flatMap((value) => [
      line(
        [
          [LEFT, y(value)],
          [right, y(value)],
        ],
        "#eee",
      ),
      text(LEFT - 6, y(value) + 4, `${value}`, "end"),
    ]),
    line(
      [
        [LEFT, TOP],
        [LEFT, bottom],
        [right, bottom],
      ],
      GRAY,
    ),
    text(LEFT + WIDTH / 2, bottom + 38, "polls until the end is noticed", "middle"),
    `<g transform="translate(16 ${TOP + HEIGHT / 2}) rotate(-90)">${text(0, 0, "delay of the notice, s", "middle")}</g>`,
    ...[
      { name: "the best schedule that does not know the distribution", values: delay, dash: "none" },
      { name: "the optimum that knows it", values: optimum, dash: "5 4" },
    ].flatMap(({ name, values, dash }, row) => [
      line(
        calls.map((at, index) => [x(at), y(values[index] ?? Number.NaN)]),
        GRAY,
        dash,
      ),
      line(
        [
          [right - 310, TOP + 16 + 20 * row],
          [right - 280, TOP + 16 + 20 * row],
        ],
        GRAY,
        dash,
      ),
      text(right - 272, TOP + 20 + 20 * row, name, "start"),
    ]),
    ...policies.map(point),
    "</svg>\n",
  ].join("\n");
}

function line(points: readonly (readonly number[])[], stroke: string, dash = "none"): string {
  return `<polyline points="${points.map((point) => point.join()).join(" ")}" fill="none" stroke="${stroke}" stroke-dasharray="${dash}"/>`;
}

function text(left: number, top: number, words: string, anchor: string, style = ""): string {
  return `<text x="${left}" y="${top}" text-anchor="${anchor}" ${style}>${words}</text>`;
}

/** Draws a waiter. The library's label is below the lines; p-retry's is below its point, because its neighbor is close. */
function point({ name, seven: { calls, delay } }: Policy, index: number): string {
  const [left, top] = [x(calls), y(delay)];
  if (index === 0)
    return `<circle cx="${left}" cy="${top}" r="7" fill="${BLUE}"/>${text(left - 14, top + 34, name, "end", `fill="${BLUE}" font-weight="bold"`)}`;
  const below = name.startsWith("p-retry") ? 15 : -7;
  return `<circle cx="${left}" cy="${top}" r="5" fill="${GRAY}"/>${text(left + 9, top + below, name, "start", 'fill="#333"')}`;
}
