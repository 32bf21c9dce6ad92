// Every response leads to a correct snapshot or a documented error, never to a crash or a wrong "pending".
import fc from "fast-check";
import { expect, test } from "vitest";
import { createFleetWiseClient, isRegistrationError, watchRegistrationEvents } from "../../../src/index.js";
import { parseRegistration } from "../../../src/registration/snapshot.js";
import { anyText } from "../../support/any-text.js";
import { answers, type Scene, scriptedServer } from "../../support/scripted-server.js";
import { campaign } from "./campaign.js";
import { mutatedAnswer } from "./mutations.js";
import { rightSnapshot } from "./right.js";

const MALFORMED = /^Expected (the response|`[\w.]+` of the response) to be [^\n]+, got [^\n]{1,60}$/;

test("a mutated response is parsed correctly or rejected with the invalid member", () => {
  let [read, refused] = [0, 0];
  fc.assert(
    fc.property(mutatedAnswer, (answer) => {
      const right = rightSnapshot(answer);
      try {
        expect(parseRegistration(answer)).toStrictEqual(right);
        read += 1;
      } catch (error) {
        if (right !== undefined) throw error;
        expect(error).toMatchObject({
          name: "MalformedAnswerError",
          message: expect.stringMatching(MALFORMED),
        });
        refused += 1;
      }
    }),
    campaign(1000),
  );
  expect(Math.min(read, refused)).toBeGreaterThan(100);
});

const asItIs = (text: string) => text;

/** Mutations of a response's text. */
const anyMangling = fc.oneof(
  { weight: 4, arbitrary: fc.constant(asItIs) },
  fc.nat().map((at) => (text: string) => text.slice(0, at % (text.length + 1))),
  fc.tuple(fc.nat(), anyText).map(
    ([at, more]) =>
      (text: string) =>
        text.slice(0, at % text.length) + more + text.slice(at % text.length),
  ),
  fc.constantFrom(
    (text: string) => `\ufeff${text}`,
    (text: string) => text + text,
    (text: string) => `[${text}]`,
    (text: string) => text.replace("{", '{"__proto__":{"customerAccountId":"1"},'),
    (text: string) => `${"[".repeat(20_000)}${text}${"]".repeat(20_000)}`,
  ),
);

const anyStatus = fc.oneof(
  { weight: 3, arbitrary: fc.constant(200) },
  fc.constantFrom(201, 204, 301, 400, 403, 404, 408, 409, 413, 425, 429, 500, 502, 503, 504, 599),
);

const anyHeaders: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.constantFrom<Record<string, string>[]>(
    { "x-amzn-errortype": "__proto__" },
    { "x-amzn-errortype": "a#ThrottlingException:b" },
    { "retry-after": "1e999" },
    { "retry-after": "-1", "x-amz-retry-after": "NaN" },
    { "content-type": "text/html" },
    { date: "yesterday" },
  ),
);

test("a mutated response over HTTP causes a poll, a retry or a ServiceCallError with a one-line message", async () => {
  let scene: Scene = answers(200, "");
  await using server = await scriptedServer((...exchange) => scene(...exchange));
  const client = createFleetWiseClient({
    endpoint: server.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  });
  /** Returns the first event, or the error of a wait without events. */
  const firstOf = () =>
    new Promise<{ readonly type: string; readonly [more: string]: unknown }>((resolve) => {
      const subscription = watchRegistrationEvents({ client }).subscribe({
        next: (event) => {
          resolve({ ...event });
          queueMicrotask(() => subscription.unsubscribe());
        },
        error: (error: unknown) => resolve({ type: "error", error }),
      });
    });

  const events: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(
      mutatedAnswer,
      anyMangling,
      anyStatus,
      anyHeaders,
      async (answer, mangle, status, headers) => {
        const text = mangle(JSON.stringify(answer) ?? "");
        scene = answers(status, text, headers);
        const { type, error, snapshot } = await firstOf();
        events[type] = (events[type] ?? 0) + 1;
        // A header that names an error takes precedence over the body.
        if (status === 200 && mangle === asItIs && !("x-amzn-errortype" in headers)) {
          const malformed = rightSnapshot(answer) === undefined;
          expect(type).toBe(malformed ? "error" : "poll");
          if (malformed) expect(error).toMatchObject({ cause: { name: "MalformedAnswerError" } });
        }
        if (type === "error") {
          expect(isRegistrationError(error), String(error)).toBe(true);
          expect(error).toMatchObject({
            code: "SERVICE_CALL_FAILED",
            message: expect.stringMatching(/^[^\p{Cc}]+$/u),
          });
        } else if (type === "poll" && snapshot !== undefined) {
          expect(snapshot).toStrictEqual(rightSnapshot(JSON.parse(text.replace(/^\ufeff/, ""))));
        } else if (type === "poll") expect(status).toBeGreaterThanOrEqual(400);
      },
    ),
    campaign(300),
  );
  expect(Object.keys(events).sort()).toEqual(["error", "poll", "retry"]);
});
