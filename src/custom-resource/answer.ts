import { httpUrl } from "../text/http-url.js";
import type { RegistrationAttributes } from "./protocol.js";

/** The response to a lifecycle event. */
export interface Answer {
  readonly Status: "SUCCESS" | "FAILED";
  readonly Reason?: string | undefined;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  readonly Data?: RegistrationAttributes | undefined;
}

/** Number of retries, and the maximum delay before the first, in milliseconds. With full jitter, the maximum doubles each time. */
const RETRIES = 4;
const FIRST_DELAY_MS = 1000;

/** Bounds of the time limit of one try, which is a third of the whole time limit. */
const SHORTEST_TRY_MS = 1000;
const LONGEST_TRY_MS = 3000;

/**
 * Sends a response to CloudFormation. Retries a 5xx or a network error within the time limit. Any other status except 2xx, or a
 * URL that is not HTTP, rejects immediately.
 *
 * The URL is signed: anyone who has it can respond in the handler's place. Therefore no message and no rethrown error may contain
 * it.
 *
 * @throws An error if CloudFormation did not accept the response.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export async function putAnswer(
  url: string,
  answer: Answer,
  {
    withinMs,
    random = Math.random,
  }: { readonly withinMs: number; readonly random?: (() => number) | undefined },
): Promise<void> {
  // The signature covers an empty content type. A redirect is not followed: only CloudFormation may receive the response.
  const headers = { "content-type": "" };
  const put: RequestInit = { method: "PUT", headers, body: JSON.stringify(answer), redirect: "manual" };
  if (!httpUrl(url))
    throw new Error("CloudFormation gets no response, because the request's ResponseURL is not an HTTP URL.");
  const endsMs = performance.now() + withinMs;
  const tryMs = Math.min(LONGEST_TRY_MS, Math.max(SHORTEST_TRY_MS, Math.ceil(withinMs / 3)));
  for (let failures = 0; ; failures++) {
    const leftMs = Math.max(1, Math.ceil(endsMs - performance.now()));
    const signal = AbortSignal.timeout(Math.min(tryMs, leftMs));
    const response = await fetch(url, { ...put, signal }).catch(() => undefined);
    if (response?.ok) return;
    const status = response?.status;
    const transient = status === undefined || status >= 500;
    const delayMs = random() * FIRST_DELAY_MS * 2 ** failures;
    if (!transient || failures === RETRIES || performance.now() + delayMs >= endsMs) throw rejected(status);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
  }
}

function rejected(status: number | undefined): Error {
  const why = status === undefined ? "the ResponseURL could not be reached in time" : `status ${status}`;
  return new Error(`CloudFormation did not accept the response: ${why}.`);
}
