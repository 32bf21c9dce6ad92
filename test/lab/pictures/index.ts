// Draws the pictures of the README and docs/command-line.md from real runs. With a folder as argument, draws screens of every
// scene, or of the named ones, in several widths there:
//
//   npm run lab -- pictures
//   npm run lab -- pictures /tmp/screens [scene ...]
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fleet, type Scene, scenes } from "./scenes.js";
import { svg } from "./svg.js";
import { record } from "./terminal.js";

const [folder, ...only] = process.argv.slice(2);
if (folder === undefined) await readmePictures();
else await screens(folder);

async function readmePictures(): Promise<void> {
  const emulated = (flag: string) => async (): Promise<Scene> => ({
    args: ["wait", flag],
    shown: `wait ${flag}`,
    env: {},
    close: async () => {},
  });
  const pictures = {
    "live-view": { scene: emulated("--emulate"), columns: 80, rows: 9 },
    failure: { scene: emulated("--emulate=fails-iam"), columns: 80, rows: 13 },
    fleet: {
      scene: () => fleet(["registers", "registers", "registers", "failsIam", "registers", "denied"], 12),
      columns: 100,
      rows: 19,
    },
  };
  await Promise.all(
    Object.entries(pictures).map(async ([name, { scene, ...size }]) => {
      const { close, ...called } = await scene();
      const frames = await record({ ...called, ...size });
      await close();
      writeFileSync(`.github/${name}.svg`, svg(frames, size, `fleetwise-registration ${called.shown}`));
      console.log(`.github/${name}.svg: ${frames.length} frames`);
    }),
  );
}

/** Draws two screens of each run: one from the middle, and the last. */
async function screens(into: string): Promise<void> {
  mkdirSync(into, { recursive: true });
  for (const [name, scene] of Object.entries(scenes)) {
    if (only.length > 0 && !only.includes(name)) continue;
    await Promise.all(
      [20, 40, 80, 120].map(async (columns) => {
        const size = { columns, rows: name === "120-targets" ? 40 : 24 };
        const { close, ...called } = await scene();
        const frames = await record({ ...called, ...size });
        await close();
        const middle = frames[Math.floor(frames.length / 2)];
        for (const [when, frame] of Object.entries({ during: middle, after: frames.at(-1) })) {
          if (frame) writeFileSync(join(into, `${name}-${columns}-${when}.svg`), svg([frame], size, name));
        }
      }),
    );
    console.log(name);
  }
}
