import { BLOCK_LINES, block } from "./blocks.js";
import type { TargetProgress } from "./progress.js";
import type { Screen } from "./screen.js";
import { table } from "./table.js";

/** What a live view shows at one moment: lines that fit the screen. Pure. */
export function frame(
  targets: readonly TargetProgress[],
  screen: Screen,
  expectedMs: number,
  now: number,
): string {
  const roomy = targets.length === 1 || (targets.length <= 3 && targets.length * BLOCK_LINES < screen.rows);
  const lines = roomy
    ? targets.flatMap((target, index) => [
        ...(index > 0 ? [""] : []),
        ...block(target, screen, expectedMs, now),
      ])
    : table(targets, screen, expectedMs, now);
  return lines.slice(0, Math.max(1, screen.rows - 1)).join("\n");
}
