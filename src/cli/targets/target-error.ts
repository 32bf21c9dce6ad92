/** A target cannot be asked at all, for a reason of its own: the others can. */
export class TargetError extends Error {
  readonly code = "TARGET_UNUSABLE";
  /** What to do about it. */
  readonly advice: string;

  static {
    Object.defineProperty(TargetError.prototype, "name", { value: "TargetError" });
  }

  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}
