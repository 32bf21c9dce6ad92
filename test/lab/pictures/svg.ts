// Draws the screens of a terminal as an animated SVG.
import type { Frame, Run, Size } from "./terminal.js";

const CELL = { width: 8.4, height: 18 };
const PAD = 12;
const COLORS = { background: "#0d1117", text: "#e6edf3", dim: "#7d8590" };
const PALETTE = ["#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4"];

export function svg(frames: readonly Frame[], { columns, rows }: Size, title: string): string {
  const [width, height] = [columns * CELL.width + 2 * PAD, rows * CELL.height + 2 * PAD];
  const total = frames.reduce((sum, { ms }) => sum + ms, 0);
  let begin = 0;
  const shown = frames.map(({ lines, ms }, index) => {
    const percent = (at: number) => ((at / total) * 100).toFixed(2);
    const [from, to] = [percent(begin), percent(begin + ms)];
    begin += ms;
    const last = index === frames.length - 1;
    // Without animation, only the last frame is visible.
    return {
      css: `@keyframes f${index}{0%{opacity:${index === 0 ? 1 : 0}}${from}%{opacity:1}${to}%{opacity:${last ? 1 : 0}}100%{opacity:${last ? 1 : 0}}}
#f${index}{opacity:${last ? 1 : 0};animation:f${index} ${total}ms step-end infinite}`,
      group: `<g id="f${index}">${lines.map(textLine).join("")}</g>`,
    };
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<style>
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}
${frames.length > 1 ? shown.map(({ css }) => css).join("\n") : ""}
@media (prefers-reduced-motion){g{animation:none!important}}
</style>
<rect width="100%" height="100%" rx="8" fill="${COLORS.background}"/>
${shown.map(({ group }) => group).join("\n")}
</svg>
`;
}

function textLine(runs: readonly Run[], row: number): string {
  const y = PAD + (row + 0.75) * CELL.height;
  return runs
    .flatMap(({ column, text, color, dim, bold }) => {
      const fill = color >= 0 ? PALETTE[color] : dim ? COLORS.dim : COLORS.text;
      const weight = bold ? ' font-weight="bold"' : "";
      // Draws the text between two wide gaps separately, as wide as its cells, because fonts and the treatment of spaces differ.
      return [...text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: words, index }) => {
        const x = (PAD + (column + index) * CELL.width).toFixed(1);
        const width = ([...words].length * CELL.width).toFixed(1);
        return `<text x="${x}" y="${y}" fill="${fill}"${weight} textLength="${width}">${escaped(words)}</text>`;
      });
    })
    .join("");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
