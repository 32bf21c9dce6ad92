/** A target cannot be asked at all, for a reason of its own: the others can. */
export class TargetError extends Error {
  readonly code = "TARGET_UNUSABLE";
  /** What to do about it, if something is known to help. */
  readonly advice: string | undefined;

  static {
    Object.defineProperty(TargetError.prototype, "name", { value: "TargetError" });
  }

  constructor(message: string, advice: string | undefined) {
    super(message);
    this.advice = advice;
  }
}
