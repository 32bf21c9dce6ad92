// The changes that no test can notice, because the program behaves the same with them. Each has its reason.

const FOR_TYPES =
  "Only the types need this: a comparison with `undefined` is false, as the result is without the check.";

/**
 * `code` is the changed text in `file`, on a line that contains `line` if that is given; `to` lists what it is changed to.
 *
 * @type {readonly { file: string; code: string; line?: string; to: readonly string[]; reason: string }[]}
 */
export const EQUIVALENTS = [
  {
    file: "registration/registration-state.ts",
    code: "since !== undefined && time !== undefined && time < since",
    to: ["(since !== undefined && time !== undefined) || time < since"],
    reason: FOR_TYPES,
  },
];
