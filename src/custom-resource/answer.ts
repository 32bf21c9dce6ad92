import { defer, lastValueFrom, retry, throwError, timer } from "rxjs";
import type { RegistrationAttributes } from "./protocol.js";

/** What CloudFormation is told of a lifecycle event. */
export interface CloudFormationAnswer {
  readonly Status: "SUCCESS" | "FAILED";
  readonly Reason?: string | undefined;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  readonly Data?: RegistrationAttributes | undefined;
}

/** Tries beyond the first, and seconds until the first of them; each is twice as long as the one before, with full jitter. */
const RETRIES = 4;
const FIRST_DELAY_MS = 1000;

/** Seconds that a try may take. */
const TRY_MS = 3000;

/**
 * Puts an answer where CloudFormation waits for it. A 5xx and a broken network are tried again.
 *
 * The URL is signed: who has it can answer in our place. So it is in no message, and no error is handed on that may hold it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export async function answer(
  url: string,
  content: CloudFormationAnswer,
  random: () => number = Math.random,
): Promise<void> {
  // The signature is of an empty content type.
  const headers = { "content-type": "" };
  const body = new TextEncoder().encode(JSON.stringify(content));
  const put$ = defer(async () => {
    const status = await fetch(url, {
      method: "PUT",
      headers,
      body,
      signal: AbortSignal.timeout(TRY_MS),
    }).then(
      (response) => response.status,
      () => undefined,
    );
    if (status === undefined || status < 200 || status > 299) throw new Refusal(status);
  });
  const delay = (refusal: Refusal, failures: number) =>
    refusal.status === undefined || refusal.status >= 500
      ? timer(random() * FIRST_DELAY_MS * 2 ** (failures - 1))
      : throwError(() => refusal);
  await lastValueFrom(put$.pipe(retry({ count: RETRIES, delay })));
}

class Refusal extends Error {
  readonly status: number | undefined;
  constructor(status: number | undefined) {
    super(
      `CloudFormation did not take the answer: ${status === undefined ? "its address could not be reached" : `status ${status}`}.`,
    );
    this.status = status;
  }
}
