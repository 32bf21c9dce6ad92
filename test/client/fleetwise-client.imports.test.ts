import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFleetWiseClient, type FleetWiseClient } from "../../src/client/fleetwise-client.js";
import { withFreshModules } from "../support/fresh-modules.js";
import { root } from "../support/run.js";

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
  imported.length = 0;
  hosts.length = 0;
  vi.stubEnv("AWS_ACCESS_KEY_ID", KEYS.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", KEYS.secretAccessKey);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const recorded = (name: string) => async (original: () => Promise<unknown>) => {
  imported.push(name);
  return original();
};

/** Plays with modules that are not loaded yet, and records the first import of some. */
const recordingImports = (
  play: (freshClient: (config: object) => Promise<FleetWiseClient>) => Promise<void>,
) =>
  withFreshModules(
    {
      [join(root, "src/client/built-in/operations.ts")]: recorded("operations"),
      [join(root, "src/client/aws-config/credential-chain.ts")]: recorded("chain"),
      // Only the credential chain imports this module. Bundlers for browsers replace it by another.
      "@smithy/core/config": recorded("config"),
    },
    () =>
      play(async (config) => {
        const { createFleetWiseClient } = await import("../../src/client/fleetwise-client.js");
        return createFleetWiseClient({ requestHandler, ...config });
      }),
  );

test("the client loads the AWS SDK's packages at its first request, and only those that it needs", () =>
  recordingImports(async (freshClient) => {
    const client = await freshClient({ region: REGION, endpoint: ENDPOINT, credentials: KEYS });
    expect(imported).toEqual([]);
    await Promise.all([client.getRegisterAccountStatus({}), client.registerAccount({})]);
    expect(imported).toEqual(["operations"]);
    expect(hosts).toHaveLength(2);
  }));

test("the credential chain is loaded by the first call that needs it, and built once", () =>
  recordingImports(async (freshClient) => {
    const client = await freshClient({ region: REGION, endpoint: ENDPOINT });
    expect(imported).toEqual([]);
    await Promise.all([client.getRegisterAccountStatus({}), client.getRegisterAccountStatus({})]);
    expect([...imported].sort()).toEqual(["chain", "config", "operations"]);
  }));

test("a region and credentials are enough for a request", async () => {
  const client = createFleetWiseClient({ requestHandler, region: REGION, credentials: KEYS });
  await client.getRegisterAccountStatus({});
  expect(hosts).toEqual(["iotfleetwise.us-east-1.amazonaws.com"]);
});

test("a request without a region rejects with an error that names it", async () => {
  const client = createFleetWiseClient({ requestHandler, credentials: KEYS });
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
