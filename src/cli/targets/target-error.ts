import type { AdviceTopic } from "../../index.js";

/** A target gets no request, for a reason of its own: the others do. */
export class TargetError extends Error {
  readonly code: "TARGET_UNUSABLE" | "NOT_STARTED";
  /** What to do about it, if something is known to help. */
  readonly advice: string | undefined;
  /** The topic of the advice, if it is one that the library knows. */
  readonly topic: AdviceTopic | undefined;

  static {
    Object.defineProperty(TargetError.prototype, "name", { value: "TargetError" });
  }

  constructor(
    message: string,
    advice: string | undefined,
    { code = "TARGET_UNUSABLE", topic }: Partial<Pick<TargetError, "code" | "topic">> = {},
  ) {
    super(message);
    this.advice = advice;
    this.code = code;
    this.topic = topic;
  }
}
