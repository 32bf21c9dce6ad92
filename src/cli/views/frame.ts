import { block } from "./blocks.js";
import type { TargetProgress } from "./progress.js";
import type { Screen } from "./screen.js";
import { table } from "./table.js";
import type { Plan } from "./view.js";

/** What a live view shows at one moment: lines that fit the screen. Pure. */
export function frame(targets: readonly TargetProgress[], screen: Screen, plan: Plan, now: number): string {
  const blocks = targets.length <= AT_LENGTH ? targets.map((target) => block(target, screen, plan, now)) : [];
  const atLength = blocks.flatMap((lines, index) => (index > 0 ? ["", ...lines] : lines));
  const roomy = blocks.length === 1 || (blocks.length > 1 && atLength.length < screen.rows);
  const lines = roomy ? atLength : table(targets, screen, plan, now);
  return lines.slice(0, Math.max(1, screen.rows - 1)).join("\n");
}

/** Up to so many targets are shown at length. */
export const AT_LENGTH = 3;
