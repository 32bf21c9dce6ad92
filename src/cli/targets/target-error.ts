/** A target gets no request, for a reason of its own: the others do. */
export class TargetError extends Error {
  readonly code: "TARGET_UNUSABLE" | "NOT_STARTED";
  /** What to do about it. */
  readonly advice: string;

  static {
    Object.defineProperty(TargetError.prototype, "name", { value: "TargetError" });
  }

  constructor(message: string, advice: string, code: TargetError["code"] = "TARGET_UNUSABLE") {
    super(message);
    this.advice = advice;
    this.code = code;
  }
}
