// Records a program at a terminal, and draws what the terminal showed as an animated SVG:
//
//   node test/pictures/record-terminal.mjs .github/live-view.svg 80 8 fleetwise-registration wait --emulate
//
// Needs `script` of util-linux, which lends the program a terminal.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import xterm from "@xterm/headless";

const [file, columns, rows, name, ...args] = process.argv.slice(2);
const bin = fileURLToPath(new URL("../../dist/cli/bin.js", import.meta.url));
const command = [process.execPath, bin, ...args];
const prompt = `$ ${[name, ...args].join(" ")}`;

const STEP_MS = 500;
const HOLD_MS = 4000;
const CELL = { width: 8.4, height: 18 };
const PAD = 12;
const COLORS = { background: "#0d1117", text: "#e6edf3", dim: "#7d8590" };
const PALETTE = ["#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4"];

const frames = await record();
writeFileSync(file, svg(frames));
console.log(`${file}: ${frames.length} frames`);

/** The screens that were different from the one before, and for how long each stood. */
async function record() {
  const terminal = new xterm.Terminal({ cols: Number(columns), rows: Number(rows), allowProposedApi: true });
  terminal.write(`${prompt}\r\n`);
  const line = `stty cols ${columns} rows ${rows}; exec ${command.map((part) => `'${part}'`).join(" ")}`;
  const child = spawn("script", ["-qefc", line, "/dev/null"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TERM: "xterm-256color", LANG: "C.UTF-8" },
  });
  child.stdout.on("data", (data) => terminal.write(data));
  const frames = [];
  const shoot = () => {
    const screen = JSON.stringify(linesOf(terminal));
    if (frames.at(-1)?.screen === screen) frames.at(-1).ms += STEP_MS;
    else frames.push({ screen, ms: STEP_MS });
  };
  const timer = setInterval(shoot, STEP_MS);
  await new Promise((resolve) => child.once("close", resolve));
  clearInterval(timer);
  await new Promise((resolve) => terminal.write("", resolve));
  shoot();
  frames.at(-1).ms = HOLD_MS;
  return frames.map(({ screen, ms }) => ({ lines: JSON.parse(screen), ms }));
}

/** Each line of the screen as runs of one style. */
function linesOf({ buffer: { active }, cols, rows }) {
  return Array.from({ length: rows }, (_, row) => {
    const line = active.getLine(active.viewportY + row);
    const runs = [];
    for (let column = 0; column < cols; column++) {
      const cell = line?.getCell(column);
      const text = cell?.getChars() || " ";
      const style = {
        color: cell?.isFgPalette()
          ? PALETTE[cell.getFgColor() % 8]
          : cell?.isDim()
            ? COLORS.dim
            : COLORS.text,
        bold: Boolean(cell?.isBold()),
      };
      const last = runs.at(-1);
      if (last && last.color === style.color && last.bold === style.bold) last.text += text;
      else runs.push({ column, text, ...style });
    }
    return runs.filter(({ text }) => text.trim() !== "");
  });
}

function svg(frames) {
  const [width, height] = [Number(columns) * CELL.width + 2 * PAD, Number(rows) * CELL.height + 2 * PAD];
  const total = frames.reduce((sum, { ms }) => sum + ms, 0);
  let begin = 0;
  const shown = frames.map(({ lines, ms }, index) => {
    const [from, to] = [begin, begin + ms].map((at) => ((at / total) * 100).toFixed(2));
    begin += ms;
    const last = index === frames.length - 1;
    // Where nothing moves, the last frame stands.
    return {
      css: `@keyframes f${index}{0%{opacity:${index === 0 ? 1 : 0}}${from}%{opacity:1}${to}%{opacity:${last ? 1 : 0}}100%{opacity:${last ? 1 : 0}}}
#f${index}{opacity:${last ? 1 : 0};animation:f${index} ${total}ms step-end infinite}`,
      group: `<g id="f${index}">${lines.map(textLine).join("")}</g>`,
    };
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(prompt)}</title>
<style>
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}
${shown.map(({ css }) => css).join("\n")}
@media (prefers-reduced-motion){g{animation:none!important}}
</style>
<rect width="100%" height="100%" rx="8" fill="${COLORS.background}"/>
${shown.map(({ group }) => group).join("\n")}
</svg>
`;
}

function textLine(runs, row) {
  const y = PAD + (row + 0.75) * CELL.height;
  return runs
    .map(({ column, text, color, bold }) => {
      const lead = text.length - text.trimStart().length;
      const shown = text.trim();
      const x = (PAD + (column + lead) * CELL.width).toFixed(1);
      // As wide as its cells, whatever the font.
      const width = ([...shown].length * CELL.width).toFixed(1);
      return `<text x="${x}" y="${y}" fill="${color}"${bold ? ' font-weight="bold"' : ""} textLength="${width}">${escaped(shown)}</text>`;
    })
    .join("");
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
