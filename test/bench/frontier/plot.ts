import { parse, type Scale, type Spec, View } from "vega";
import type { Bound } from "./bound.js";
import type { Policy } from "./frontier.js";

/** An SVG of calls against delay: each way to wait as a point, what is reachable as lines. */
export function plot(policies: readonly Policy[], bounds: readonly Bound[]): Promise<string> {
  const points = policies.map(({ name, seven: { calls, delay } }) => ({
    name,
    calls,
    delay,
    ours: name === policies[0]?.name,
    ...labelAt(name, name === policies[0]?.name),
  }));
  const lines = bounds.flatMap(({ calls, delay, optimum }) => [
    { line: "the best schedule that does not know the law", calls, delay },
    { line: "the optimum that knows it", calls, delay: optimum },
  ]);
  return new View(parse(spec(points, lines)), { renderer: "none" }).toSVG();
}

/** Where a label stands clear of the lines and of other points. */
function labelAt(
  name: string,
  ours: boolean,
): { readonly dx: number; readonly dy: number; readonly align: string } {
  if (ours) return { dx: -14, dy: 34, align: "right" };
  return { dx: 9, dy: name.startsWith("p-retry") ? 15 : -7, align: "left" };
}

const GREY = "#777";
const BLUE = "#0969da";

function spec(points: readonly object[], lines: readonly object[]): Spec {
  const scale = (name: string, range: "width" | "height", domain: number[]): Scale => ({
    name,
    type: "log",
    range,
    domain,
  });
  return {
    width: 640,
    height: 380,
    padding: 8,
    background: "white",
    config: { axis: { labelFontSize: 12, titleFontSize: 13, gridColor: "#eee" }, text: { fontSize: 12 } },
    data: [
      { name: "points", values: [...points] },
      { name: "lines", values: [...lines] },
    ],
    scales: [
      scale("x", "width", [7, 220]),
      scale("y", "height", [0.4, 70]),
      {
        name: "dash",
        type: "ordinal",
        domain: { data: "lines", field: "line" },
        range: [
          [1, 0],
          [5, 4],
        ],
      },
    ],
    legends: [
      {
        strokeDash: "dash",
        symbolType: "stroke",
        symbolSize: 800,
        labelFontSize: 12,
        labelLimit: 400,
        orient: "top-right",
      },
    ],
    axes: [
      {
        scale: "x",
        orient: "bottom",
        grid: true,
        title: "status reads until the end is noticed",
        values: [10, 20, 50, 100],
      },
      {
        scale: "y",
        orient: "left",
        grid: true,
        title: "delay of the notice, s",
        values: [0.5, 1, 2, 5, 10, 20, 50],
      },
    ],
    marks: [
      {
        type: "group",
        from: { facet: { name: "line", data: "lines", groupby: "line" } },
        marks: [
          {
            type: "line",
            from: { data: "line" },
            encode: {
              enter: {
                x: { scale: "x", field: "calls" },
                y: { scale: "y", field: "delay" },
                stroke: { value: GREY },
                strokeDash: { scale: "dash", field: "line" },
              },
            },
          },
        ],
      },
      {
        type: "symbol",
        from: { data: "points" },
        encode: {
          enter: {
            x: { scale: "x", field: "calls" },
            y: { scale: "y", field: "delay" },
            fill: { signal: `datum.ours ? '${BLUE}' : '${GREY}'` },
            size: { signal: "datum.ours ? 140 : 70" },
          },
        },
      },
      {
        type: "text",
        from: { data: "points" },
        encode: {
          enter: {
            x: { scale: "x", field: "calls", offset: { field: "dx" } },
            y: { scale: "y", field: "delay", offset: { field: "dy" } },
            align: { field: "align" },
            text: { field: "name" },
            fill: { signal: `datum.ours ? '${BLUE}' : '#333'` },
            fontWeight: { signal: "datum.ours ? 'bold' : 'normal'" },
          },
        },
      },
    ],
  };
}
