import type { Cell } from "./cell.js";
export const clocks: readonly Cell[] = [];
