import { afterEach, describe, expect, test, vi } from "vitest";
import { instanceRole } from "../../../src/client/aws-config/instance-role.js";
import { answers, hangs, type Scene, scriptedServer } from "../../support/scripted-server.js";
import { configOf, type Settings } from "./config.js";
import { noNetwork } from "./no-network.js";

const TOKEN = "/latest/api/token";
const ROLES = "/latest/meta-data/iam/security-credentials/";
const CREDENTIALS = {
  AccessKeyId: "AKID",
  SecretAccessKey: "s",
  Token: "t",
  Expiration: "2199-01-01T00:00:00Z",
};
const WORKING: Readonly<Record<string, Scene>> = {
  [TOKEN]: answers(200, "session"),
  [ROLES]: answers(200, "my-role\n"),
  [`${ROLES}my-role`]: answers(200, CREDENTIALS),
};

/** Starts a metadata service with these responses by path, in place of those of a working one. */
const service = (scenes: Readonly<Record<string, Scene>> = {}) =>
  scriptedServer((response, request) => ({ ...WORKING, ...scenes })[request.url]?.(response, request));

/** Asks the service with these settings. */
const ask = (endpoint: string, { env, ...settings }: Settings = {}) =>
  instanceRole(configOf({ env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint, ...env }, ...settings }));

afterEach(() => {
  vi.useRealTimers();
});

describe("the requests", () => {
  test("the role and its credentials are requested with a token", async () => {
    await using imds = await service();
    expect(await ask(imds.endpoint)).toMatchObject({ accessKeyId: "AKID", sessionToken: "t" });
    const headers = { "x-aws-ec2-metadata-token": "session" };
    expect(imds.requests).toMatchObject([
      { method: "PUT", url: TOKEN, headers: { "x-aws-ec2-metadata-token-ttl-seconds": "21600" } },
      { method: "GET", url: ROLES, headers },
      { method: "GET", url: `${ROLES}my-role`, headers },
    ]);
  });

  test.each([403, 404, 405])("the service is asked without a token after a status of %d", async (status) => {
    await using imds = await service({ [TOKEN]: answers(status, "no") });
    expect(await ask(imds.endpoint)).toMatchObject({ accessKeyId: "AKID" });
    expect(imds.requests[1]?.headers).not.toHaveProperty("x-aws-ec2-metadata-token");
  });

  test.each<[string, Settings]>([
    ["the environment", { env: { AWS_EC2_METADATA_V1_DISABLED: "True" } }],
    ["the profile", { config: { default: { ec2_metadata_v1_disabled: "true" } } }],
  ])("the service is not asked without a token if %s forbids it", async (_title, settings) => {
    await using imds = await service({ [TOKEN]: answers(404, "no") });
    const message = "The metadata service returned status 404 for the token request";
    await expect(ask(imds.endpoint, settings)).rejects.toMatchObject({ cause: { message } });
    expect(imds.requests.map(({ url }) => url)).toEqual([TOKEN, TOKEN, TOKEN]);
  });

  test.each<[string, Readonly<Record<string, Scene>>, string]>([
    [
      "a token request that fails",
      { [TOKEN]: answers(400, "no") },
      "returned status 400 for the token request",
    ],
    ["an unknown role", { [ROLES]: answers(404, "no") }, "The instance has no role"],
    ["an empty role", { [ROLES]: answers(200, "") }, "The instance has no role"],
    [
      "no credentials",
      { [`${ROLES}my-role`]: answers(404, "no") },
      "returned status 404 for the credentials",
    ],
  ])("the service is asked three times in case of %s", async (_title, scenes, message) => {
    await using imds = await service(scenes);
    await expect(ask(imds.endpoint)).rejects.toMatchObject({
      name: "CredentialsProviderError",
      tryNextLink: false,
      cause: { message: expect.stringContaining(message) },
    });
    expect(imds.requests.filter(({ url }) => url === TOKEN)).toHaveLength(3);
  });
});

describe("the settings", () => {
  test.each<[string, Settings, string]>([
    ["no setting", {}, "169.254.169.254:80"],
    [
      "the environment's mode",
      { env: { AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: "IPv6" } },
      "fd00:ec2::254:80",
    ],
    [
      "the profile's mode",
      { config: { default: { ec2_metadata_service_endpoint_mode: "ipv6" } } },
      "fd00:ec2::254:80",
    ],
    ["another mode", { env: { AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: "IPv4" } }, "169.254.169.254:80"],
    [
      "the environment's address",
      {
        env: {
          AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://imds.test",
          AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: "IPv6",
        },
      },
      "imds.test:80",
    ],
    [
      "the profile's address",
      { config: { default: { ec2_metadata_service_endpoint: "http://imds.test" } } },
      "imds.test:80",
    ],
  ])("the service's address follows from %s", async (_title, settings, address) => {
    using network = noNetwork();
    await expect(instanceRole(configOf(settings))).rejects.toThrow("No credentials were found");
    expect(new Set(network.addresses)).toEqual(new Set([address]));
  });

  test.each<[string, Settings, number]>([
    ["default", {}, 3],
    ["environment's", { env: { AWS_METADATA_SERVICE_NUM_ATTEMPTS: "2" } }, 2],
    ["profile's", { config: { default: { metadata_service_num_attempts: "4" } } }, 4],
  ])("the service is asked the %s number of times", async (_title, settings, times) => {
    using network = noNetwork();
    await expect(instanceRole(configOf(settings))).rejects.toThrow();
    expect(network.addresses).toHaveLength(times);
  });

  test.each<[string, Settings, number]>([
    ["default", {}, 1],
    ["environment's", { env: { AWS_METADATA_SERVICE_TIMEOUT: "2" } }, 2],
    ["profile's", { config: { default: { metadata_service_timeout: "3" } } }, 3],
  ])("the service has the %s time limit", async (_title, { env, ...settings }, limitS) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await using imds = await service({ [TOKEN]: hangs });
    const asked = ask(imds.endpoint, {
      env: { AWS_METADATA_SERVICE_NUM_ATTEMPTS: "1", ...env },
      ...settings,
    });
    const message = `127.0.0.1 did not respond within ${limitS} s`;
    const rejection = expect(asked).rejects.toMatchObject({ cause: { message } });
    await imds.received(1);
    await vi.advanceTimersByTimeAsync(1000 * limitS);
    await rejection;
  });
});

describe("the error", () => {
  const OFF = { AWS_EC2_METADATA_DISABLED: "TRUE", AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://imds.test" };
  const KEY = { AWS_ACCESS_KEY_ID: "AKID" };
  const config = { x: {} };
  test.each<[string, Settings, string]>([
    ["no profile", {}, "not in the environment, in a profile, from a container or from the instance"],
    [
      "a profile of the environment",
      { env: { ...KEY, AWS_PROFILE: "x" }, config },
      "not in the environment, in a profile, from a container or from the instance",
    ],
    [
      "a given profile",
      { given: "x", config },
      'not in the profile "x", from a container or from the instance',
    ],
    [
      "a given profile, beside keys",
      { given: "x", env: KEY, config },
      'not in the profile "x", from a container or from the instance. AWS_ACCESS_KEY_ID is not used, because a profile is given',
    ],
  ])("a disabled service is not asked, and the error describes %s", async (_title, settings, sources) => {
    using network = noNetwork();
    const shared = configOf({ ...settings, env: { ...OFF, ...settings.env } });
    await expect(instanceRole(shared)).rejects.toMatchObject({
      name: "CredentialsProviderError",
      message: `No credentials were found: ${sources}`,
      tryNextLink: false,
    });
    expect(network.addresses).toEqual([]);
  });
});
