// cspell:ignore regoin
import { describe, expect, test } from "vitest";
import {
  checkEndpoint,
  checkedClientConfig,
  checkRegion,
  type FleetWiseClientConfig,
  isIdentity,
} from "../../../src/client/built-in/client-config.js";

const identity = { accessKeyId: "AKID", secretAccessKey: "hidden" };

test.each<[string, FleetWiseClientConfig]>([
  ["none", {}],
  ["undefined", { region: undefined, endpoint: undefined, credentials: undefined, profile: undefined }],
  [
    "undefined, too",
    { useDualstackEndpoint: undefined, useFipsEndpoint: undefined, requestHandler: undefined },
  ],
  ["strings", { region: "us-east-1", endpoint: "http://h", credentials: identity, profile: "p" }],
  ["flags", { useDualstackEndpoint: true, useFipsEndpoint: false, requestHandler: { requestTimeout: 1 } }],
  [
    "functions",
    {
      region: async () => "us-east-1",
      endpoint: async () => "http://h",
      credentials: async () => identity,
      useDualstackEndpoint: async () => true,
      useFipsEndpoint: async () => false,
    },
  ],
])("valid options of the client are accepted, beside others of the AWS SDK: %s", (_kind, config) => {
  expect(() => checkedClientConfig({ ...config, maxAttempts: 3 } as object)).not.toThrow();
});

test.each([
  [{ region: "" }, 'Expected `region` to be an AWS region such as us-east-1, got ""'],
  [
    { region: "evil.example/" },
    'Expected `region` to be an AWS region such as us-east-1, got "evil.example/"',
  ],
  [{ region: 1 }, "Expected `region` to be an AWS region such as us-east-1, got 1"],
  [{ endpoint: "localhost:4566" }, 'Expected `endpoint` to be an http or https URL, got "localhost:4566"'],
  [{ endpoint: new URL("ftp://u:hidden@h") }, 'Expected `endpoint` to be an http or https URL, got "...@h/"'],
  [{ endpoint: "u:hid/den@h" }, 'Expected `endpoint` to be an http or https URL, got "...@h"'],
  [{ endpoint: null }, "Expected `endpoint` to be an http or https URL, got null"],
  [
    { credentials: "hidden" },
    "Expected `credentials` to be an object with accessKeyId and secretAccessKey, or a function that resolves to one, got a string",
  ],
  [
    { credentials: null },
    "Expected `credentials` to be an object with accessKeyId and secretAccessKey, or a function that resolves to one, got null",
  ],
  [
    { credentials: { accessKeyId: "hidden" } },
    "Expected `credentials` to be an object with accessKeyId and secretAccessKey, or a function that resolves to one, got an object",
  ],
  [{ profile: "" }, 'Expected `profile` to be the name of a profile, got ""'],
  [{ profile: 5 }, "Expected `profile` to be the name of a profile, got 5"],
  [{ useDualstackEndpoint: "yes" }, 'Expected `useDualstackEndpoint` to be a boolean, got "yes"'],
  [
    { requestHandler: () => {} },
    "Expected `requestHandler` to be an object with a `handle` method, or options for Node, got a function",
  ],
  [{ useFipsEndpoint: 1 }, "Expected `useFipsEndpoint` to be a boolean, got 1"],
  [{ endpoint: {} }, "Expected `endpoint` to be an http or https URL, got an object"],
  [
    { endpoint: { url: new URL("ftp://u:hidden@h") } },
    'Expected `endpoint` to be an http or https URL, got "...@h/"',
  ],
  [null, "Expected the client's config to be an object, got null"],
  [[5], "Expected the client's config to be an object, got a list"],
  ["us-east-1", 'Expected the client\'s config to be an object, got "us-east-1"'],
  [
    { regoin: "us-east-1" },
    "Expected an option of the client that is known, got `regoin`: did you mean `region`?",
  ],
  [
    { endpointUrl: "http://127.0.0.1" },
    "Expected an option of the client that is known, got `endpointUrl`: did you mean `endpoint`?",
  ],
  [
    { useDualstack: true },
    "Expected an option of the client that is known, got `useDualstack`: did you mean `useDualstackEndpoint`?",
  ],
  [
    { requestHandler: null },
    "Expected `requestHandler` to be an object with a `handle` method, or options for Node, got null",
  ],
])("a wrong option of the client is rejected: %j", (config, message) => {
  expect(() => checkedClientConfig(config as FleetWiseClientConfig)).toThrow(new TypeError(message));
});

test("an option of the client that its config inherits is checked and used", () => {
  const inherited = (config: FleetWiseClientConfig): FleetWiseClientConfig => Object.create(config);
  expect(checkedClientConfig(inherited({ profile: "p" })).profile).toBe("p");
  expect(() => checkedClientConfig(inherited({ profile: "" }))).toThrow("Expected `profile`");
});

describe("a region", () => {
  test.each(["us-east-1", "US-EAST-1", "a", "r".repeat(63)])("a region may be %s", (region) => {
    expect(() => checkRegion("`region`", region)).not.toThrow();
  });

  test.each(["", "-us", "us-", "r".repeat(64), "us_east", "us east", "us/", "/us", "us.east", undefined])(
    "a region is not: %s",
    (region) => {
      expect(() => checkRegion("`region`", region)).toThrow(/^Expected `region` to be an AWS region/);
    },
  );
});

describe("an endpoint", () => {
  test.each([
    "http://h",
    "https://h:1/path",
    new URL("https://h"),
    { url: new URL("http://h") },
    { url: "https://h" },
    { protocol: "http:", hostname: "h" },
    { protocol: "https:", hostname: "h" },
  ])("an endpoint may be %j", (endpoint) => {
    expect(() => checkEndpoint("it", endpoint)).not.toThrow();
  });

  test.each([
    null,
    undefined,
    "h",
    "ftp://h",
    { url: null },
    { url: { toString: "" } },
    { url: "ftp://h" },
    { hostname: "h" },
    { protocol: "https:" },
    { protocol: "ftp:", hostname: "h" },
  ])("an endpoint is an http or https URL, not %j", (endpoint) => {
    expect(() => checkEndpoint("it", endpoint)).toThrow(/^Expected it to be an http or https URL, got /);
  });

  test.each([
    ["ftp://u:hidden@h@i/a", '"...@i/a"'],
    ["u\n:hid/den@h", '"...@h"'],
  ])("an endpoint is shown without the text before its last @: %j", (endpoint, shown) => {
    expect(() => checkEndpoint("it", endpoint)).toThrow(`got ${shown}`);
  });
});

test.each([
  ["both keys", identity, true],
  ["no string as the id", { ...identity, accessKeyId: 1 }, false],
  ["no secret", { ...identity, secretAccessKey: undefined }, false],
  ["null", null, false],
  ["undefined", undefined, false],
])("an identity has two keys that are text: %s", (_case, value, is) => {
  expect(isIdentity(value)).toBe(is);
});
