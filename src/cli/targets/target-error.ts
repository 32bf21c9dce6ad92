/** A target gets no request, for a reason of its own: the others do. */
export class TargetError extends Error {
  readonly code: "TARGET_UNUSABLE" | "NOT_STARTED";
  /** What to do about it, if something is known to help. */
  readonly advice: string | undefined;

  static {
    Object.defineProperty(TargetError.prototype, "name", { value: "TargetError" });
  }

  constructor(message: string, advice: string | undefined, code: TargetError["code"] = "TARGET_UNUSABLE") {
    super(message);
    this.advice = advice;
    this.code = code;
  }
}
