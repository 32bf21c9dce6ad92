/** An option, an environment variable or the targets file is invalid. The message names what is expected, and no secret. */
export class UsageError extends Error {
  readonly code = "WRONG_USAGE";
  override readonly name = "UsageError";
}

/** Error of a target to which no request is sent. The other targets continue. */
export class TargetError extends Error {
  override readonly name = "TargetError";
  readonly advice: string | undefined;
  readonly code: "TARGET_UNUSABLE" | "NOT_STARTED";

  constructor(message: string, advice?: string, code: TargetError["code"] = "TARGET_UNUSABLE") {
    super(message);
    this.advice = advice;
    this.code = code;
  }
}
