import { PRECEDENCE, type State } from "../exit-codes.js";
import { wordOfState } from "./wording.js";

/** How many have come to what, what is worst first. */
export function tally(total: number, states: readonly State[]): string {
  const counts = PRECEDENCE.map((state) => [
    states.filter((one) => one === state).length,
    wordOfState(state),
  ]);
  const told = counts.filter(([count]) => count !== 0).map((words) => words.join(" "));
  const settled = states.length === total ? `${total} targets` : `${states.length} of ${total} settled`;
  return told.length === 0 ? settled : `${settled}: ${told.join(", ")}`;
}
