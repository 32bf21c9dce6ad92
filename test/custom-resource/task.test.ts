import { expect, test } from "vitest";
import type { HandlerOptions, OnEventRequest } from "../../src/custom-resource/index.js";
import { taskOf } from "../../src/custom-resource/task.js";
import { request } from "./requests.js";

const STARTED_AT = new Date("2026-03-01T12:00:00Z");
const TIMESTREAM = {
  timestreamResources: { timestreamDatabaseName: "database", timestreamTableName: "table" },
};

const task = (event: OnEventRequest, config: object = {}) =>
  taskOf(event, config as HandlerOptions, STARTED_AT);
const create = (ResourceProperties: object) =>
  request("Create", { ResourceProperties: ResourceProperties as Record<string, unknown> });

test("the task of a Create without properties is a registration with the config's input", async () => {
  const event = { ...request("Create"), ResponseURL: undefined, ResourceProperties: undefined };
  expect(await task(event, { registration: TIMESTREAM })).toEqual({
    registration: TIMESTREAM,
    reregister: false,
    requestedAt: STARTED_AT,
  });
});

test.for([
  ["Create", { reregisterToken: "1" }, undefined, "if-different"],
  ["Create", { reregisterToken: "" }, undefined, false],
  ["Update", { reregisterToken: "2" }, { reregisterToken: "1" }, true],
  ["Update", { reregisterToken: "1" }, { reregisterToken: "1" }, false],
  ["Update", { reregisterToken: "1" }, undefined, true],
  ["Update", {}, { reregisterToken: "1" }, false],
] as const)("a(n) %s to %j from %j registers again: %s", async ([type, now, before, reregister]) => {
  const event = request(type, { ResourceProperties: now, OldResourceProperties: before });
  expect(await task(event)).toMatchObject({ reregister });
});

test.for([
  [["1"], "a list"],
  [{ token: "1" }, "an object"],
])(
  "a reregisterToken that is %j is rejected, because it never equals the former one",
  async ([token, kind]) => {
    const properties = { reregisterToken: token };
    const event = request("Update", { ResourceProperties: properties, OldResourceProperties: properties });
    await expect(task(event)).rejects.toThrow(`Expected \`reregisterToken\` to be text, got ${kind}`);
  },
);

test.for([
  ["true", {}],
  [true, {}],
  ["false", TIMESTREAM],
  [false, TIMESTREAM],
  ["", TIMESTREAM],
  [undefined, TIMESTREAM],
] as const)("dropTimestream %j decides whether the config's input counts", async ([value, registration]) => {
  const event = create({ dropTimestream: value });
  expect(await task(event, { registration: TIMESTREAM })).toHaveProperty("registration", registration);
});

test("the input in the properties has priority over the config's, but not in wait-only mode", async () => {
  const event = create({ registration: TIMESTREAM });
  expect(await task(event, { registration: {} })).toHaveProperty("registration", TIMESTREAM);
  const waitOnly = { mode: "wait-only", registration: {} };
  expect(await task(create({}), waitOnly)).toHaveProperty("registration", undefined);
});

test.for([
  ["ResourceProperties", "text"],
  ["OldResourceProperties", "text"],
] as const)("a request whose %s is %j is rejected", async ([name, value]) => {
  const event = { ...request("Update"), [name]: value } as unknown as OnEventRequest;
  await expect(task(event)).rejects.toThrow(`Expected \`${name}\` to be an object, got "${value}"`);
});

test("the properties that CloudFormation adds are accepted, and any other is rejected", async () => {
  expect(await task(create({ ServiceToken: "arn", ServiceTimeout: "900" }))).toMatchObject({
    reregister: false,
  });
  await expect(task(create({ Mode: "ensure" }))).rejects.toThrow(/a property of the resource.*`Mode`/);
});

test.for([
  ["?X-Amz-Date=20260228T235959Z", "2026-03-01T00:00:00Z"],
  ["?X-Amz-Date=20261231T112233Z&X-Amz-Expires=7200", "2026-12-31T11:22:34Z"],
  ["?X-Amz-Expires=7200&X-Amz-Date=20260102T030405Z", "2026-01-02T03:04:06Z"],
] as const)("the URL %s was signed before %s", async ([query, time]) => {
  const event = request("Create", { ResponseURL: `https://host/path${query}` });
  expect(await task(event)).toMatchObject({ requestedAt: new Date(time) });
});

test.for([
  "https://host",
  "https://host?X-Amz-Date=2026-01-02T03:04:05Z",
  "https://host?X-Amz-Date=20260102T030405Zulu",
  "https://host?Not-X-Amz-Date=20260102T030405Z",
])("with the URL %s, the start of the handler counts", async (ResponseURL) => {
  expect(await task(request("Create", { ResponseURL }))).toMatchObject({ requestedAt: STARTED_AT });
});
