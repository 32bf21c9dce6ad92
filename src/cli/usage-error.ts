/** The program was called wrongly. The message names what was expected and what came. */
export class UsageError extends Error {
  readonly code = "WRONG_USAGE";

  static {
    Object.defineProperty(UsageError.prototype, "name", { value: "UsageError" });
  }
}
