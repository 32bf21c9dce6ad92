import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const KEYS = { accessKeyId: "AKID", secretAccessKey: "secret" };
const REGION = "us-east-1";
const ENDPOINT = "https://fleetwise.test";

const imported: string[] = [];
const hosts: string[] = [];
const requestHandler = {
  async handle({ hostname }: { hostname: string }) {
    hosts.push(hostname);
    return { response: { statusCode: 200, headers: {}, body: new Uint8Array() } };
  },
};

beforeEach(() => {
  vi.resetModules();
  imported.length = 0;
  hosts.length = 0;
  vi.doMock("../../src/client/aws-config/credential-chain.js", async (importOriginal) => {
    imported.push("chain");
    return importOriginal();
  });
  vi.stubEnv("AWS_ACCESS_KEY_ID", KEYS.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", KEYS.secretAccessKey);
  // Only the credential chain imports this module. Bundlers for browsers replace it by another.
  vi.doMock("@smithy/core/config", async (importOriginal) => {
    imported.push("config");
    return importOriginal();
  });
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.doUnmock("../../src/client/aws-config/credential-chain.js");
  vi.doUnmock("@smithy/core/config");
  vi.doUnmock("../../src/client/built-in/operations.js");
});

const freshClient = async (config: object) => {
  const { createFleetWiseClient } = await import("../../src/client/fleetwise-client.js");
  return createFleetWiseClient({ requestHandler, ...config });
};

test("createFleetWiseClient loads none of the AWS SDK's packages before its first request", async () => {
  vi.doMock("../../src/client/built-in/operations.js", async (importOriginal) => {
    imported.push("operations");
    return importOriginal();
  });
  const client = await freshClient({ region: REGION, endpoint: ENDPOINT, credentials: KEYS });
  expect(imported).toEqual([]);
  await Promise.all([client.getRegisterAccountStatus({}), client.registerAccount({})]);
  expect(imported).toEqual(["operations"]);
  expect(hosts).toHaveLength(2);
});

test("with region, endpoint and credentials given, the credential chain is not loaded", async () => {
  const client = await freshClient({ region: REGION, endpoint: ENDPOINT, credentials: KEYS });
  await client.getRegisterAccountStatus({});
  expect(imported).toEqual([]);
});

test("the credential chain is loaded by the first call that needs it, and built once", async () => {
  const client = await freshClient({ region: REGION, endpoint: ENDPOINT });
  expect(imported).toEqual([]);
  await Promise.all([client.getRegisterAccountStatus({}), client.getRegisterAccountStatus({})]);
  expect(imported).toEqual(["chain", "config"]);
});

test("a region and credentials are enough for a request", async () => {
  const client = await freshClient({ region: REGION, credentials: KEYS });
  await client.getRegisterAccountStatus({});
  expect(hosts).toEqual(["iotfleetwise.us-east-1.amazonaws.com"]);
});

test("a request without a region rejects with an error that names it", async () => {
  const client = await freshClient({ credentials: KEYS });
  await expect(client.getRegisterAccountStatus({})).rejects.toThrow(/^Region is missing: /);
});

test("no module of the client imports a Node module", () => {
  const seen = new Set<string>();
  const visit = (url: URL) => {
    if (seen.has(url.href)) return;
    seen.add(url.href);
    const source = readFileSync(url, "utf8");
    expect(source).not.toMatch(/from "node:/);
    for (const [, path] of source.matchAll(/(?:from |import\()"(\.[^"]+)\.js"/g))
      visit(new URL(`${path}.ts`, url));
  };
  visit(new URL("../../src/client/fleetwise-client.ts", import.meta.url));
  expect(seen.size).toBeGreaterThan(12);
});
