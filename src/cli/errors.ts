import type { AdviceTopic } from "../index.js";

/** The command line is wrong. The message names the expected and the given value. */
export class UsageError extends Error {
  readonly code = "WRONG_USAGE";
  override readonly name = "UsageError";
}

/** A target gets no request. The other targets continue. */
export class TargetError extends Error {
  readonly code: "TARGET_UNUSABLE" | "NOT_STARTED";
  override readonly name = "TargetError";
  readonly advice: string | undefined;
  /** The topic of the library's advice, in place of own advice. */
  readonly topic: AdviceTopic | undefined;

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
