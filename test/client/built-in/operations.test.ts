import { expect, test } from "vitest";
import { operationsOf } from "../../../src/client/built-in/operations.js";

const { signal } = new AbortController();

/** Calls an operation whose response has this body. */
const outputOf = (body: object) =>
  operationsOf({
    region: "us-east-1",
    credentials: { accessKeyId: "AKID", secretAccessKey: "secret" },
    requestHandler: {
      handle: async () => ({ response: { statusCode: 200, headers: {}, body: JSON.stringify(body) } }),
    },
  })("RegisterAccount", {}, signal);

const $metadata = { httpStatusCode: 200, attempts: 1 };

test("the times of an output are Dates, and its other members are unchanged", async () => {
  const body = { accountStatus: "PAUSED", novelty: [1], creationTime: 1e9 + 0.25, lastModificationTime: 2e9 };
  expect(await outputOf({ ...body, $metadata: "no" })).toStrictEqual({
    ...body,
    creationTime: new Date(1e12 + 250),
    lastModificationTime: new Date(2e12),
    $metadata,
  });
});

test("an output has no time that the response does not have", async () => {
  expect(await outputOf({})).toStrictEqual({ $metadata });
});

test("an invalid time rejects with the response", async () => {
  await expect(outputOf({ creationTime: true })).rejects.toMatchObject({
    name: "MalformedAnswerError",
    $metadata,
    $response: { statusCode: 200 },
  });
});
