// The user's functions may throw another service's error before a request, with the names that FleetWise gives its own.
import { IoTFleetWise, IoTFleetWiseClient } from "@aws-sdk/client-iotfleetwise";
import { expect, test, vi } from "vitest";
import { createFleetWiseClient, ensureRegistered, waitUntilRegistered } from "../../src/index.js";
import { inVirtualTime } from "../support/in-virtual-time.js";
import { answers, scriptedServer } from "../support/scripted-server.js";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const NOT_FOUND = answers(404, { __type: "ResourceNotFoundException", message: "Account not found" });

/** Another service's error, as its SDK client throws it. */
function foreign(name: string) {
  const $metadata = { httpStatusCode: 400, attempts: 3 };
  return Object.assign(new Error("IdentityPool p not found"), { name, $fault: "client", $metadata });
}

type Config = Record<"region" | "endpoint", string> & { readonly credentials: typeof KEYS };
const CLIENTS = [
  ["this library's client", (config: Config) => createFleetWiseClient(config)],
  ["the bare SDK client", (config: Config) => new IoTFleetWiseClient(config)],
  ["the aggregated SDK client", (config: Config) => new IoTFleetWise(config)],
] as const;
const CASES = CLIENTS.flatMap(([client, create]) =>
  (["credentials", "region", "endpoint"] as const).map((option) => [client, option, create] as const),
);

/** Creates a client whose option is a function that throws the error. */
const throwing = (create: (config: Config) => object, option: keyof Config, error: Error, endpoint = "") => {
  const provide = vi.fn(async () => {
    throw error;
  });
  const config = { region: "us-east-1", endpoint, credentials: KEYS, [option]: provide } as Config;
  return { client: create(config) as IoTFleetWise, provide };
};

test.each(CASES)(
  'with %s, "not found" of the function for %s registers nothing',
  async (_c, option, create) => {
    await using server = await scriptedServer(NOT_FOUND);
    const error = foreign("ResourceNotFoundException");
    const { client } = throwing(create, option, error, server.endpoint);
    for (const wait of [ensureRegistered, waitUntilRegistered])
      await expect(wait({ client })).rejects.toMatchObject({
        code: "SERVICE_CALL_FAILED",
        kind: "fatal",
        topics: [],
        cause: error,
      });
    expect(server.requests).toEqual([]);
  },
);

test.each(CASES)("with %s, a throttled function for %s is asked again", async (_client, option, create) => {
  const { client, provide } = throwing(create, option, foreign("ThrottlingException"), "http://f.test");
  const waiting = inVirtualTime(() => waitUntilRegistered({ client, maxWaitTime: 20 }));
  await expect(waiting).rejects.toMatchObject({
    code: "STATUS_UNREADABLE",
    kind: "transient",
    topics: ["try-again"],
  });
  expect(provide.mock.calls.length).toBeGreaterThan(1);
});

test.each(CLIENTS)('with %s, FleetWise\'s "not found" registers the account', async (_client, create) => {
  const receipt = { registerAccountStatus: "REGISTRATION_SUCCESS" };
  const status = { customerAccountId: "1", accountStatus: "REGISTRATION_SUCCESS" };
  await using server = await scriptedServer(NOT_FOUND, answers(200, receipt), answers(200, status));
  const client = create({ region: "us-east-1", endpoint: server.endpoint, credentials: KEYS });
  await ensureRegistered({ client });
  expect(server.requests).toHaveLength(3);
});

test.each([
  ["before the request", "initialize", "SERVICE_CALL_FAILED"],
  ["after the response", "deserialize", "NOT_REGISTERED"],
] as const)("middleware that throws %s, in the step %s, causes %s", async (_when, step, code) => {
  await using server = await scriptedServer(NOT_FOUND);
  const client = new IoTFleetWise({ region: "us-east-1", endpoint: server.endpoint, credentials: KEYS });
  const throwing = () => async () => {
    throw foreign("ResourceNotFoundException");
  };
  client.middlewareStack.add(throwing as never, { step, priority: "normal" } as never);
  await expect(waitUntilRegistered({ client, consistencyGrace: 0 })).rejects.toMatchObject({ code });
});

test("a mocked `send` of an SDK client may reject with the service's errors", async () => {
  const client = new IoTFleetWise({ region: "us-east-1", credentials: KEYS });
  vi.spyOn(client, "send").mockRejectedValue(foreign("ResourceNotFoundException") as never);
  await expect(waitUntilRegistered({ client, consistencyGrace: 0 })).rejects.toMatchObject({
    code: "NOT_REGISTERED",
  });
});
