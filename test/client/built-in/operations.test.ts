import { expect, test, vi } from "vitest";
import type { FleetWiseClientConfig } from "../../../src/client/built-in/client-config.js";
import { operationsOf } from "../../../src/client/built-in/operations.js";

const { signal } = new AbortController();

const KEYS = { accessKeyId: "AKID", secretAccessKey: "secret" };

/** Calls an operation whose response has this body. */
const outputOf = (body: object, credentials: FleetWiseClientConfig["credentials"] = KEYS) =>
  operationsOf({
    region: "us-east-1",
    credentials,
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

test("a credentials provider receives the client's region", async () => {
  const provider = vi.fn(async (..._args: unknown[]) => KEYS);
  await outputOf({}, provider);
  const [options] = provider.mock.calls[0] as [{ callerClientConfig: { region(): Promise<string> } }];
  expect(await options.callerClientConfig.region()).toBe("us-east-1");
});
