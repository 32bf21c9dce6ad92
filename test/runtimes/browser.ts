import type { Cell } from "./cell.js";
export const browsers: readonly Cell[] = [];
